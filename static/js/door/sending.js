/* What waits on this phone goes to the server: in batches, oldest first, by one tab alone, again and again until each scan
   was answered. Each goes with the key by which it was made, so that a phone which was paired anew stays honest. */

import { NoAnswer, Refused, patience, sendScans } from "./api.js";
import { follows } from "./known.js";
import { alone, door, key, newId, queue, refuse } from "./store.js";

const MOST_AT_ONCE = 50; // scans in one request
let atOnce = MOST_AT_ONCE; // fewer where the server or the network is too slow for so many
const PATIENCE_MS = 30_000; // nobody waits for it
const OTHERS_MS = 10_000; // for which another tab may be asking by itself
const rests = { all: 0, typed: 0 }; // until when the server wants to be left alone
const useless = new Set(); // keys that the server no longer takes
const inHand = new Set(); // scans that are being decided

/** Which of several tabs made a scan. */
export const tab = newId();

/** Leave a scan out while it is being decided here. */
export const holdBack = (id) => inHand.add(id);
export const letGo = (id) => inHand.delete(id);

/** By this tab now, or by another one that has just made it. */
const isInHand = (item) =>
  inHand.has(item.scan.id) || (item.tab !== tab && Math.abs(Date.now() - Date.parse(item.scan.at)) < OTHERS_MS);

/** After a 429: all scans rest, or only typed codes, while their guessing is stopped. */
export function restFor({ code, retryAfter }) {
  rests[code === "too_many_guesses" ? "typed" : "all"] = Date.now() + 1000 * (retryAfter || 1);
}

/** How many scans the server hasn't answered yet. */
export const waiting = () => queue.all().length;

/** How many of them can be sent only when this phone is paired with their event again. */
export const stuck = () => queue.all().filter((item) => !keyFor(item)).length;

function keyFor(item) {
  if (!useless.has(item.key)) return item.key;
  return item.slug === door.get()?.event.slug && !useless.has(key.get()) ? key.get() : null;
}

/** Send what waits; `onResult(item, result)` for each answer. Raises Refused when the phone may no longer scan. */
export const sendWaiting = (onResult) =>
  alone("send", async () => {
    try {
      for (let batch = nextBatch(); batch.length && (await sendBatch(batch, onResult)); ) batch = nextBatch();
    } catch (error) {
      if (error instanceof NoAnswer) atOnce = Math.max(1, Math.floor(atOnce / 2));
      if (error instanceof Refused && error.status === 429) restFor(error);
      else if (!(error instanceof NoAnswer)) throw error;
    }
  });

/** The oldest ones that go to the same event by the same key. */
function nextBatch() {
  if (Date.now() < rests.all) return [];
  const mayGo = (item) => !isInHand(item) && keyFor(item) && (item.scan.code == null || Date.now() >= rests.typed);
  const ready = queue.all().filter(mayGo);
  const isAlike = (item) => item.slug === ready[0].slug && keyFor(item) === keyFor(ready[0]);
  return ready.filter(isAlike).slice(0, atOnce);
}

/** Whether there was any use in it. */
async function sendBatch(batch, onResult) {
  const [{ slug }] = batch;
  const as = keyFor(batch[0]);
  try {
    const answers = await sendScans(batch.map(({ scan }) => scan), { slug, as, until: patience(PATIENCE_MS) });
    return await take(batch, answers, onResult);
  } catch (error) {
    if ([401, 403, 404].includes(error.status)) return giveUp(as, error);
    if (error.status === 429) restFor(error);
    else if (error.status !== 422 && error.status !== 413) throw error;
    else if (batch.length === 1) await refuse(batch[0], error.code);
    else for (const item of batch) await sendBatch([item], onResult); // one of them is the poison
    return true;
  }
}

function giveUp(as, error) {
  useless.add(as);
  if (as === key.get()) throw error;
  return true;
}

async function take(batch, answers, onResult) {
  const settled = batch.filter(({ scan }) => {
    const isTheSame = queue.get(scan.id)?.scan.offline_verdict === scan.offline_verdict; // nothing was shown meanwhile
    return answers.has(scan.id) && isTheSame;
  });
  for (const item of settled) onResult(item, answers.get(item.scan.id));
  const changes = settled.flatMap((item) => follows(item, answers.get(item.scan.id)));
  await queue.remove(settled.map(({ scan }) => scan.id), changes);
  return settled.length > 0;
}
