/* What a volunteer has to say before a scan counts: how many of a group come in, and whether the identity card matches. */

import { isReachable } from "./api.js";
import { readCode } from "./code.js";
import { judge } from "./judge.js";
import * as list from "./list.js";
import { askWhoComes } from "./replacing.js";
import { makeStepper } from "./stepper.js";
import { door } from "./store.js";
import { readToken, tokenFromScan } from "./token.js";
import { fill, words } from "./words.js";

const dialog = document.getElementById("before-dialog");
const part = (name) => dialog.querySelector(`[data-${name}]`);
const people = makeStepper(part("people"));
let asked = null; // the ticket that is asked about
let done = () => {};

/** What the scan says besides, {companions}; null when it shall not be made. At once {} where there is nothing to ask.
    `what` is as scanning.record() takes it: {token} or {code}, and `direction` (in, where it isn't told). */
export async function before(what) {
  if ((what.direction ?? "in") !== "in") return {};
  const { name: gate, check_identity: asksForCard = false } = gateHere();
  const ticket = shownBy(what) ?? (asksForCard ? await lookUp(what) : undefined);
  const isGroup = ticket?.party > 1 && what.companions === undefined;
  if (!ticket || !(asksForCard || isGroup)) return {};
  const scan = { id: "", gate, session: what.session ?? null, direction: "in", at: new Date().toISOString() };
  const said = await judge({ ...scan, code: ticket.code }); // whoever won't be let in anyway isn't asked
  return said?.verdict === "admitted" ? ask(ticket, { asksForCard, isGroup }) : {};
}

const gateHere = () => door.get().gates?.find(({ name }) => name === door.get().gate) ?? {};

/** The ticket that this phone knows by what was read or typed; whether it is genuine is for others to say. */
function shownBy({ code, token }) {
  if (code != null) return list.byCode(readCode(code));
  const read = readToken(tokenFromScan(token));
  return read ? list.byNumber(read.number) : undefined;
}

/** One that was made a moment ago isn't in the list yet. */
async function lookUp(what) {
  if (!isReachable()) return undefined;
  await list.renew().catch(() => {});
  return shownBy(what);
}

function ask(ticket, { asksForCard, isGroup }) {
  asked = ticket;
  part("title").textContent = asksForCard ? words.people.card : words.people.how_many;
  part("holder").textContent = ticket.holder;
  part("business").textContent = [ticket.business, !isGroup && ticket.category].filter(Boolean).join(", ");
  part("group").hidden = !isGroup;
  part("of").textContent = fill(words.people.group, { count: ticket.party });
  people.set(ticket.party, ticket.party);
  part("yes").textContent = asksForCard ? words.people.matches : words.people.let_in;
  part("no").hidden = !asksForCard;
  turn(false);
  dialog.returnValue = "";
  dialog.showModal();
  part("title").focus(); // not a key: the Enter after a typed code, or a scanner's, must not answer
  return new Promise((resolve) => {
    done = (isYes) => resolve(isYes ? (isGroup ? { companions: people.value() - 1 } : {}) : null);
  });
}

/** The question, or what can be done when the card names somebody else. */
function turn(isOther) {
  part("question").hidden = isOther;
  part("other").hidden = !isOther;
  if (isOther) part("other").querySelector("h2").focus();
}

part("yes").addEventListener("click", () => dialog.close("yes"));
part("no").addEventListener("click", () => turn(true));
part("replace").addEventListener("click", () => {
  dialog.close("");
  askWhoComes(asked);
});
for (const key of dialog.querySelectorAll("[data-close]")) key.addEventListener("click", () => dialog.close(""));
dialog.addEventListener("close", () => done(dialog.returnValue === "yes"));
