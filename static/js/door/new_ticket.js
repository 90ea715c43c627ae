/* A ticket that was just made, as large as the screen: the guest scans it from here and has it on their own phone. */

import { grouped } from "./code.js";
import { fill, words } from "./words.js";

const dialog = document.getElementById("new-ticket-dialog");
const part = (name) => dialog.querySelector(`[data-${name}]`);
let done = () => {};

/** Show what the server answered, {ticket, qr}; resolves to true when the guest shall be let in now. */
export function showTicket({ ticket, qr }) {
  part("holder").textContent = ticket.holder;
  part("people").textContent = ticket.party > 1 ? fill(words.people.many, { count: ticket.party }) : "";
  part("business").textContent = ticket.business;
  part("spoken").textContent = grouped(ticket.code);
  const code = new DOMParser().parseFromString(qr, "image/svg+xml").documentElement;
  part("code").replaceChildren(document.importNode(code, true));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => (done = resolve));
}

part("admit").addEventListener("click", () => dialog.close("admit"));
part("close").addEventListener("click", () => dialog.close(""));
dialog.addEventListener("close", () => done(dialog.returnValue === "admit"));
