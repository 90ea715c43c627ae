/* The verdict without signal, in the form of a server's answer: what the token says of itself, the list, and the one rule.
   null where this phone can't know: without a list, or without the event's keys. */

import { decide } from "./admission.js";
import * as clock from "./clock.js";
import { readCode } from "./code.js";
import * as list from "./list.js";
import { door } from "./store.js";
import { judgeToken, publicKey, readToken, tokenFromScan } from "./token.js";

let keys = new Map(); // the event's public keys by their ids

/** Take the keys of this door; after pairing, and whenever the server told them anew. */
export async function prepare() {
  const given = door.get()?.keys ?? [];
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const made = given.map(async (one) => [one.key_id, await publicKey(bytes(one.public))]);
  keys = new Map(await Promise.all(made).catch(() => []));
}

/** Whether this phone can tell genuine tickets from forged ones. */
export const keysKnown = () => keys.size > 0;

/** Whether it can judge without signal whatever is shown to it. */
export const canJudge = () => keysKnown() && list.age() !== null && !list.isOver();

/** The verdict on a scan: a server's result, and `about`: {number, session} of the ticket, null if none was found. */
export async function judge(scan) {
  if (list.age() === null || list.isOver()) return null;
  const seen = scan.code == null ? await seenByCamera(scan.token) : typed(scan.code);
  if (!seen) return null;
  const { entry = null, ...shown } = seen;
  const known = entry ? list.passingsOf(entry.number) : [];
  const gate = door.get().gates.find(({ name }) => name === scan.gate) ?? {};
  const ruling = decide(spans(), gate, { ...shown, ticket: entry && termsOf(entry) }, attemptOf(scan), known);
  const { first, verdict, conflict, session } = ruling;
  return {
    id: scan.id,
    verdict,
    conflict,
    first: first && { at: new Date(first.moment).toISOString(), gate: first.gate },
    ticket: entry,
    about: entry && { number: entry.number, session },
  };
}

function typed(code) {
  const read = readCode(code);
  return read ? { readable: true, token: "genuine", entry: list.byCode(read) } : { readable: false };
}

async function seenByCamera(text) {
  const token = readToken(tokenFromScan(text));
  if (!token) return { readable: false };
  if (!keysKnown()) return null;
  const said = await judgeToken(token, door.get().event.number, keys);
  return { readable: true, token: said, entry: said === "genuine" ? list.byNumber(token.number) : undefined };
}

const moment = (text) => (text == null ? null : Date.parse(text));

const spans = () =>
  door.get().sessions.map(({ id, opens_at, starts_at, ends_at, entries }) => ({
    id,
    opens_at: moment(opens_at),
    starts_at: moment(starts_at),
    ends_at: moment(ends_at),
    entries,
  }));

const termsOf = ({ state, confirmed, sessions, gate_category, valid_from, valid_until, party }) => ({
  state,
  confirmed,
  sessions,
  category: gate_category,
  valid_from: moment(valid_from),
  valid_until: moment(valid_until),
  party,
});

const attemptOf = ({ id, at, direction, session, gate, companions }) => ({
  scan_id: id,
  moment: Date.parse(at) + (clock.offset() ?? 0),
  direction,
  session,
  gate,
  companions,
  target: direction === "undo" ? "in" : null, // it is one of this phone's own: it offers no other to be undone
});
