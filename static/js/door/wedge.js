/* Scanners that are plugged in: they type what they read, faster than people, and end with Enter, Tab or a pause. Such keys
   anywhere on the page, outside of its fields and dialogs, are one scan. */

import { readCode } from "./code.js";
import { SCANNED_URL, tokenFromScan } from "./token.js";

const BETWEEN_MS = 100; // slower is a person, or the next scan
const USUAL_MS = 50; // on the whole
const PAUSE_MS = 250; // after the last key, where a scanner ends with none
const SHORTEST = 12; // a spoken code: nothing that is worth reading is shorter
const LONGEST = 1024;
const AGAIN_MS = 100; // the page was busy: scanners don't read a ticket twice by themselves
const PATIENCE_MS = 5000;

/** Where each key is on the keyboard that scanners pretend to be: what it types there, alone and with Shift. */
const PLACES = {
  Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:", Quote: "'\"",
  Backquote: "`~", Comma: ",<", Period: ".>", Slash: "/?", Space: "  ",
};
const OVER_DIGITS = ")!@#$%^&*(";

/** What a key would have typed on that keyboard, whatever keyboard the phone believes that it has. */
function byPlace({ key, code, shiftKey }) {
  if (/^Key[A-Z]$/.test(code)) return shiftKey ? code[3] : code[3].toLowerCase();
  if (/^Digit\d$/.test(code)) return shiftKey ? OVER_DIGITS[code[5]] : code[5];
  if (/^Numpad\d$/.test(code)) return code[6];
  return PLACES[code]?.[shiftKey ? 1 : 0] ?? key;
}

/** The token at the end of something whose signs were garbled: "HTTPSÖ--DAFTAR.EXAMPLE.ORG-T-AEAA…". */
const tokenAtTheEnd = (text) => /(?:^|[^A-Z2-7])([A-Z2-7]{128})$/i.exec(text)?.[1] ?? null;

/** What was scanned: {code} or {token}. `readings`: the same keys read in several ways, the likeliest first. */
export function understood(readings) {
  const texts = readings.map((reading) => reading.trim());
  for (const text of texts) {
    const code = readCode(text);
    if (code) return { code };
  }
  const whole = texts.find((text) => SCANNED_URL.test(text));
  if (whole) return { token: tokenFromScan(whole) };
  return { token: texts.map(tokenAtTheEnd).find(Boolean) ?? texts[0] };
}

/** Gathers keys; `finish()` gives what was scanned, or null for what a person typed. */
export function makeGatherer() {
  let keys = [];
  const last = () => keys.at(-1)?.at ?? -Infinity;

  function add(event) {
    if (event.timeStamp - last() > BETWEEN_MS) keys = [];
    if (keys.length < LONGEST) keys.push({ at: event.timeStamp, read: event.key, placed: byPlace(event) });
  }

  function isFast() {
    return keys.length >= SHORTEST && (last() - keys[0].at) / (keys.length - 1) <= USUAL_MS;
  }

  function finish() {
    const found = isFast() ? keys : [];
    keys = [];
    if (!found.length) return null;
    return understood(["read", "placed"].map((way) => found.map((key) => key[way]).join("")));
  }

  return { add, finish, isFast, last };
}

/** Fields and dialogs get what is typed; the keypad's dialog may get a scan instead, and closes. */
const isField = ({ target }) => target.closest?.("input, textarea, select, dialog[open]") && !target.closest("[data-wedge]");

/** From now on each scan is given to `onScan(what)`; while that answers false, it is given again for some seconds. */
export function install(onScan) {
  const gatherer = makeGatherer();
  let timer = 0;

  async function give(what, until = performance.now() + PATIENCE_MS) {
    if (what) document.querySelector("[data-wedge][open]")?.close();
    if (!what || (await onScan(what)) !== false || performance.now() > until) return;
    setTimeout(() => give(what, until), AGAIN_MS);
  }

  function pause() {
    const left = gatherer.last() + PAUSE_MS - performance.now();
    if (left > 0) timer = setTimeout(pause, left); // a busy phone tells of keys late
    else give(gatherer.finish());
  }

  function typed(event) {
    if (isField(event) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === "Tab") {
      if (!gatherer.isFast()) return;
      event.preventDefault(); // it is no press of the button that has the focus
      event.stopPropagation();
      clearTimeout(timer);
      give(gatherer.finish());
    } else if (event.key.length === 1 && !event.repeat) {
      gatherer.add(event);
      clearTimeout(timer);
      timer = setTimeout(pause, PAUSE_MS);
    }
  }

  addEventListener("keydown", typed, { capture: true });
}
