/* The camera: looks all the time, and tells each code once until it was out of view for two seconds. Time in which a slow
   phone didn't look doesn't count: the code may have been there all along. */

import { makeDecoder } from "./decoder.js";

const FORGET_MS = 2000;
const REST_MS = 90; // between two looks: the phone stays cool, and nobody notices
const WIDEST = 1280;

const seen = new Map(); // text → when it was last in view, and at which look
let looks = 0;
let track = null;

/** Let a code be told again at the next look: just now nobody had time for it. */
export const forget = (text) => seen.delete(text);

function isNew(text) {
  const now = performance.now();
  const known = seen.get(text);
  seen.set(text, { at: now, look: looks });
  return known === undefined || (known.look < looks - 1 && now - known.at > FORGET_MS);
}

/** Why there is no picture: "refused", "missing", "insecure", "busy" or "decoder". */
export class NoCamera extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

async function open(video) {
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera("insecure");
  const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch (error) {
    const reasons = { NotAllowedError: "refused", NotFoundError: "missing", NotReadableError: "busy" };
    throw new NoCamera(reasons[error.name] ?? "missing");
  }
  track = video.srcObject.getVideoTracks()[0];
  await video.play();
}

/** Start, and call `onCode(text)` for every code that comes into view. Raises NoCamera. */
export async function start(video, onCode) {
  await open(video);
  const decode = await makeDecoder().catch(() => {
    throw new NoCamera("decoder");
  });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const look = async () => {
    if (!document.hidden && video.readyState >= video.HAVE_CURRENT_DATA) {
      const scale = Math.min(1, WIDEST / video.videoWidth);
      canvas.width = video.videoWidth * scale;
      canvas.height = video.videoHeight * scale;
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      looks += 1;
      for (const text of await decode(canvas).catch(() => [])) {
        if (isNew(text)) onCode(text);
      }
    }
    setTimeout(look, REST_MS);
  };
  look();
}

/** Whether the camera has a lamp. */
export const hasTorch = () => Boolean(track?.getCapabilities?.().torch);

/** Switch the lamp. */
export const setTorch = (on) => track.applyConstraints({ advanced: [{ torch: on }] });
