/* Beside a text: how many characters it has. The field itself lets nobody write more than fits. */

for (const told of document.querySelectorAll("[data-counts-for]")) {
  const field = document.getElementById(told.dataset.countsFor);
  const show = () => {
    told.textContent = told.dataset.words.replace("{count}", field.value.length);
  };
  field.addEventListener("input", show);
  show();
}
