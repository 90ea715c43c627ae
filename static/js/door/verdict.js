/* The verdict over the whole screen: colour, shape, word, sentence, sound. It stays until it is tapped away; one that
   lets somebody in goes by itself after three seconds, unless it is touched. What this phone decided without signal is
   framed in stripes, says so, and is never green. */

import { now } from "./clock.js";
import * as list from "./list.js";
import { foreign } from "./foreign.js";
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

const bold = (text) => Object.assign(document.createElement("b"), { textContent: text });

const nameOf = (ticket) =>
  [ticket.holder, ticket.business, ticket.booth && fill(words.booth, ticket).replace(" ", "\u00a0")].filter(Boolean);

function describe(result, scan) {
  const known = result.verdict === "unreadable" && foreign(scan.token);
  const says = { ...words.verdicts[result.verdict], ...known };
  const ticket = result.ticket;
  const person = ticket && nameOf(ticket);
  const lines = [];
  let say = says.say;
  if (isPassing(result)) {
    say = ticket.holder;
    lines.push(...person.slice(1), scan.companions && fill(words.together, { count: 1 + scan.companions }));
  } else if (person) {
    lines.push(bold(person.join(", "))); // whom the card has to name
  }
  if (result.first) {
    const at = new Date(result.first.at);
    say = fill(words.first, { time: timeAt(at, door.get().event), gate: result.first.gate });
    lines.unshift(ago(now() - at), says.say);
  } else {
    lines.push(says.why);
  }
  if (isPassing(result) && result.conflict) lines.unshift(words.contradicted[result.verdict]);
  return { word: says.word, say, lines: lines.filter(Boolean) };
}

/** The same without signal: who seems to be all right may pass, and is told from who was found so by the server. */
function describeAlone(result, scan, waiting) {
  const told = describe(result, scan);
  const says = words.alone;
  const again = fill(says.again, { count: waiting });
  if (result.verdict === "undone") return { ...told, lines: [again] };
  if (isPassing(result)) {
    const genuine = scan.code == null ? says.genuine : fill(says.listed, { ago: ago(list.age()) });
    return { ...says[result.verdict], lines: [nameOf(result.ticket).join(", "), genuine, again] };
  }
  const known = OF_ITSELF.includes(result.verdict) ? null : fill(says.by_list, { ago: ago(list.age()) });
  return { ...told, lines: [...told.lines, known].filter(Boolean) };
}

const OF_ITSELF = ["unreadable", "forged", "wrong_event"]; // whatever the list says
const isPassing = ({ verdict }) => verdict === "admitted" || verdict === "left";

function show(look, shape, { word, say, lines }, { goes, undoable, alone = false }) {
  clearTimeout(timer);
  box.dataset.verdict = look;
  box.toggleAttribute("data-alone", alone);
  part("use").setAttribute("href", `#verdict-${shape}`);
  part("[data-gate]").textContent = door.get().gate;
  part("[data-time]").textContent = alone ? words.alone.word : timeAt(new Date(now()), door.get().event);
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
  const goes = (isPassing(result) || result.verdict === "undone") && !result.conflict;
  show(result.verdict, result.verdict, describe(result, scan), { goes, undoable: isPassing(result) });
  give(result.verdict);
}

/** Show what this phone decided by itself; `waiting` scans aren't sent. */
export function showAlone(result, scan, waiting) {
  current = { result, scan };
  const look = isPassing(result) ? "recorded" : result.verdict;
  const goes = isPassing(result) || result.verdict === "undone";
  show(look, look, describeAlone(result, scan, waiting), { goes, undoable: isPassing(result), alone: true });
  give(result.verdict, { isConfirmed: false });
}

/** Show that a scan could not be sent: never to be taken for a yes. */
export function showQueued(scan, waiting, why) {
  current = { result: null, scan };
  const says = words.queued;
  const lines = [why ?? says.why, fill(says.waiting, { count: waiting })];
  show("quarantined", "queued", { word: says.word, say: says.say, lines }, { goes: false, undoable: false });
  give("queued", { isConfirmed: false });
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
