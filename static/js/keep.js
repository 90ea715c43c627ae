/* What is typed survives a reload, a lost signal and a closed page: forms with data-keep="key" are saved on this phone
   while typing and restored when the form opens again.

   After an error the server's values win. Once a submit has led to a page that tells of no error, it has gone through and
   what was kept is dropped; an error page (data-keep-failed) doesn't count. A form that sends another one's words on, from
   a page that shows them first, names it with data-keep-sent="key". Signing out drops everything.
   Never kept: passwords, codes, files, hidden fields, and whatever carries data-keep-not. */

const PREFIX = "keep/";
const SENT = "keep-sent";
const LONGEST = 14 * 24 * 60 * 60 * 1000; // a draft of two weeks ago is nobody's intention any more

const forms = [...document.querySelectorAll("form[data-keep]")];

/** localStorage can be off or full; typing goes on regardless. */
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

function forget(key) {
  attempt(() => {
    for (const name of Object.keys(localStorage)) {
      if (name === PREFIX + key || name.startsWith(`${PREFIX}${key}/`)) localStorage.removeItem(name);
    }
  });
}

function keepable(control) {
  return (
    control.name &&
    !["password", "file", "hidden", "submit", "button"].includes(control.type) &&
    control.autocomplete !== "one-time-code" &&
    !control.closest("[data-keep-not]")
  );
}

function values(form) {
  const kept = {};
  for (const control of form.elements) {
    if (!keepable(control)) continue;
    const chosen = kept[control.name] ?? (kept[control.name] = []);
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked) chosen.push(control.value);
    } else if (control.type === "select-multiple") {
      chosen.push(...[...control.selectedOptions].map((option) => option.value));
    } else {
      chosen.push(control.value);
    }
  }
  return kept;
}

/** What was restored must be seen, also within a closed <details>. */
function show(control) {
  for (let around = control.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
}

function restore(form, kept) {
  const seen = {};
  for (const control of form.elements) {
    if (!keepable(control) || !(control.name in kept)) continue;
    const chosen = kept[control.name];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = chosen.includes(control.value);
    } else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = chosen.includes(option.value);
    } else {
      const turn = (seen[control.name] = (seen[control.name] ?? -1) + 1);
      if (chosen[turn] === undefined) continue;
      control.value = chosen[turn];
      if (control.value && !(control instanceof HTMLSelectElement)) show(control);
    }
  }
}

function say(text) {
  for (const place of document.querySelectorAll("[data-saved]")) {
    const words = place.querySelector("[data-words]");
    if (words.textContent !== text) words.textContent = text; // a screen reader hears it once a minute, not at each key
    place.hidden = false;
  }
}

/** What was restored may not be wanted any more: a button brings back what the server knows. */
function offerToDiscard(key) {
  for (const button of document.querySelectorAll("[data-discard]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      forget(key);
      location.reload();
    });
  }
}

function save(form) {
  const now = new Date();
  const stored = attempt(() => {
    localStorage.setItem(PREFIX + form.dataset.keep, JSON.stringify({ at: now.getTime(), values: values(form) }));
    return true;
  });
  const clock = [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join(".");
  if (stored) say(form.dataset.keepSaved.replace("{time}", clock));
}

function open(form) {
  const kept = attempt(() => JSON.parse(localStorage.getItem(PREFIX + form.dataset.keep)));
  if (kept && Date.now() - kept.at > LONGEST) {
    forget(form.dataset.keep);
  } else if (kept && !form.querySelector(".errors")) {
    restore(form, kept.values);
    say(form.dataset.keepRestored);
    offerToDiscard(form.dataset.keep);
  }
  form.addEventListener("input", () => save(form));
  form.addEventListener("change", () => save(form));
  rememberToDrop(form, form.dataset.keep);
}

function rememberToDrop(form, key) {
  form.addEventListener("submit", () => attempt(() => sessionStorage.setItem(SENT, key)));
}

const sent = attempt(() => sessionStorage.getItem(SENT));
if (sent !== null) {
  attempt(() => sessionStorage.removeItem(SENT));
  if (!document.querySelector("[data-keep-failed], .errors, .flash .note.bad")) forget(sent);
}
for (const form of document.querySelectorAll("form[data-keep-sent]")) rememberToDrop(form, form.dataset.keepSent);
forms.forEach(open);
for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () =>
    attempt(() => {
      indexedDB.deleteDatabase("eventreg"); // as in store.js: drafts of applications, photos that wait for signal
      for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    }),
  );
}
