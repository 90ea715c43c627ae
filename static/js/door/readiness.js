/* Whether this phone can do without signal, point by point: what is there, what is missing, and what to do then. */

import * as clock from "./clock.js";
import { keysKnown } from "./judge.js";
import * as list from "./list.js";
import { keeping } from "./renewal.js";
import { waiting } from "./sending.js";
import { door, isKept, key } from "./store.js";
import { ago, fill, words } from "./words.js";

const OLD_MS = 60 * 60_000; // a list that wants to be renewed
const WRONG_MS = 2 * 60_000; // a clock that somebody should set

const says = words.ready.points;
const point = (name, state, sentence = "") => ({ name, title: says[name].title, state, sentence });

/** All points, what is missing first: {name, title, state, sentence}. "no" keeps the phone from doing without signal,
    "look" is for somebody to look at, "ok" is well. */
export async function points() {
  const [page, camera, storage] = await Promise.all([pageHere(), cameraHere(), storageHere()]);
  const found = [secure(), page, paired(), listHere(), keysHere(), genuine(), camera, storage, clockRight(), allSent()];
  const rank = { no: 0, look: 1, ok: 2 };
  return found.sort((one, other) => rank[one.state] - rank[other.state]);
}

/** Whether all is there without which the phone can't judge by itself. */
export const isReady = (found) => found.every(({ state }) => state !== "no");

function secure() {
  return isSecureContext ? point("secure", "ok") : point("secure", "no", says.secure.no);
}

async function pageHere() {
  const state = await keeping();
  return point("page", state === "ready" ? "ok" : "no", says.page[state]);
}

function paired() {
  if (!key.get() || !door.get()) return point("paired", "no", says.paired.no);
  const { gate, event } = door.get();
  return point("paired", "ok", `${gate}, ${event.title}`);
}

function listHere() {
  if (list.isOver()) return point("list", "no", says.list.over);
  if (list.age() === null) return point("list", "no", says.list.no);
  const told = fill(says.list.ok, { count: list.all().length, ago: ago(list.age()) });
  return list.age() < OLD_MS ? point("list", "ok", told) : point("list", "look", `${told} ${says.list.old}`);
}

function keysHere() {
  return door.get()?.keys?.length ? point("keys", "ok") : point("keys", "no", says.keys.no);
}

function genuine() {
  return keysKnown() ? point("genuine", "ok") : point("genuine", "no", says.genuine.no);
}

async function cameraHere() {
  const isOn = Boolean(document.querySelector("video").srcObject);
  const asked = isOn || (await navigator.permissions?.query({ name: "camera" }).catch(() => null));
  if (isOn || asked?.state === "granted") return point("camera", "ok");
  return point("camera", "look", says.camera[asked?.state === "denied" ? "denied" : "asks"]);
}

async function storageHere() {
  if (!isKept()) return point("storage", "no", says.storage.no);
  const isForGood = await navigator.storage?.persisted?.().catch(() => false);
  return isForGood ? point("storage", "ok") : point("storage", "look", says.storage.look);
}

function clockRight() {
  const offset = clock.offset();
  if (offset === null) return point("clock", "look", says.clock.unknown);
  if (Math.abs(offset) <= WRONG_MS) return point("clock", "ok");
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const span = minutes < 120 ? fill(says.clock.minutes, { count: minutes }) : fill(says.clock.hours, { count: Math.round(minutes / 60) });
  return point("clock", "look", fill(offset > 0 ? says.clock.slow : says.clock.fast, { span }));
}

function allSent() {
  const count = waiting();
  return count ? point("sent", "look", fill(says.sent.look, { count })) : point("sent", "ok");
}
