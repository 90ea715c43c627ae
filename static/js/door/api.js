/* Talking to the server: every call ends, with an answer, a refusal or NoAnswer. */

import { measure } from "./clock.js";
import { door, key } from "./store.js";

const PATIENCE_MS = 8000;
const REST_MS = 5000; // after a call without an answer nobody waits for the next one

/** The server could not be reached in time, or was too busy: the same may be sent again. */
export class NoAnswer extends Error {}

/** The server said no; `status` and `code` say why. */
export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.title ?? String(status));
    Object.assign(this, { status, code: problem.code ?? "", retryAfter });
  }
}

let lastFailed = -Infinity;

/** A signal to give up after so many milliseconds. */
export function patience(milliseconds) {
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(), milliseconds);
  return giveUp.signal;
}

/** Whether it is worth waiting for the server: the last call wasn't in vain just now. */
export const isReachable = () => navigator.onLine !== false && performance.now() - lastFailed > REST_MS;

async function call(path, { method = "GET", body, as = key.get(), until = patience(PATIENCE_MS) } = {}) {
  const sent = Date.now();
  const headers = { Accept: "application/json", ...(as && { Authorization: `Bearer ${as}` }) };
  if (body) headers["Content-Type"] = "application/json";
  let response, answer;
  try {
    const options = { method, headers, body: body && JSON.stringify(body), signal: until };
    response = await fetch(`/api/v1/${path}`, options);
    answer = await response.json();
    if (response.status >= 500) throw new Error(answer.title);
  } catch (error) {
    lastFailed = performance.now();
    throw new NoAnswer(error.message);
  }
  lastFailed = -Infinity;
  if (!response.ok) throw new Refused(response.status, answer, Number(response.headers.get("Retry-After")) || 0);
  if (answer.server_time) measure(answer.server_time, sent);
  return answer;
}

const atDoor = (what, slug = door.get().event.slug) => `events/${encodeURIComponent(slug)}/door/${what}`;

export const takeCode = (code) => call("door/pairings", { method: "POST", body: { code } });
/** `as`: a key that isn't this phone's yet. */
export const readDoor = (as) => call("door/device", { as });
/** `about`: what this phone tells of itself, {waiting, list_at, version}. */
export const readStatus = (about) => call(atDoor(`status?${new URLSearchParams(about)}`));
export const readList = (since) => call(atDoor(`list${since ? `?since=${encodeURIComponent(since)}` : ""}`));
/** Anything else that this phone asks for at its door. */
export const post = (what, body) => call(atDoor(what), { method: "POST", body });

/** The answers to scans, by their ids. `as`: the key by which they were made; `until`: a signal to give up. */
export async function sendScans(scans, { slug, as, until }) {
  const { results } = await call(atDoor("scans", slug), { method: "POST", body: { scans }, as, until });
  if (!Array.isArray(results)) throw new NoAnswer("no results");
  return new Map(results.map((result) => [result.id, result]));
}
