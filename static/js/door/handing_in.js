/* A form that only the server can answer: what is typed stays on the phone until it has, across reloads, and the same
   sending is never two. Without signal it says so, and tries by itself where that is asked for. */

import { NoAnswer, Refused, post } from "./api.js";
import { draft, newId } from "./store.js";
import { words } from "./words.js";

const AGAIN_MS = 5000;
const FIELDS = { name_missing: "name", not_a_mobile_number: "phone", party_out_of_range: "people" };

/** `dialog` has a form with `name` and `phone`, [data-refused] for what the server says, [data-trying] and [data-submit].
    `what`: the address; `read()`, `write(typed)`: what is typed besides; `onMade(answer)`, `onRefused(error)`. */
export function makeForm({ dialog, what, read, write, onMade, onRefused }) {
  const form = dialog.querySelector("form");
  const kept = draft(what);
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const label = part("submit").textContent;
  let timer = 0;
  let sending = false;

  const typed = () => ({ name: form.elements.name.value, phone: form.elements.phone.value, ...read() });
  const keep = () => kept.set({ id: kept.get()?.id ?? newId(), ...typed() });

  /** Show what was typed and not sent, or with `anew` what is given. */
  function fill(anew = null) {
    if (anew) kept.set({ id: newId(), name: "", phone: "", ...anew });
    const { name = "", phone = "", ...more } = kept.get() ?? {};
    [form.elements.name.value, form.elements.phone.value] = [name, phone];
    write(more);
    complain("");
    trying(false);
    part("submit").textContent = label;
  }

  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    complain("");
    busy(true);
    await keep();
    try {
      const answer = await post(what, kept.get());
      await kept.set({ made: answer });
      dialog.close();
      onMade(answer);
    } catch (error) {
      failed(error);
    } finally {
      sending = false;
      busy(false);
    }
  }

  function failed(error) {
    if (error instanceof NoAnswer) return withoutSignal();
    trying(false);
    if (!(error instanceof Refused)) throw error;
    if (error.status === 401) {
      dialog.close();
      onRefused(error);
    } else complain(error.message, FIELDS[error.code]);
  }

  function withoutSignal() {
    complain(words.people.no_signal);
    part("trying").hidden = false;
    part("submit").textContent = words.people.again;
    part("submit").scrollIntoView({ block: "nearest" });
    if (isTrying()) timer = setTimeout(send, AGAIN_MS);
  }

  const isTrying = () => dialog.open && part("trying").querySelector("input").checked;

  function trying(yes) {
    clearTimeout(timer);
    part("trying").hidden = !yes;
    part("trying").querySelector("input").checked = yes;
  }

  const busy = (yes) => (yes ? part("submit").setAttribute("aria-busy", "true") : part("submit").removeAttribute("aria-busy"));

  /** Beside the field that it is about, or above the keys. */
  function complain(sentence, field) {
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    for (const one of form.querySelectorAll("[data-error]")) one.hidden = true;
    const beside = field && form.querySelector(`[data-error="${field}"]`);
    const error = beside || part("refused");
    part("refused").hidden = true;
    error.textContent = sentence;
    error.hidden = !sentence;
    if (!beside) return;
    form.elements[field].setAttribute("aria-invalid", "true");
    form.elements[field].focus();
  }

  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  part("trying").addEventListener("change", () => (isTrying() ? send() : clearTimeout(timer)));
  part("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => trying(false));
  addEventListener("online", () => isTrying() && send());
  return { fill, keep, kept };
}
