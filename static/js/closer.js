/* A picture from nearby, over the page that it belongs to: a link that is marked data-closer, whose words to close it
   are given. Without script the link opens the picture. Without signal what the page shows of it is shown larger. */

export function closer(words) {
  const dialog = document.createElement("dialog");
  dialog.className = "closer";
  const picture = document.createElement("img");
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: words });
  dialog.append(picture, close);
  document.body.append(dialog);
  dialog.addEventListener("click", () => dialog.close());

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-closer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const small = link.querySelector("img");
    dialog.setAttribute("aria-label", small.alt);
    picture.alt = small.alt;
    picture.onerror = () => {
      picture.onerror = null;
      picture.src = small.src;
    };
    picture.src = link.href;
    dialog.showModal();
  });
  return dialog;
}
