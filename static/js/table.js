/* Choosing rows: <form data-table data-chosen="{count} chosen"> with ticks .pick, one of them data-all.
   The bar [data-bulk] appears once something is chosen; without script it is always there. */

for (const form of document.querySelectorAll("form[data-table]")) {
  const all = form.querySelector("input[data-all]");
  const bar = form.querySelector("[data-bulk]");
  const count = form.querySelector("[data-count]");
  const rows = [...form.querySelectorAll("input.pick:not([data-all])")];

  const show = () => {
    const chosen = rows.filter((row) => row.checked).length;
    count.textContent = form.dataset.chosen.replace("{count}", chosen);
    bar.hidden = chosen === 0;
    if (all) {
      all.checked = chosen === rows.length && chosen > 0;
      all.indeterminate = chosen > 0 && chosen < rows.length;
    }
  };

  all?.closest("label").removeAttribute("hidden");
  all?.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show); // coming back, the browser ticks again what was ticked
  show();
}
