/* Typing a spoken code: 32 large keys, a keyboard, or pasting. Its check character is verified before anything is sent, and
   what no code contains is told at once. A ticket's whole address that was pasted counts as well. */

import { LETTERS, grouped, isRight, tidy } from "./code.js";
import { ask, complain } from "./dialogs.js";
import { fill, words } from "./words.js";
import { understood } from "./wedge.js";

const LENGTH = 12;
const dialog = document.getElementById("type-dialog");
const field = dialog.querySelector("input");
const count = dialog.querySelector("[data-typed]");

const refuse = (sentence) => complain("code-error", field, sentence);

/** What is wrong with what was typed, "" if nothing is. */
function wrongWith(code) {
  const foreign = [...code].find((letter) => !LETTERS.includes(letter));
  if (foreign) return fill(words.code.foreign, { letter: foreign });
  if (code.length !== LENGTH) return fill(words.code.short, { count: code.length });
  return isRight(code) ? "" : words.code.wrong;
}

const tokenIn = (text) => (text.length > 100 ? understood([text]).token : null);

function show() {
  if (tokenIn(field.value)) return;
  const code = tidy(field.value).slice(0, LENGTH);
  const isAtEnd = field.selectionStart === field.value.length;
  if (isAtEnd) field.value = grouped(code);
  count.textContent = fill(words.code.typed, { count: code.length });
  const wrong = wrongWith(code);
  refuse(code.length === LENGTH || wrong === fill(words.code.foreign, { letter: code.at(-1) }) ? wrong : "");
  dialog.classList.toggle("right", code.length === LENGTH && !wrong);
}

function put(letter) {
  field.setRangeText(letter, field.selectionStart, field.selectionEnd, "end");
  show();
}

/** The one before the cursor, and the space that only groups. */
function erase() {
  const [from, to] = [field.selectionStart, field.selectionEnd];
  const before = field.value.slice(0, from);
  field.setRangeText("", from < to ? from : before.trimEnd().length - 1 || 0, to, "end");
  show();
}

dialog.addEventListener("click", ({ target }) => {
  const key = target.closest("[data-key]");
  if (!key) return;
  navigator.vibrate?.(10);
  if (key.dataset.key === "back") erase();
  else put(key.dataset.key);
});
dialog.addEventListener("pointerdown", (event) => {
  if (event.target.closest("[data-key]")) event.preventDefault(); // the cursor stays in the field
});
field.addEventListener("input", show);

/** {code} once no character of it can be wrong, or {token} of an address; null when the dialog was left. */
export function askForCode() {
  const asked = ask(dialog, () => {
    const token = tokenIn(field.value);
    if (token) return { token };
    const code = tidy(field.value);
    const wrong = wrongWith(code);
    return wrong ? refuse(wrong) : { code };
  });
  show();
  return asked;
}
