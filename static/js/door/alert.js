/* The server's late answer contradicts what was shown, or another admission stands: that interrupts, is heard, and stays
   until somebody has read it. Several at once stand below each other. */

import { signal } from "./signal.js";
import { door } from "./store.js";
import { fill, timeAt, words } from "./words.js";

const dialog = document.getElementById("alert-dialog");
const found = dialog.querySelector("[data-found]");

const isYes = (verdict) => ["admitted", "left", "undone"].includes(verdict);

/** Whether volunteers have to know: somebody was let in or sent away who shouldn't have been, another admission stands,
    or a scan that nobody could check gets a no. */
export function contradicts({ offline_verdict: said = null }, { verdict, conflict }) {
  if (isYes(verdict) && conflict) return said !== "left"; // a way out without a way in is only odd
  return said === null ? !isYes(verdict) : isYes(said) !== isYes(verdict);
}

/** Interrupt with the answer to a scan. */
export function interrupt(scan, result) {
  const item = document.createElement("li");
  const line = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text });
  item.append(line("who", whom(scan, result.ticket)));
  for (const text of [shown(scan), answered(result), words.verdicts[result.verdict].say]) {
    if (text) item.append(line("sub", text));
  }
  found.append(item);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("h2").focus();
  signal("no");
}

const whom = (scan, ticket) =>
  ticket ? [ticket.holder, ticket.business].filter(Boolean).join(", ") : (scan.code ?? words.alert.nobody);

function shown(scan) {
  const says = words.alert;
  const time = timeAt(new Date(Date.parse(scan.at) + (scan.offset_ms ?? 0)), door.get().event);
  const verdict = scan.offline_verdict ?? null;
  if (verdict === null) return fill(says.late, { time });
  if (verdict === "admitted") return fill(says.let_in, { time, gate: scan.gate });
  return fill(says.said, { time, verdict: words.verdicts[verdict].name });
}

function answered({ verdict, conflict, first }) {
  const word = isYes(verdict) && conflict ? words.admitted_offline : words.verdicts[verdict].name;
  const at = first && timeAt(new Date(first.at), door.get().event);
  return fill(words.alert.answer, { verdict: [word, first && fill(words.first, { time: at, gate: first.gate })].filter(Boolean).join(". ") });
}

dialog.addEventListener("close", () => found.replaceChildren());
