/* What isn't needed at every scan: a dialog with a key for each, [data-opens="name"], which opens the dialog of that id. */

const dialog = document.getElementById("more-dialog");
const key = document.getElementById("more");

key.hidden = !dialog.querySelector("[data-opens]");
key.addEventListener("click", () => dialog.showModal());
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-opens]");
  if (!opener) return;
  dialog.close();
  document.getElementById(opener.dataset.opens).showModal();
});
