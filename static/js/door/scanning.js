/* From a code to its verdict: kept on the phone first, then asked of the server with little patience, otherwise decided
   here, and kept again before it is shown. Sent until the server has answered what was shown. Nothing is dropped. */

import { NoAnswer, isReachable, patience, sendScans } from "./api.js";
import * as clock from "./clock.js";
import { judge } from "./judge.js";
import { follows } from "./known.js";
import { holdBack, letGo, restFor, tab } from "./sending.js";
import { door, key, newId, queue } from "./store.js";

const PATIENCE_MS = 550; // with what else has to be done, a verdict within 700

/** `what` has `token` or `code`; and `direction`, `undoes`, `reason` for an undo; `companions`. */
function makeItem(what) {
  const { gate, event } = door.get();
  const id = newId();
  const usual = { gate, session: null, direction: "in", companions: 0, at: new Date().toISOString(), offset_ms: clock.offset() };
  return { scan: { id, ...usual, ...what }, slug: event.slug, key: key.get(), tab };
}

/** Keep the scan and resolve to {scan, result, offline}. `offline`: this phone decided. `result` is null when it can't
    and the scan has to wait, with the server's words for it in `why`, if it has any. Raises Refused. */
export async function record(what) {
  const soon = patience(PATIENCE_MS); // it runs while the scan is kept and judged
  const item = makeItem(what);
  const { scan } = item;
  holdBack(scan.id);
  try {
    const kept = queue.put(item);
    const said = await judge(scan).catch(() => null); // whatever is wrong with the list, the server can still be asked
    item.about = said?.about ?? null;
    await kept;
    const worthAsking = said ? isReachable() : navigator.onLine !== false;
    const { result = null, why } = worthAsking ? await ask(item, said ? soon : undefined) : {};
    if (result) await queue.remove([scan.id], follows(item, result));
    if (result || why || !said) return { scan, result, offline: false, why };
    return { scan, result: await decideHere(item, said), offline: true };
  } finally {
    letGo(scan.id);
  }
}

async function ask({ scan, slug }, until) {
  try {
    const result = (await sendScans([scan], { slug, until })).get(scan.id);
    return result ? { result } : {};
  } catch (error) {
    if (error instanceof NoAnswer || error.status === 422) return {}; // what can't be read leaves the queue when it is sent
    if (error.status !== 429) throw error;
    restFor(error);
    return { why: error.message };
  }
}

async function decideHere(item, said) {
  const scan = { ...item.scan, offline_verdict: said.verdict };
  await queue.put({ ...queue.get(scan.id), scan, about: item.about }, follows({ ...item, scan }, said));
  return said;
}
