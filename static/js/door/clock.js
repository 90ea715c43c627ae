/* The server's time, as far as this phone knows it: its own clock, corrected by what the server told last. Kept across
   reloads, so that a phone whose clock is two hours wrong judges rightly without signal, too. */

import { measured } from "./store.js";

const EXACT_MS = 200; // what is nearer comes of the network

/** Server minus phone in milliseconds; null if never measured. */
export const offset = () => measured.get()?.offset ?? null;

/** Now, in milliseconds since 1970. */
export const now = () => Date.now() + (offset() ?? 0);

/** The server answered `serverTime` to what was sent at `sent` by this phone's clock. */
export function measure(serverTime, sent) {
  const found = Math.round(Date.parse(serverTime) - (sent + Date.now()) / 2);
  const isNews = offset() === null || Math.abs(found - offset()) > EXACT_MS;
  if (Number.isFinite(found) && isNews) measured.set({ offset: found });
}
