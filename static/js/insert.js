// Buttons that put a field's name into a wording, where the writer is.

for (const button of document.querySelectorAll("[data-insert]")) {
  const area = document.getElementById(button.dataset.into);
  if (!area) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    area.focus();
    area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
