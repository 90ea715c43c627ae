/* What this phone knows by its own scans, before the list tells it: who went in or out, and what was undone. */

import * as clock from "./clock.js";
import * as list from "./list.js";
import { own } from "./store.js";

/** What follows from a verdict, as changes for the store. `about`: {number, session} as judge() found them. */
export function follows({ scan, about }, { verdict, conflict }) {
  if (scan.direction === "undo") return verdict === "undone" ? gone(own.get(scan.undoes) ?? list.ownPassing(scan.undoes)) : [];
  const passed = verdict === "admitted" || verdict === "left" || (verdict === "already_admitted" && conflict);
  if (!passed) return gone(own.get(scan.id));
  return about && !own.get(scan.id) ? [own.change(passingOf(scan, about))] : [];
}

/** It doesn't count any more, or never did. */
const gone = (known) => (known && !known.undone ? [own.change({ ...known, undone: true })] : []);

function passingOf(scan, { number, session }) {
  return {
    scan_id: scan.id,
    number,
    session,
    gate: scan.gate,
    direction: scan.direction,
    moment: Date.parse(scan.at) + (clock.offset() ?? 0),
    offline: Boolean(scan.offline_verdict),
    undone: false,
    order: 1 + Math.max(0, ...list.passingsOf(number).map(({ order }) => order)),
  };
}
