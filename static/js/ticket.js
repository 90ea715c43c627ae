/* The ticket page at the door: the screen stays on while it is shown ([data-awake] says so), and [data-print] prints. */

const words = document.querySelector("[data-awake]");

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen"); // let go by the browser as soon as the page is hidden
    if (words) words.hidden = false;
  } catch {
    // an old browser or a low battery: the ticket works all the same
  }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
