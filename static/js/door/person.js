/* Finding somebody who can't show a code: by name, business, booth, or the end of their phone number. The list is read
   when it is asked for, and held in memory alone. */

import { NoAnswer, readList } from "./api.js";
import { makeFinder } from "./search.js";
import { door } from "./store.js";
import { fill, words } from "./words.js";

const MOST = 8; // what can be looked through in a queue
const dialog = document.getElementById("find-dialog");
const field = dialog.querySelector("input");
const found = dialog.querySelector("[data-found]");
const told = dialog.querySelector("[role=status]");

let table = null; // how names are folded
let slug = ""; // whose list it is
let cursor = null; // up to where it was read
let tickets = new Map(); // by their numbers
let find = () => [];

/** Read what changed since the last time. Raises NoAnswer, Refused. */
async function renew() {
  if (slug !== door.get().event.slug) forget();
  slug = door.get().event.slug;
  table ??= await readTable();
  const answer = await readList(cursor);
  if (answer.tickets.length) {
    for (const ticket of answer.tickets) tickets.set(ticket.number, ticket);
    const people = [...tickets.values()].map((ticket) => ({ ...ticket, id: ticket.number, name: ticket.holder }));
    find = makeFinder(table, people).find;
  }
  cursor = answer.changes;
}

async function readTable() {
  try {
    return await (await fetch(dialog.dataset.folding)).json();
  } catch (error) {
    throw new NoAnswer(error.message);
  }
}

/** Nothing of the list stays: the phone was taken off the door, or belongs to another. */
export function forget() {
  [slug, cursor, tickets, find] = ["", null, new Map(), () => []];
  show();
}

function show() {
  const text = field.value.trim();
  const people = find(text, MOST);
  found.replaceChildren(...people.map(button));
  if (!tickets.size) return;
  told.textContent = !text || people.length ? "" : fill(words.find.nobody, { text });
}

function button(ticket) {
  const line = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text });
  const key = Object.assign(document.createElement("button"), { type: "button", className: "person" });
  const where = [ticket.business, ticket.booth && fill(words.booth, { booth: ticket.booth })].filter(Boolean);
  const parts = [line("who", ticket.holder), line("sub", where.join(", "))];
  if (ticket.phone_end) parts.push(line("sub num", fill(words.find.phone, { end: ticket.phone_end })));
  if (words.find.states[ticket.state]) parts.push(line("is-bad", words.find.states[ticket.state]));
  key.append(...parts);
  key.addEventListener("click", () => dialog.close(ticket.code));
  const item = document.createElement("li");
  item.append(key);
  return item;
}

/** The code of whom was picked, null for nobody. `onRefused`: the server said no to the list. */
export function askForPerson(onRefused) {
  field.value = dialog.returnValue = "";
  show();
  told.textContent = tickets.size ? "" : words.find.reading;
  renew().then(show, (error) => {
    if (!(error instanceof NoAnswer)) {
      dialog.close("");
      onRefused(error);
    } else if (!tickets.size) told.textContent = words.find.unreachable;
  });
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue || null), { once: true }),
  );
}

field.addEventListener("input", show);
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault(); // Enter takes the only one; of several, somebody has to choose
  const keys = found.querySelectorAll("button");
  if (keys.length === 1) keys[0].click();
  else keys[0]?.focus();
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close(""));
