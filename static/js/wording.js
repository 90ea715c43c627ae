/* Wording a message: buttons put fields in where the cursor was, the preview and the mistakes follow what is typed in the
   [data-fields] of the form. Without script the fields are typed by hand, and the preview and the mistakes come by their
   buttons. */

const PAUSE = 700; // ms without a key before the server is asked

const form = document.getElementById("wording");
const fields = form.dataset.fields.split(" ").map((name) => form.elements[name]);
const body = fields.find((one) => one.type === "textarea");
const mistakes = document.getElementById("mistakes");
const look = document.getElementById("look");
let field = body;
let timer = 0;
let asked = 0;

/** At the cursor, so that the browser's own undo takes it back. */
function putIn(text) {
  field.focus();
  const start = field.selectionStart;
  const words = field.type === "text" ? text.replaceAll("\n", " ") : text;
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, start, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const gap = words.indexOf("…");
  if (gap >= 0) field.setSelectionRange(start + gap, start + gap + 1);
}

/** The preview is a form of its own: what is kept while typing must not be taken for sent. */
function show(target) {
  const shadow = document.createElement("form");
  Object.assign(shadow, { method: "post", action: form.dataset.preview, target, hidden: true });
  for (const [name, value] of new FormData(form)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    shadow.append(input);
  }
  document.body.append(shadow);
  shadow.submit();
  shadow.remove();
}

async function check() {
  const turn = ++asked;
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form) });
    const html = answer.ok ? await answer.text() : null;
    if (html !== null && turn === asked) mistakes.innerHTML = html;
  } catch {
    // without signal the mistakes are told when the wording is saved
  }
}

function follow() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    show("preview");
    if (mistakes) check();
  }, PAUSE);
}

function goTo(line) {
  const before = body.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const end = body.value.indexOf("\n", start);
  body.focus();
  body.setSelectionRange(start, end < 0 ? body.value.length : end);
}

for (const one of fields) {
  one.addEventListener("focus", () => (field = one));
  one.addEventListener("input", follow);
}
for (const one of form.querySelectorAll("aside select")) one.addEventListener("change", () => show("preview"));
for (const button of form.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => putIn(button.dataset.insert));
}
look.addEventListener("click", (event) => {
  event.preventDefault();
  show("preview");
});
form.querySelector("[data-wide]").addEventListener("click", (event) => {
  event.preventDefault();
  show("_blank");
});
mistakes?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (!link) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});
show("preview");
