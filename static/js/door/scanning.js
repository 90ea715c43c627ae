/* From a code to its verdict: kept on the phone first, then sent, until the server has answered. Nothing is dropped. */

import { NoAnswer, Refused, offset, sendScans } from "./api.js";
import { door, newId, queue, refused } from "./store.js";

const AT_ONCE = 50; // scans in one request when the connection is back
let sending = false;
let onItsWay = null; // the scan that record() has just sent
let rest = 0; // when the server wants to be asked again

/** A scan by this phone: `what` has `token` or `code`, and `direction`, `undoes`, `reason` for an undo. */
function makeScan(what) {
  const { gate, event } = door.get();
  return {
    scan: { id: newId(), gate, direction: "in", at: new Date().toISOString(), offset_ms: offset, ...what },
    slug: event.slug,
  };
}

/** Keep the scan, send it, and resolve to {scan, result}; `result` is null when it has to wait, and `why` the server's
    words for it. Raises Refused. */
export async function record(what) {
  const { scan, slug } = makeScan(what);
  queue.add({ ...scan, slug });
  onItsWay = scan.id;
  try {
    const [result] = await sendScans([scan]);
    queue.remove(scan.id);
    return { scan, result };
  } catch (error) {
    if (error instanceof NoAnswer) return { scan, result: null };
    if (error.status === 422) leave(scan, error);
    if (error.status !== 429) throw error;
    restFor(error);
    return { scan, result: null, why: error.message };
  } finally {
    onItsWay = null;
  }
}

/** The server can't read it, now or ever: it leaves the queue, so that it blocks nobody, and stays on the phone. */
function leave(scan, error) {
  refused.add(scan, error.code);
  queue.remove(scan.id);
}

const restFor = (error) => (rest = Date.now() + 1000 * (error.retryAfter || 1));

/** How many scans wait for this door. */
export const waiting = () => mine().length;

const mine = () => queue.all().filter((scan) => scan.slug === door.get()?.event.slug);

/** Send what waits; `onResult(scan, result)` for each answer. Raises Refused when the phone may no longer scan. */
export async function sendWaiting(onResult) {
  if (sending || Date.now() < rest) return;
  sending = true;
  try {
    let batch;
    while ((batch = mine().filter((scan) => scan.id !== onItsWay).slice(0, AT_ONCE)).length) {
      await sendBatch(batch, onResult);
    }
  } catch (error) {
    if (error instanceof Refused && error.status === 429) restFor(error);
    else if (!(error instanceof NoAnswer)) throw error;
  } finally {
    sending = false;
  }
}

async function sendBatch(batch, onResult) {
  try {
    const results = await sendScans(batch.map(({ slug, ...scan }) => scan));
    results.forEach((result, place) => {
      queue.remove(result.id);
      onResult(batch[place], result);
    });
  } catch (error) {
    if (error.status !== 422 && error.status !== 413) throw error;
    if (batch.length === 1) leave(batch[0], error);
    else for (const scan of batch) await sendBatch([scan], onResult); // one of them is the poison
  }
}
