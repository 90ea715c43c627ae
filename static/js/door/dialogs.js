/* Dialogs that ask for one thing, and resolve to null when they were left; among them undoing a scan with a reason. */

/** Open it; `read(form)` gives the answer, or null when it isn't good enough. */
export function ask(dialog, read) {
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

/** Say below the field what is wrong with it; "" for nothing. Returns null. */
export function complain(id, field, sentence) {
  const error = document.getElementById(id);
  error.hidden = !sentence;
  if (sentence !== true) error.textContent = sentence;
  if (sentence) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (sentence) field.focus();
  return null;
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
