/* The camera: looks all the time, and tells each code once until it was out of view for two seconds. Time in which a slow
   phone didn't look doesn't count: the code may have been there all along. A camera that stops, because of a call, another
   app or a loose cable, is started again. */

import { makeDecoder } from "./decoder.js";

const FORGET_MS = 2000;
const REST_MS = 90; // between two looks: the phone stays cool, and nobody notices
const WATCH_MS = 2500; // between two looks whether the picture still moves
const WIDEST = 1280;
const CHOSEN = "door.camera"; // where the phone remembers which of its cameras

const seen = new Map(); // text → when it was last in view, and at which look
const openings = new EventTarget();
let looks = 0;
let track = null;
let video = null;
let tell = () => {};
let opening = false;
let refused = false;
let lastTime = -1;

/** Let a code be told again at the next look: just now nobody had time for it. */
export const forget = (text) => seen.delete(text);

function isNew(text) {
  const now = performance.now();
  const known = seen.get(text);
  seen.set(text, { at: now, look: looks });
  return known === undefined || (known.look < looks - 1 && now - known.at > FORGET_MS);
}

// ---- Opening, and opening again ---------------------------------------------------------------------

function chosen() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null; // storage is forbidden
  }
}

function choose(id) {
  try {
    localStorage.setItem(CHOSEN, id);
  } catch {
    // then it is for this time alone
  }
}

/** Some browsers let a page zoom only when it asked for that together with the camera, and refuse both to who asks for
    more than was allowed. */
async function mayZoom() {
  try {
    return (await navigator.permissions.query({ name: "camera", panTiltZoom: true })).state !== "denied";
  } catch {
    return false;
  }
}

async function film(which) {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const open = (more) => navigator.mediaDevices.getUserMedia({ video: { ...which, ...size, ...more }, audio: false });
  return (await mayZoom()) ? open({ zoom: true }).catch(() => open({})) : open({});
}

async function open() {
  const usual = { facingMode: { ideal: "environment" } };
  const id = chosen();
  try {
    // the one that was chosen may be gone: phones give their cameras new names when site data is cleared
    video.srcObject = await (id ? film({ deviceId: { exact: id } }).catch(() => film(usual)) : film(usual));
  } catch (error) {
    refused = error.name === "NotAllowedError";
    return refused ? "refused" : error.name === "NotReadableError" ? "busy" : "missing";
  }
  track = video.srcObject.getVideoTracks()[0];
  track.addEventListener("ended", ensure);
  video.classList.toggle("mirrored", track.getSettings().facingMode === "user");
  await video.play().catch(() => {}); // a page in the background may not: it is tried again
  openings.dispatchEvent(new Event("opened"));
  return "aim";
}

/** Stop what films, and film anew; tells "aim", or why there is no picture. */
async function reopen() {
  if (opening) return;
  opening = true;
  refused = false;
  track?.stop();
  tell(await open());
  lastTime = -1;
  opening = false;
}

/** Whether new pictures come. Asked twice in a row by the clock alone: two questions at once would see no movement. */
const isLive = () => track?.readyState === "live" && !track.muted;

function ensure() {
  if (document.hidden || opening || isLive()) return;
  reopen();
}

function watch() {
  if (document.hidden || opening || refused) return;
  const isFrozen = video.currentTime === lastTime;
  lastTime = video.currentTime;
  if (!isLive() || isFrozen) reopen();
}

function stayAwake() {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {});
}

// ---- Looking ------------------------------------------------------------------------------------------

function lookAll(decode, onCode) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const look = async () => {
    if (!document.hidden && isLive() && video.readyState >= video.HAVE_CURRENT_DATA) {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      looks += 1;
      const { texts } = await decode(canvas).catch(() => ({ texts: [] }));
      for (const text of texts) if (isNew(text)) onCode(text);
    }
    setTimeout(look, REST_MS);
  };
  look();
}

/** Start, and call `onCode(text)` for every code that comes into view. `onState` is told "aim" whenever the camera films,
    and otherwise why it doesn't: "refused", "missing", "busy", "insecure" or "decoder". */
export async function start(where, onCode, onState) {
  if (video) return; // it films already, and looks after itself
  video = where;
  tell = onState;
  if (!navigator.mediaDevices?.getUserMedia) return tell("insecure");
  const [decode] = await Promise.all([makeDecoder().catch(() => null), reopen()]);
  if (!decode) return tell("decoder");
  lookAll(decode, onCode);
  stayAwake();
  setInterval(watch, WATCH_MS);
  navigator.mediaDevices.addEventListener?.("devicechange", ensure);
  document.addEventListener("visibilitychange", () => {
    stayAwake();
    ensure();
  });
  const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  permission?.addEventListener("change", ensure);
}

// ---- For camera_keys.js ---------------------------------------------------------------------------------

/** The track that films now, or null. */
export const filming = () => (track?.readyState === "live" ? track : null);

/** Call it each time when a camera was opened. */
export const onOpened = (listener) => openings.addEventListener("opened", listener);

/** The ids of the phone's cameras. */
export const cameras = async () =>
  (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput").map((one) => one.deviceId);

/** Film with that one, and remember it. */
export function use(id) {
  choose(id);
  return reopen();
}
