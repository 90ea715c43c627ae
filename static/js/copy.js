/* A button that copies the field named by data-copy, where the browser lets pages do that. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    field.select(); // whoever refuses the clipboard can still copy by hand
    await navigator.clipboard.writeText(field.value);
    button.querySelector("[role=status]").textContent = field.dataset.copied;
  });
}
