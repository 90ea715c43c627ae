/* Sound and vibration, where the phone offers them: yes is high and short, no is low and long, "look" is twice the same,
   and what nobody confirmed falls. Loud for a hall, normal, or quiet: then vibration and colour alone. */

const SOUNDS = {
  yes: [[880, 0, 0.09], [1320, 0.1, 0.16]],
  look: [[520, 0, 0.18], [520, 0.26, 0.18]],
  no: [[170, 0, 0.28], [170, 0.36, 0.28], [170, 0.72, 0.4]],
  offline: [[990, 0, 0.1], [740, 0.14, 0.1], [550, 0.28, 0.26]],
};
const BEATS = { yes: [70], look: [120, 80, 120], no: [300, 100, 300, 100, 500], offline: [60, 60, 60, 60, 200] };
const KINDS = { admitted: "yes", left: "yes", undone: "yes", forged: "no", revoked: "no", wrong_event: "no", unknown: "no", queued: "offline" };
const VOLUMES = { loud: 1, normal: 0.35, quiet: 0 };
const KEPT = "door.signal"; // where the phone remembers how loud

let audio = null;
let mode = "normal";
try {
  mode = localStorage.getItem(KEPT) ?? mode;
} catch {
  // storage is forbidden: it is normal each time
}

/** "loud", "normal" or "quiet". */
export const loudness = () => mode;

/** Choose it, for this phone. */
export function setLoudness(wanted) {
  mode = wanted;
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // then it is for this time alone
  }
}

/** Browsers let a page sound only after it was touched. */
export function unlock() {
  const Audio = window.AudioContext ?? window.webkitAudioContext;
  if (!Audio) return;
  audio ??= new Audio();
  if (audio.state !== "running") audio.resume().catch(() => {}); // iPhones interrupt it for a call
}

function beep([frequency, start, length]) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const begins = audio.currentTime + start;
  tone.frequency.value = frequency;
  tone.type = frequency < 300 || mode === "loud" ? "square" : "sine"; // many overtones: small speakers are louder so
  volume.gain.setValueAtTime(VOLUMES[mode] ?? VOLUMES.normal, begins);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + length);
  tone.connect(volume).connect(audio.destination);
  tone.start(begins);
  tone.stop(begins + length);
}

/** Let one of the four be heard and felt: "yes", "look", "no" or "offline". */
export function signal(kind) {
  navigator.vibrate?.(BEATS[kind]);
  if (mode !== "quiet" && audio?.state === "running") SOUNDS[kind].forEach(beep);
}

/** Let the verdict be heard and felt. One that the phone gave by itself, without signal, never sounds like a confirmed one. */
export function give(verdict, { isConfirmed = true } = {}) {
  const kind = KINDS[verdict] ?? "look";
  signal(kind === "yes" && !isConfirmed ? "offline" : kind);
}
