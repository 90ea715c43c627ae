/* The ticket page at the door: the screen stays on while it is shown. */

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen"); // let go by the browser as soon as the page is hidden
  } catch {
    // an old browser or a low battery: the ticket works all the same
  }
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
