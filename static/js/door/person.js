/* Finding somebody who can't show a code: by name, business, booth, or the end of their phone number. The list is the one
   that this phone holds, so that it needs no signal. */

import { NoAnswer, Refused } from "./api.js";
import { find, renew } from "./finder.js";
import * as list from "./list.js";
import { askWhoComes } from "./replacing.js";
import { reckon } from "./stays.js";
import { door } from "./store.js";
import { fill, timeAt, words } from "./words.js";

const MOST = 8; // what can be looked through in a queue
const dialog = document.getElementById("find-dialog");
const form = dialog.querySelector("form");
const field = form.querySelector("input");
const found = dialog.querySelector("[data-found]");
const told = form.querySelector("[role=status]");
const chosen = dialog.querySelector("[data-chosen]");
const part = (name) => chosen.querySelector(`[data-${name}]`);
let picked = null;
let done = () => {};

// ---- Looking ---------------------------------------------------------------------------------------

let looking = false;
let again = false; // something else was typed, or the list has changed

/** Show who may be meant by what stands in the field; while one search runs, only the last letters wait. */
async function show() {
  again = true;
  if (looking) return;
  looking = true;
  try {
    while (again) {
      again = false;
      const text = field.value.trim();
      put(text, goodFirst(await find(text, 3 * MOST)).slice(0, MOST));
    }
  } catch {
    told.textContent = words.find.unreachable;
  } finally {
    looking = false;
  }
}

/** Whoever was replaced, or had their ticket taken back, comes after all others. */
const goodFirst = (people) => [
  ...people.filter(({ state }) => state === "valid" || state === "on_hold"),
  ...people.filter(({ state }) => state !== "valid" && state !== "on_hold"),
];

function put(text, people) {
  found.replaceChildren(...people.map(button));
  if (!list.all().length) told.textContent = list.age() === null ? words.find.unreachable : words.find.empty;
  else told.textContent = !text || people.length ? "" : fill(words.find.nobody, { text });
}

const line = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text });

function button(ticket) {
  const key = Object.assign(document.createElement("button"), { type: "button", className: "person" });
  key.append(line("who", ticket.holder), line("sub", whereOf(ticket)));
  if (ticket.phone_end) key.append(line("sub num", fill(words.find.phone, { end: ticket.phone_end })));
  if (words.find.states[ticket.state]) key.append(line("is-bad", words.find.states[ticket.state]));
  key.addEventListener("click", () => pick(ticket));
  const item = document.createElement("li");
  item.append(key);
  return item;
}

const whereOf = ({ business, booth }) => [business, booth && fill(words.booth, { booth })].filter(Boolean).join(", ");

// ---- The one who is meant --------------------------------------------------------------------------

function pick(ticket) {
  picked = ticket;
  part("who").textContent = ticket.holder;
  const facts = [
    [whereOf(ticket), "sub"],
    [ticket.category, "sub"],
    [ticket.phone_end && fill(words.find.phone, { end: ticket.phone_end }), "sub num"],
    [words.find.states[ticket.state] ?? (ticket.confirmed === false && words.find.not_confirmed), "is-bad"],
    [insideSince(ticket), "sub"],
  ];
  part("facts").replaceChildren(...facts.filter(([text]) => text).map(([text, name]) => line(name, text)));
  part("replace").hidden = ticket.state !== "valid";
  turn(true);
  part("who").focus();
}

/** "In since 09.05 WIB, Gate Utara"; empty for whoever isn't in. */
function insideSince({ number }) {
  const passings = list.passingsOf(number);
  for (const session of new Set(passings.map((passing) => passing.session))) {
    const { attendances } = reckon(passings.filter((passing) => passing.session === session));
    for (const { passing, left_at: left } of attendances.values()) {
      if (left !== null) continue;
      return fill(words.find.inside, { time: timeAt(new Date(passing.moment), door.get().event), gate: passing.gate });
    }
  }
  return "";
}

function turn(isChosen) {
  form.hidden = isChosen;
  chosen.hidden = !isChosen;
}

// ---- The dialog ------------------------------------------------------------------------------------

/** What to scan for whom was picked, {code, direction}; null for nobody. `onRefused`: the server said no to the list. */
export function askForPerson(onRefused) {
  field.value = dialog.returnValue = "";
  picked = null;
  turn(false);
  show();
  if (list.age() === null) told.textContent = words.find.reading;
  list.renew().then(show, (error) => {
    if (error instanceof NoAnswer) return show();
    if (!(error instanceof Refused)) throw error;
    dialog.close("");
    onRefused(error);
  });
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => (done = resolve));
}

/** Get ready while nobody types. */
export function install() {
  const idle = window.requestIdleCallback ?? setTimeout;
  const soon = () => idle(() => renew().catch(() => {}));
  list.onChanged(() => {
    if (list.age() === null) forget();
    else if (dialog.open) show();
    else soon();
  });
  soon();
}

/** The list is gone from this phone: nobody's name stays on the page, or with the finder. */
function forget() {
  if (picked) dialog.close("");
  picked = null;
  for (const place of [found, part("who"), part("facts")]) place.replaceChildren();
  show();
}

field.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault(); // Enter takes the only one; of several, somebody has to choose
  const keys = found.querySelectorAll("button");
  if (keys.length === 1) keys[0].click();
  else keys[0]?.focus();
});
part("admit").addEventListener("click", () => dialog.close("in"));
part("out").addEventListener("click", () => dialog.close("out"));
part("replace").addEventListener("click", () => {
  dialog.close("");
  askWhoComes(picked);
});
part("again").addEventListener("click", () => {
  turn(false);
  field.focus();
});
for (const key of dialog.querySelectorAll("[data-close]")) key.addEventListener("click", () => dialog.close(""));
dialog.addEventListener("close", () => {
  const direction = dialog.returnValue;
  done(direction && picked ? { code: picked.code, direction } : null);
});
