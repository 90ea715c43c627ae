/* Admission is one rule: a session, a gate, a ticket, a scan and what happened before in; the verdict out. The server's
   door/admission.py is the same; tests/vectors/admission.json holds both to it. No DOM, no clock, nothing stored.
   Times are milliseconds since 1970; a field that is missing or null has the meaning told here.

   spans    [{id, opens_at, starts_at, ends_at, entries: "once" or "repeated"}], the event's sessions
   gate     {categories, sessions}: whom it lets in, null for all
   shown    {phone_revoked, readable, token: "genuine", "forged" or "wrong_event", ticket}; ticket null: there is none, or
            {state, confirmed, sessions: null for all, category, valid_from, valid_until, party: people by this ticket}
   attempt  {moment, scan_id, direction, session: null for the open one, gate, companions,
            phone_said: what a phone without signal had shown, undone: its undo has arrived,
            target, elsewhere: of an undo, the direction of the scan that it names, and whether another phone has it}
   earlier  the ticket's passings as in stays.js */

import { entryOf, exitsOf, reckon } from "./stays.js";

/** The first verdict, in order of precedence, that holds, and what follows: {verdict, session, entry, companions, counts,
    conflict, first}; `first` is the passing that stands. */
export function decide(spans, gate, shown, attempt, earlier = []) {
  const none = { session: null, entry: null, companions: 0, counts: false, conflict: false, first: null };
  if (shown.phone_revoked) return { ...none, verdict: "quarantined" };
  if (attempt.direction === "undo") return { ...none, verdict: undo(attempt) };
  const ticket = shown.ticket ?? null;
  const choice = chooseSession(spans, gate, attempt.session ?? null, attempt.moment, ticket);
  const companions = ticket ? Math.min(attempt.companions ?? 0, (ticket.party ?? 1) - 1) : 0;
  const told = { ...none, session: choice.session, companions };
  const refused = refusal(shown, gate, choice);
  if (refused) return { ...told, verdict: refused };
  const known = earlier.filter(({ session }) => session === choice.session);
  return { ...told, ...passage(choice.span, attempt, known) };
}

function undo({ target, elsewhere }) {
  const unknown = target == null && elsewhere;
  return unknown || target === "undo" ? "unreadable" : "undone";
}

/* ---- Which session ---- */

const includes = (list, item) => list == null || list.includes(item);

/** {session, refusal, span}: the session asked for, or the one that is open at this gate at that moment. */
function chooseSession(spans, gate, asked, moment, ticket = null) {
  if (asked === null) return sessionNow(spans, gate, moment, ticket);
  const span = spans.find(({ id }) => id === asked) ?? null;
  if (!span) return { session: null, refusal: "wrong_session", span };
  const says = (refusal) => ({ session: asked, refusal, span });
  if (!includes(ticket?.sessions, asked)) return says("wrong_session");
  if (isEarly(ticket, moment) || moment < span.opens_at) return says("too_early");
  if (isLate(ticket, moment) || moment >= span.ends_at) return says("too_late");
  return says(includes(gate.sessions, asked) ? null : "wrong_gate");
}

function sessionNow(spans, gate, moment, ticket) {
  const here = spans.filter(({ id }) => includes(gate.sessions, id));
  const open = openSessions(here, moment);
  const early = isEarly(ticket, moment);
  if (!open.length) {
    const later = early || here.some((span) => span.opens_at > moment);
    return { session: null, refusal: later ? "too_early" : "too_late", span: null };
  }
  const mine = open.find(({ id }) => includes(ticket?.sessions, id));
  if (!mine) return { session: open[0].id, refusal: "wrong_session", span: open[0] };
  return { session: mine.id, refusal: early ? "too_early" : isLate(ticket, moment) ? "too_late" : null, span: mine };
}

/** The sessions to which the door admits at that moment, the earliest begun first. */
export const openSessions = (spans, moment) =>
  spans
    .filter((span) => span.opens_at <= moment && moment < span.ends_at)
    .sort((one, other) => one.starts_at - other.starts_at || one.id - other.id);

const isEarly = (ticket, moment) => ticket?.valid_from != null && moment < ticket.valid_from;
const isLate = (ticket, moment) => ticket?.valid_until != null && moment >= ticket.valid_until;

/* ---- What speaks against the ticket ---- */

const OF_STATE = { revoked: "revoked", replaced: "revoked", on_hold: "on_hold" };

function refusal({ readable = true, token = "genuine", ticket }, gate, choice) {
  if (!readable) return "unreadable";
  if (token !== "genuine") return token;
  if (!ticket) return "unknown";
  const { state = "valid", confirmed = true, category = "" } = ticket;
  if (Object.hasOwn(OF_STATE, state)) return OF_STATE[state];
  if (!confirmed) return "not_confirmed";
  return choice.refusal ?? (includes(gate.categories, category) ? null : "wrong_gate");
}

/* ---- In, out, in again ---- */

function passage(span, attempt, known) {
  const { direction = "in", phone_said = null, undone = false } = attempt;
  if (undone && phone_said === null) return { verdict: "undone" };
  const order = 1 + Math.max(0, ...known.map((passing) => passing.order));
  const passing = { ...attempt, direction, order, offline: phone_said !== null, session: span.id, undone: false };
  const entry = direction === "in" ? entryOf(passing, exitsOf(known), span.entries) : null;
  const stands = reckon(known, span.entries).attendances.get(entry)?.passing ?? null;
  const free = direction === "out" ? "left" : stands ? "already_admitted" : "admitted";
  const verdict = phone_said ?? free;
  if (verdict !== "admitted" && verdict !== "left") return { verdict, entry, first: stands };
  if (undone) return { verdict, entry, counts: true };
  const now = reckon([...known, passing], span.entries);
  const conflict = now.conflicts.has(order);
  return { verdict, entry, counts: true, conflict, first: conflict && entry ? now.attendances.get(entry).passing : null };
}
