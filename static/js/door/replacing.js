/* Somebody else comes in the place of a ticket's holder: who, and why; then their ticket, to be scanned from here. */

import { makeForm } from "./handing_in.js";
import * as list from "./list.js";
import { showTicket } from "./new_ticket.js";

const dialog = document.getElementById("replace-dialog");
const own = dialog.querySelector('[name="own"]');
const chosen = () => dialog.querySelector('[name="why"]:checked').value || own.value.trim();
let form = null;

/** Once. `scan(what)`: make a scan; `refusedBy(error)`: this phone may no longer ask. */
export function install({ scan, refusedBy }) {
  form = makeForm({
    dialog,
    what: "replacements",
    read: () => ({ number: form.kept.get()?.number, own: own.value, why: whyNumber(), reason: chosen() }),
    write: show,
    onMade: shown,
    onRefused: refusedBy,
  });

  async function shown(made) {
    list.renew().catch(() => {}); // or without signal it would still know the old one as good
    const admit = await showTicket(made);
    await form.kept.set(null);
    if (admit) scan({ token: made.url, direction: "in" });
  }

  dialog.addEventListener("change", showOwn);
  list.onChanged(() => list.age() === null && form.kept.set(null)); // this phone was taken off the door
  const { made } = form.kept.get() ?? {};
  if (made) shown(made); // the page was closed before anybody had scanned it
}

const choices = () => [...dialog.querySelectorAll('[name="why"]')];
const whyNumber = () => choices().findIndex((choice) => choice.checked);

function show({ number, own: written = "", why = 0 }) {
  const ticket = list.byNumber(number);
  dialog.querySelector("[data-whom]").textContent = [ticket?.holder, ticket?.business].filter(Boolean).join(", ");
  own.value = written;
  choices()[why].checked = true;
  showOwn();
}

const showOwn = () => (own.hidden = dialog.querySelector('[name="why"]:checked').value !== "");

/** Ask who comes instead of this ticket's holder; what was typed for the same one and not sent is there again. */
export function askWhoComes({ number }) {
  form.fill(form.kept.get()?.number === number ? null : { number });
  dialog.showModal();
}
