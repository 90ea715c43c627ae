/* The two dialogs: typing a code, and undoing a scan with a reason. Both resolve to null when they were left. */

import { grouped, isRight, tidy } from "./code.js";
import { fill, words } from "./words.js";

function ask(dialog, read) {
  const form = dialog.querySelector("form");
  const done = new AbortController();
  return new Promise((resolve) => {
    let answer = null;
    const options = { signal: done.signal };
    form.addEventListener(
      "submit",
      (event) => {
        answer = read(form);
        if (answer === null) event.preventDefault();
      },
      options,
    );
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close(), options);
    dialog.addEventListener(
      "close",
      () => {
        done.abort();
        form.reset();
        resolve(answer);
      },
      options,
    );
    dialog.showModal();
  });
}

function complain(id, field, sentence) {
  const error = document.getElementById(id);
  error.hidden = !sentence;
  if (sentence !== true) error.textContent = sentence;
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (sentence) field.focus();
  return null;
}

/** The code that was typed, once no character of it can be wrong. */
export function askForCode() {
  const dialog = document.getElementById("type-dialog");
  const field = dialog.querySelector("input");
  complain("code-error", field, "");
  field.oninput = () => {
    if (field.selectionStart === field.value.length) field.value = grouped(tidy(field.value).slice(0, 12));
  };
  return ask(dialog, () => {
    const code = tidy(field.value);
    if (code.length !== 12) return complain("code-error", field, fill(words.code.short, { count: code.length }));
    return isRight(code) ? code : complain("code-error", field, words.code.wrong);
  });
}

/** Why the scan shall not count. */
export function askForReason(whom) {
  const dialog = document.getElementById("undo-dialog");
  const own = dialog.querySelector("#own-reason");
  const error = document.getElementById("reason-error");
  dialog.querySelector("[data-whom]").textContent = whom;
  error.hidden = true;
  own.oninput = () => (dialog.querySelector('input[value=""]').checked = true);
  return ask(dialog, (form) => {
    const reason = form.elements.reason.value || own.value.trim();
    error.hidden = Boolean(reason);
    if (!reason) own.focus();
    return reason || null;
  });
}
