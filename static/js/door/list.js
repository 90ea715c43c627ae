/* Whom the door may expect: the event's tickets, and the ways in and out by all phones, as far as this phone knows. Read
   while there is signal, kept encrypted, gone when the event is over or the phone is taken off the door. */

import { readList } from "./api.js";
import * as clock from "./clock.js";
import { alone, door, listed, noDrafts, onElsewhere, own, readLog, write } from "./store.js";

const tickets = new Map(); // by their numbers
const codes = new Map(); // the same by their spoken codes
const passings = new Map(); // by the ticket's number: a map by the scan's id and order
const listeners = [];
let forgotten = 0; // how often: an answer that was asked for before isn't kept

/** Open what was kept; once, after store.open(). */
export async function open() {
  for (const answer of await readLog()) take(answer);
  if (isOver()) await forget();
}

/** A ticket by its number (16 hexadecimal digits) or its spoken code, as the server lists it; undefined for none. */
export const byNumber = (number) => tickets.get(number);
export const byCode = (code) => codes.get(code);
export const all = () => [...tickets.values()];

/** Call `listener()` whenever the list has changed. */
export const onChanged = (listener) => listeners.push(listener);

/** When the list was read, as the server wrote it; null where there is none. */
export const readAt = () => (isOurs() ? listed.get().read_at : null);

/** Milliseconds since the list was read; null where there is none. */
export const age = () => (isOurs() ? Math.max(0, clock.now() - Date.parse(listed.get().read_at)) : null);

/** Whether the event is over for this phone: it holds nobody's names any more. */
export const isOver = () => Boolean(door.get()?.forget_at) && clock.now() >= Date.parse(door.get().forget_at);

const isOurs = () => listed.get() !== null && listed.get().slug === door.get()?.event.slug;

/** What is known of a ticket's ways in and out, as admission.js wants it. */
export function passingsOf(number) {
  const known = [...(passings.get(number)?.values() ?? [])];
  const mine = own.all().filter((passing) => passing.number === number);
  const undone = new Set(mine.filter((passing) => passing.undone).map(({ scan_id }) => scan_id));
  const told = new Set(known.map(({ scan_id }) => scan_id));
  return [
    ...known.map((passing) => (undone.has(passing.scan_id) ? { ...passing, undone: true } : passing)),
    ...mine.filter(({ scan_id }) => !told.has(scan_id)),
  ];
}

/** This phone's own way in or out by the scan's id, as the list tells it; undefined for none. */
export const ownPassing = (id) =>
  [...passings.values()].flatMap((known) => [...known.values()]).find((one) => one.own && one.scan_id === id);

// ---- Reading ---------------------------------------------------------------------------------------

/** Read what changed, or all of it when it is `whole`, another event's, or from before a session's door opened. False
    when another tab is about to, or the event is over. Raises NoAnswer, Refused. */
export async function renew({ whole = false } = {}) {
  if (isOver()) return forget().then(() => false);
  return alone("list", async () => {
    const [{ slug }, before] = [door.get().event, forgotten];
    const since = whole || !isOurs() || aDoorOpenedSince(Date.parse(readAt())) ? null : listed.get().cursor;
    const answer = await readList(since);
    if (door.get()?.event.slug === slug && forgotten === before) await keep(answer, slug, !since);
  });
}

const aDoorOpenedSince = (moment) =>
  door.get().sessions.map(({ opens_at }) => Date.parse(opens_at)).some((opens) => moment < opens && opens <= clock.now());

async function keep({ tickets = [], passings = [], changes, server_time }, slug, isWhole) {
  const found = { kind: "facts", key: "list", value: { slug, cursor: changes, read_at: server_time } };
  const answer = { kind: "list", value: { tickets, passings } };
  if (isWhole) empty();
  take(answer.value);
  const news = isWhole ? [{ kind: "list", clear: true }, answer] : tickets.length + passings.length ? [answer] : [];
  await write([...news, found, ...settled()]);
  if (news.length) tell();
}

/** Own ways in and out that the list has as this phone has them. */
function settled() {
  const isTold = ({ number, scan_id, undone }) =>
    [...(passings.get(number)?.values() ?? [])].some((one) => one.scan_id === scan_id && (one.undone || !undone));
  return own.all().filter(isTold).map(({ scan_id }) => ({ kind: "own", key: scan_id }));
}

function take(answer) {
  for (const ticket of answer.tickets) {
    tickets.set(ticket.number, ticket);
    codes.set(ticket.code, ticket);
  }
  for (const passing of answer.passings) {
    if (!passings.has(passing.number)) passings.set(passing.number, new Map());
    const name = `${passing.own} ${passing.scan_id} ${passing.order}`;
    passings.get(passing.number).set(name, { ...passing, moment: Date.parse(passing.moment) });
  }
}

function empty() {
  for (const known of [tickets, codes, passings]) known.clear();
}

const tell = () => listeners.forEach((listener) => listener());

/** Nothing of the list stays on this phone, nor of a guest who was being typed, at once. Scans that weren't sent stay. */
export async function forget() {
  forgotten += 1;
  empty();
  const ours = [{ kind: "list", clear: true }, { kind: "own", clear: true }, { kind: "facts", key: "list" }];
  await write([...ours, ...noDrafts()]);
  tell();
}

onElsewhere((changes) => {
  const about = changes.filter(({ kind }) => kind === "list");
  for (const { clear, value } of about) clear ? empty() : take(value);
  if (about.length) tell();
});
