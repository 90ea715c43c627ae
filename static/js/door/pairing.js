/* Pairing: by the address in the organisers' QR code (#pair=CODE), by typing the code, or by a key from the shell
   (#key=KEY). Codes and keys leave the address bar at once. */

import { NoAnswer, Refused, readDoor, takeCode } from "./api.js";
import { door, key } from "./store.js";
import { words } from "./words.js";

const panel = document.getElementById("pair");
const form = panel.querySelector("form");
const error = form.querySelector(".error");

/** Keep what the server tells of this door. */
async function take({ device_key: given, server_time: _, ...told }) {
  if (given) await key.set(given);
  await door.set(told);
}

/** Say on the panel what is wrong; nothing where all is well. */
export function complain(sentence) {
  error.textContent = sentence;
  error.hidden = !sentence;
}

const pairBy = async (code) => take(await takeCode(code));

/** Look whether the door is still the same: its gates, sessions and keys. Raises NoAnswer, Refused. */
export const lookAgain = async () => take(await readDoor());

const inWords = (failure) => (failure instanceof NoAnswer ? words.pairing.unreachable : failure.message);

/** Take what the address brings, and say what went wrong on the panel. True when it brought something. */
export async function readFragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  try {
    if (given.has("pair")) await pairBy(given.get("pair"));
    else if (given.has("key") && given.get("key") !== key.get()) await useKey(given.get("key"));
    else if (key.get() && !door.get()) await useKey(key.get()); // the first answer hadn't come
    else return false;
    return true;
  } catch (failure) {
    complain(inWords(failure));
    return false;
  }
}

/** Anybody can make up an address: a phone that is paired keeps its door until the server knows the other key. */
async function useKey(found) {
  const isPaired = Boolean(key.get() && door.get());
  if (!isPaired) await key.set(found); // the answer may come later
  try {
    await take({ device_key: found, ...(await readDoor(found)) });
  } catch (failure) {
    if (failure instanceof Refused && !isPaired) await key.set(null);
    throw failure;
  }
}

/** Show the panel; `onPaired` when the phone has its key. */
export function showPairing(onPaired) {
  panel.hidden = false;
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
