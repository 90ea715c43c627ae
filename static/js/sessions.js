/* The editor's spare rows for sessions stay folded until they are asked for. Without script they are all open, and the
   button sends the form to get more; it still does when no folded row is left. */

const rows = [...document.querySelectorAll("[data-session]")];
const isEmpty = (row) => [...row.querySelectorAll("input")].every((input) => input.type === "checkbox" || !input.value);

// the first row is always there to be filled in; keep.js has put back what was typed before
const folded = rows.slice(1).filter((row) => isEmpty(row) && !row.querySelector("[aria-invalid]"));
for (const row of folded) row.hidden = true;

document.querySelector("[data-add-session]")?.addEventListener("click", (event) => {
  const row = folded.shift();
  if (!row) return;
  event.preventDefault();
  row.hidden = false;
  row.querySelector("input:not([type=hidden])").focus();
});
