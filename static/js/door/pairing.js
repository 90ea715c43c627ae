/* Pairing: by the address in the organisers' QR code (#pair=CODE), by typing the code, or by a key from the shell
   (#key=KEY). Codes and keys leave the address bar at once. */

import { NoAnswer, Refused, readDoor, takeCode } from "./api.js";
import { door, key } from "./store.js";
import { words } from "./words.js";

const panel = document.getElementById("pair");
const form = panel.querySelector("form");
const error = form.querySelector(".error");

function take(answer) {
  const { event, gate, sessions } = answer;
  door.set({ event, gate, sessions });
}

function complain(sentence) {
  error.textContent = sentence;
  error.hidden = !sentence;
}

async function pairBy(code) {
  const answer = await takeCode(code);
  key.set(answer.device_key);
  take(answer);
}

const inWords = (failure) => (failure instanceof NoAnswer ? words.pairing.unreachable : failure.message);

/** Take what the address brings, and look whether the door is still the same; say what went wrong on the panel. */
export async function readFragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  try {
    if (given.has("pair")) await pairBy(given.get("pair"));
    else await useKey(given.get("key") ?? key.get());
  } catch (failure) {
    complain(inWords(failure));
  }
}

async function useKey(found) {
  if (!found) return;
  if (found !== key.get()) door.set(null);
  key.set(found);
  try {
    take(await readDoor());
  } catch (failure) {
    if (failure instanceof Refused) key.set(null);
    throw failure;
  }
}

/** Show the panel; `onPaired` when the phone has its key. */
export function showPairing(onPaired, why = "") {
  panel.hidden = false;
  if (why) complain(why);
  form.onsubmit = async (event) => {
    event.preventDefault();
    complain("");
    try {
      await pairBy(form.elements.code.value);
      form.reset();
      onPaired();
    } catch (failure) {
      complain(inWords(failure));
      form.elements.code.focus();
    }
  };
}
