/* Talking to the server: every call ends, with an answer, a refusal or NoAnswer. */

import { door, key } from "./store.js";

const PATIENCE_MS = 8000;

/** The server could not be reached, or was too busy: the same may be sent again. */
export class NoAnswer extends Error {}

/** The server said no; `status` and `code` say why. */
export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.title ?? String(status));
    Object.assign(this, { status, code: problem.code ?? "", retryAfter });
  }
}

/** Server minus phone in milliseconds, null before the first answer. */
export let offset = null;

async function call(path, { method = "GET", body } = {}) {
  const sent = Date.now();
  const headers = { Accept: "application/json", ...(key.get() && { Authorization: `Bearer ${key.get()}` }) };
  if (body) headers["Content-Type"] = "application/json";
  let response, answer;
  try {
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE_MS) : undefined;
    response = await fetch(`/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body), signal });
    answer = await response.json();
  } catch (error) {
    throw new NoAnswer(error.message);
  }
  if (response.status >= 500) throw new NoAnswer(answer.title);
  if (!response.ok) throw new Refused(response.status, answer, Number(response.headers.get("Retry-After")) || 0);
  if (answer.server_time) offset = Math.round(Date.parse(answer.server_time) - (sent + Date.now()) / 2);
  return answer;
}

const atDoor = (what) => `events/${encodeURIComponent(door.get().event.slug)}/door/${what}`;

export const takeCode = (code) => call("door/pairings", { method: "POST", body: { code } });
export const readDoor = () => call("door/device");
export const readStatus = () => call(atDoor("status"));
export const readList = (since) => call(atDoor(`list${since ? `?since=${encodeURIComponent(since)}` : ""}`));
export const sendScans = async (scans) => (await call(atDoor("scans"), { method: "POST", body: { scans } })).results;
