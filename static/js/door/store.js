/* What the phone keeps, encrypted, across reloads: its key, its door, and every scan until the server has answered it. In
   memory it is read at once; a write resolves when it is on the disk, and other tabs of this page have it then. */

import { openVault } from "./vault.js";

let vault = null; // null: this browser keeps nothing, the page holds all in memory
let failed = false;
const kept = { facts: new Map(), queue: new Map(), refused: new Map(), own: new Map() };
const listeners = [];
const channel = "BroadcastChannel" in window ? new BroadcastChannel("eventreg-door") : null;

/** Open it; once, before anything else here is used. */
export async function open() {
  vault = await openVault().catch(() => null);
  for (const kind of vault ? Object.keys(kept) : []) {
    for (const [key, value] of await vault.read(kind)) kept[kind].set(key, value);
  }
}

/** Whether what is written stays when the page is closed. */
export const isKept = () => vault !== null && !failed;

/** Call `listener(kinds)` after another tab has changed something. */
export const onElsewhere = (listener) => listeners.push(listener);

channel?.addEventListener("message", ({ data: changes }) => {
  apply(changes);
  for (const listener of listeners) listener(changes);
});

function apply(changes) {
  for (const { kind, key, value, clear } of changes) {
    if (clear) kept[kind]?.clear();
    else if (value === undefined) kept[kind]?.delete(key);
    else kept[kind]?.set(key, value);
  }
}

/** Change all or nothing, in memory at once; changes as in vault.js. Where the disk fails, memory still has it. */
export async function write(changes) {
  apply(changes);
  try {
    await vault?.write(changes);
  } catch {
    failed = true;
  }
  channel?.postMessage(changes);
}

function single(name) {
  const place = { kind: "facts", key: name };
  return {
    get: () => kept.facts.get(name) ?? null,
    set: (value) => write([{ ...place, value: value ?? undefined }]),
  };
}

/** The device key, null for a phone that isn't paired. */
export const key = single("key");
/** {event, gate, gates, sessions, keys, walk_ins, forget_at} as the server told it. */
export const door = single("door");
/** {offset}: server minus phone in milliseconds; clock.js uses it. */
export const measured = single("clock");
/** {slug, cursor, read_at}: whose list is here, and as of when; list.js uses it. */
export const listed = single("list");

/** What somebody typed into a form and hasn't been answered: {id, …}, null for nothing; handing_in.js uses it. */
export const draft = (form) => single(`draft ${form}`);
/** Changes that leave none of them. */
export const noDrafts = () =>
  [...kept.facts.keys()].filter((key) => key.startsWith("draft ")).map((key) => ({ kind: "facts", key }));

/** Scans that the server hasn't answered yet, oldest first: {scan, slug, key, …} by the scan's id. Each knows the event
    for which it was made, and by which key. */
export const queue = {
  all: () => [...kept.queue.values()].sort((one, other) => one.order - other.order),
  get: (id) => kept.queue.get(id) ?? null,
  /** `and`: other changes that shall be written with it. */
  put: (item, and = []) => write([{ kind: "queue", key: item.scan.id, value: { order: nextPlace(), ...item } }, ...and]),
  remove: (ids, and = []) => write([...ids.map((id) => ({ kind: "queue", key: id })), ...and]),
};

const nextPlace = () => 1 + Math.max(0, ...[...kept.queue.values()].map(({ order }) => order));

/** Scans that the server will never take leave the queue, and are kept for whoever looks into it. */
export const refuse = ({ scan, slug }, why) =>
  queue.remove([scan.id], [{ kind: "refused", key: scan.id, value: { scan, slug, why } }]);

/** Ways in and out by this phone that the list doesn't have yet, by the scan's id. */
export const own = {
  all: () => [...kept.own.values()],
  get: (id) => kept.own.get(id) ?? null,
  change: (passing) => ({ kind: "own", key: passing.scan_id, value: passing }),
};

/** What was read of the list, in order, as it is on the disk. */
export const readLog = async () => (vault ? (await vault.read("list")).map(([, value]) => value) : []);

/** Do it unless another tab is about to; resolves to false then. */
export async function alone(what, work) {
  if (!navigator.locks) return (await work(), true);
  return navigator.locks.request(`eventreg-door-${what}`, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return lock !== null;
  });
}

/** A random UUID; `crypto.randomUUID` is missing where the page isn't served over HTTPS. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
