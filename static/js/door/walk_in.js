/* A guest without a ticket: a name, a number, how many; then their ticket, to be scanned from this screen. */

import { makeForm } from "./handing_in.js";
import * as list from "./list.js";
import { showTicket } from "./new_ticket.js";
import { makeStepper } from "./stepper.js";
import { door } from "./store.js";

const MOST = 60;
const dialog = document.getElementById("walk-in-dialog");
const opener = document.querySelector('[data-opens="walk-in-dialog"]');

/** Once. `scan(what)`: make a scan; `refusedBy(error)`: this phone may no longer ask. */
export function install({ scan, refusedBy }) {
  const people = makeStepper(dialog.querySelector("[data-people]"), () => form.keep());
  const form = makeForm({
    dialog,
    what: "walk-ins",
    read: () => ({ people: people.value() }),
    write: (typed) => people.set(typed.people ?? 1, MOST),
    onMade: show,
    onRefused: refusedBy,
  });

  async function show(made) {
    list.renew().catch(() => {}); // so that this phone knows it without signal too
    const admit = await showTicket(made);
    await form.kept.set(null);
    if (admit) scan({ token: made.url, direction: "in", companions: made.ticket.party - 1 });
  }

  document.getElementById("more").addEventListener("click", () => (opener.hidden = !door.get()?.walk_ins));
  opener.addEventListener("click", () => form.fill());
  list.onChanged(() => list.age() === null && form.kept.set(null)); // this phone was taken off the door
  const { made } = form.kept.get() ?? {};
  if (made) show(made); // the page was closed before anybody had scanned it
}
