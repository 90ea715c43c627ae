/* The verdict over the whole screen: colour, shape, word, sentence, sound. It stays until it is tapped away; one that
   lets somebody in goes by itself after three seconds, unless it is touched. */

import { give } from "./signal.js";
import { door } from "./store.js";
import { ago, fill, timeAt, words } from "./words.js";

const HOLD_MS = 3000;
const AT_LEAST_MS = 900; // so that a second code in view doesn't wipe out what nobody has read yet

const box = document.getElementById("verdict");
const part = (selector) => box.querySelector(selector);
const hold = part(".hold");
let timer = 0;
let shownAt = -Infinity;
let current = null;

/** The scan whose verdict is shown, or null. */
export const shown = () => (box.hidden ? null : current);

/** Whether another code may take the place of what is shown. */
export const mayChange = () => performance.now() - shownAt > AT_LEAST_MS;

function describe(result, scan) {
  const says = words.verdicts[result.verdict];
  const ticket = result.ticket;
  const person = ticket && [ticket.holder, ticket.business, ticket.booth && fill(words.booth, ticket).replace(" ", "\u00a0")].filter(Boolean);
  const lines = [];
  let say = says.say;
  if (result.verdict === "admitted" || result.verdict === "left") {
    say = ticket.holder;
    lines.push(...person.slice(1));
  } else if (person) {
    lines.push(person.join(", "));
  }
  if (result.first) {
    const at = new Date(result.first.at);
    say = fill(words.first, { time: timeAt(at, door.get().event), gate: result.first.gate });
    lines.unshift(ago(Date.now() - at), says.say);
  } else {
    lines.push(says.why);
  }
  if (result.verdict === "admitted" && result.conflict) lines.unshift(words.admitted_offline);
  if (scan.late) lines.unshift(fill(words.late, { time: timeAt(new Date(scan.at), door.get().event) }));
  return { word: says.word, say, lines: lines.filter(Boolean) };
}

function show(look, shape, { word, say, lines }, { goes, undoable }) {
  clearTimeout(timer);
  box.dataset.verdict = look;
  part("use").setAttribute("href", `#verdict-${shape}`);
  part("[data-gate]").textContent = door.get().gate;
  part("[data-time]").textContent = timeAt(new Date(), door.get().event);
  part(".word").textContent = word;
  part(".say").textContent = say;
  part(".who").replaceChildren(...lines.flatMap((line) => [document.createElement("br"), line]).slice(1));
  part("[data-undo]").hidden = !undoable;
  hold.hidden = !goes;
  hold.classList.remove("held");
  hold.replaceChildren(document.createElement("i")); // begins to run down anew
  box.hidden = false;
  setInert(true);
  shownAt = performance.now();
  part("[data-next]").focus({ preventScroll: true });
  if (goes) timer = setTimeout(close, HOLD_MS);
}

/** Show what the server answered. */
export function showResult(result, scan) {
  current = { result, scan };
  const passed = result.verdict === "admitted" || result.verdict === "left" || result.verdict === "undone";
  const undoable = result.verdict === "admitted" || result.verdict === "left";
  show(result.verdict, result.verdict, describe(result, scan), { goes: passed && !result.conflict && !scan.late, undoable });
  give(result.verdict);
}

/** Show that a scan could not be sent: never to be taken for a yes. */
export function showQueued(scan, waiting, why) {
  current = { result: null, scan };
  const says = words.queued;
  const lines = [why ?? says.why, fill(says.waiting, { count: waiting })];
  show("quarantined", "queued", { word: says.word, say: says.say, lines }, { goes: false, undoable: false });
  give("queued");
}

/** What lies under the verdict can't be reached while it is shown. */
function setInert(yes) {
  for (const other of box.parentElement.children) if (other !== box) other.inert = yes;
}

/** Back to the camera. */
export function close() {
  clearTimeout(timer);
  box.hidden = true;
  setInert(false);
  box.dispatchEvent(new CustomEvent("closed"));
}

function keep() {
  if (hold.hidden || hold.classList.contains("held")) return;
  clearTimeout(timer);
  hold.classList.add("held");
}

box.addEventListener("pointerdown", (event) => event.target.closest("[data-next]") || keep());
document.addEventListener("keydown", ({ key }) => {
  if (box.hidden) return;
  if (key === "Escape") close();
  else if (key !== "Enter" && key !== " ") keep();
});
part("[data-next]").addEventListener("click", close);
export const onUndo = (listener) => part("[data-undo]").addEventListener("click", () => listener(current));
export const onClosed = (listener) => box.addEventListener("closed", listener);
