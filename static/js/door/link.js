/* The connection: whether there is one, the live count, and what is done while there is one: the list is kept new, what
   waits is sent. */

import { NoAnswer, readStatus as askStatus } from "./api.js";
import { prepare } from "./judge.js";
import * as list from "./list.js";
import { lookAgain } from "./pairing.js";
import { sendWaiting, waiting } from "./sending.js";
import { door, isKept, key, onElsewhere } from "./store.js";
import { version } from "./version.js";
import { words } from "./words.js";

const POLL_MS = 10_000;
const RETRY_MS = 5_000;
const LIST_MS = 60_000;
const net = document.getElementById("net");
let refusedBy = () => {};
let onLate = () => {};
let onSent = () => {};

/** Begin, once. `onLate(scan, result)`: an answer for which nobody waited any more; `onSent()`: what could be sent was;
    `refusedBy(error)`: the server said no. */
export function install(given) {
  ({ refusedBy, onLate, onSent } = given);
  addEventListener("online", () => send().then(renew).then(readStatus));
  addEventListener("offline", () => setOnline(false));
  setInterval(readStatus, POLL_MS);
  setInterval(send, RETRY_MS);
  setInterval(renew, LIST_MS);
  onElsewhere(() => count());
  document.getElementById("unkept").hidden = isKept();
}

/** Tell whether there is signal. */
export function setOnline(yes) {
  net.hidden = false;
  net.querySelector("[data-on]").hidden = !yes;
  net.querySelector("[data-off]").hidden = yes;
  net.querySelector("[data-word]").textContent = yes ? words.online : words.offline;
}

/** Show the numbers; without them only how many scans wait. */
export function count(numbers) {
  for (const name of ["inside", "through_gate"]) {
    if (numbers) document.querySelector(`[data-count="${name}"]`).textContent = numbers[name];
  }
  document.querySelector('[data-count="unsent"]').textContent = waiting();
}

/** Do what needs signal, where there is some; a no of the server is told. */
async function trying(work) {
  try {
    await work();
  } catch (error) {
    if (error instanceof NoAnswer) setOnline(false);
    else refusedBy(error);
  }
}

const isPaired = () => Boolean(key.get() && door.get());

/** Ask for the live count, and tell the server how this phone is. */
export async function readStatus() {
  if (!isPaired() || document.hidden) return;
  await trying(async () => {
    const status = await askStatus({ waiting: waiting(), list_at: list.readAt() ?? "", version });
    setOnline(true);
    count(status);
    document.getElementById("event").textContent = [door.get().event.title, status.session?.title].filter(Boolean).join(", ");
  });
}

/** Read what is new: of the door, whose gates, sessions and keys may have changed, and on the list; forget it once the
    event is over, with or without signal. */
export async function renew() {
  if (list.isOver()) await list.forget();
  if (isPaired()) await trying(() => readNew());
}

/** Read the door and the whole list anew: after pairing, and when the page is opened. */
export const readAll = () => trying(() => readNew({ whole: true }));

/** Read both. Raises NoAnswer, Refused. */
export async function readNew({ whole = false } = {}) {
  await lookAgain();
  await prepare();
  await list.renew({ whole });
}

/** Send what waits. */
export async function send() {
  if (waiting()) await trying(() => sendWaiting(({ scan }, result) => onLate(scan, result)));
  count();
  onSent();
}
