/* Keeps the page on the phone by its worker, and brings a newer version of it: by itself, and never while somebody is at
   the gate. What the phone has recorded isn't touched by that. */

import { version, worker } from "./version.js";

const LOOK_MS = 15 * 60_000; // for a newer version
const QUIET_MS = 15_000; // nobody came, and nothing was touched
const ASKED_MS = 3000;
const RENEWED = "door.renewed"; // for which version this page was loaded anew, so that it happens once

let isBusy = () => false;
let onChange = () => {};
let registration = null;
let state = "coming"; // see keeping()
let timer = 0;
let other = null; // the version that answers this page's requests, where it is another
let isTaking = false;

/** Begin; `isBusy()` says whether a scan is on its way, `onChange` is called when there is something new to say. */
export async function install(given) {
  ({ isBusy, onChange } = given);
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => lookAtController().then(onChange));
  registration = (await navigator.serviceWorker.register(worker, { updateViaCache: "none" }).catch(() => null)) ?? null;
  if (!registration) state = "missing"; // no signal, or the browser keeps nothing here: the next opening tries again
  if (!registration) return;
  follow();
  registration.addEventListener("updatefound", follow);
  await lookAtController();
  setInterval(look, LOOK_MS);
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  // whoever touches the phone is at work: the quiet begins anew
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => timer && wait(), true);
}

const look = () => registration.update().catch(() => {}); // without signal: later

/** "ready" when the page opens without signal, "coming", "missing", "never" where browsers can't. */
export async function keeping() {
  if (!navigator.serviceWorker) return "never";
  const kept = registration?.active && (await ask(registration.active, "what is kept"));
  if (kept) state = kept.missing ? "missing" : "ready";
  if (kept?.missing) ask(registration.active, "keep it again").then((now) => now?.missing === 0 && onChange());
  return state;
}

/** Whether a newer version waits for a quiet moment. */
export const isWaiting = () => timer !== 0;

function follow() {
  const coming = registration.installing;
  if (registration.waiting) wait();
  coming?.addEventListener("statechange", () => {
    if (coming.state === "installed" && registration.active) wait();
    if (coming.state === "redundant" && !registration.active) state = "missing"; // signal was lost on the way
    onChange();
  });
}

/** Another version answers already than the one that this page is: it was let take over here or in another window. */
async function lookAtController() {
  const { controller } = navigator.serviceWorker;
  const kept = controller && (await ask(controller, "what is kept"));
  const isOther = kept && kept.version !== version && sessionStorage.getItem(RENEWED) !== kept.version;
  other = isOther ? kept.version : null;
  if (other && isTaking && isQuiet()) renew();
  else if (other) wait();
}

/** What the worker answers; null when it takes too long. */
function ask(whom, what) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve(null), ASKED_MS);
    whom.postMessage(what, [port2]);
  });
}

// ---- A quiet moment ------------------------------------------------------------------------------

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => (isQuiet() ? takeOver() : wait()), QUIET_MS);
}

function isQuiet() {
  const isTyping = [...document.querySelectorAll("#pair input")].some((field) => field.value);
  return !isBusy() && !isTyping && !document.querySelector("dialog[open], #verdict:not([hidden])");
}

function takeOver() {
  timer = 0;
  if (other) return renew();
  isTaking = true;
  registration.waiting?.postMessage("take over"); // and then the controller changes
}

function renew() {
  sessionStorage.setItem(RENEWED, other);
  location.reload();
}
