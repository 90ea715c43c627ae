/* Sound and vibration, where the phone offers them: yes is high and short, no is low and long. */

const SOUNDS = {
  yes: [[880, 0, 0.09], [1320, 0.1, 0.16]],
  look: [[520, 0, 0.18], [520, 0.26, 0.18]],
  no: [[170, 0, 0.28], [170, 0.36, 0.28], [170, 0.72, 0.4]],
};
const BEATS = { yes: [70], look: [120, 80, 120], no: [300, 100, 300, 100, 500] };
const KINDS = { admitted: "yes", left: "yes", undone: "yes", forged: "no", revoked: "no", wrong_event: "no", unknown: "no" };

let audio = null;

/** Browsers let a page sound only after it was touched. */
export function unlock() {
  const Audio = window.AudioContext ?? window.webkitAudioContext;
  if (!Audio) return;
  audio ??= new Audio();
  if (audio.state === "suspended") audio.resume().catch(() => {});
}

function beep([frequency, start, length]) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const begins = audio.currentTime + start;
  tone.frequency.value = frequency;
  tone.type = frequency < 300 ? "square" : "sine";
  volume.gain.setValueAtTime(0.35, begins);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + length);
  tone.connect(volume).connect(audio.destination);
  tone.start(begins);
  tone.stop(begins + length);
}

/** Let the verdict be heard and felt. */
export function give(verdict) {
  const kind = KINDS[verdict] ?? "look";
  navigator.vibrate?.(BEATS[kind]);
  if (audio?.state === "running") SOUNDS[kind].forEach(beep);
}
