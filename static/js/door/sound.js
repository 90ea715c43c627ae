/* The dialog in which a volunteer chooses how loud the phone is, and hears what each sound means. */

import { loudness, setLoudness, signal, unlock } from "./signal.js";

const dialog = document.getElementById("sound-dialog");

dialog.querySelector(`[value=${loudness()}]`).checked = true;
dialog.querySelector("[data-no-beat]").hidden = Boolean(navigator.vibrate);
dialog.addEventListener("change", ({ target }) => setLoudness(target.value));
dialog.addEventListener("click", ({ target }) => {
  const sound = target.closest("[data-sound]")?.dataset.sound;
  if (!sound) return;
  unlock();
  signal(sound);
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
