/* In, out, in again: which of a ticket's entries counts, and which stand in conflict. The server's door/stays.py is the
   same; tests/vectors/admission.json holds both to it. No DOM.

   A passing: {order, scan_id, moment, offline, direction, session, gate, undone}. `order`: when it came to be known,
   relative to others. `moment` in milliseconds: the server's of an online scan, the phone's corrected one of a scan that
   was decided offline. */

/** The stays by entry, {passing, left_at}, and the `order` of those in conflict: other admissions, and ways out that end
    no stay. An online admission stays; among offline ones it is the smallest (moment, id), whatever the order. */
export function reckon(passings, entries = "repeated") {
  const live = passings.filter((passing) => !passing.undone);
  const exits = exitsOf(live);
  const standing = new Map();
  for (const admission of live.filter(({ direction }) => direction === "in")) {
    const entry = entryOf(admission, exits, entries);
    if (!standing.has(entry) || isBefore(admission, standing.get(entry))) standing.set(entry, admission);
  }
  const attendances = new Map();
  const inOrder = new Set();
  for (const [entry, passing] of standing) {
    const end = exits[countBefore(passing, exits)];
    attendances.set(entry, { passing, left_at: end ? end.moment : null });
    inOrder.add(passing.order);
    if (end) inOrder.add(end.order);
  }
  return { attendances, conflicts: new Set(live.map(({ order }) => order).filter((order) => !inOrder.has(order))) };
}

/** The entry number: 1, raised by each way out before it where the session lets people in again. */
export const entryOf = (admission, exits, entries) => (entries === "once" ? 1 : 1 + countBefore(admission, exits));

/** The ways out as they happened. */
export const exitsOf = (passings) =>
  passings
    .filter(({ direction, undone }) => direction === "out" && !undone)
    .sort((one, other) => one.moment - other.moment || one.order - other.order);

/** An offline admission counts the ways out before its own time; an online one those which had arrived as well. */
const countBefore = (admission, exits) =>
  exits.filter((out) => out.moment < admission.moment || (!admission.offline && out.order < admission.order)).length;

function isBefore(one, other) {
  if (one.offline !== other.offline) return !one.offline;
  if (one.moment !== other.moment) return one.moment < other.moment;
  if (one.offline && one.scan_id !== other.scan_id) return one.scan_id < other.scan_id;
  return one.order < other.order;
}
