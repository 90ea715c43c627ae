/* The ticket page at the door: the screen stays on while it is shown, and the page stays on the phone for when there is
   no signal. Without script it is a page like any other. */

const SHELF = "tickets"; // the name that ticket-worker.js knows it by

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen"); // let go by the browser as soon as the page is hidden
  } catch {
    // an old browser or a low battery: the ticket works all the same
  }
}

/** Keep the page and what it is drawn with. The address of a ticket is the same in capitals, as QR codes have it. */
async function keep() {
  const scope = location.pathname.slice(0, 3);
  await navigator.serviceWorker.register("/t/worker.js", { scope });
  const shelf = await caches.open(SHELF);
  const parts = document.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]");
  const files = Array.from(parts, (part) => part.href || part.src);
  await shelf.addAll(files);
  const page = await fetch(location.pathname, { cache: "no-cache" });
  if (!page.ok) return;
  await shelf.put(location.pathname.toLowerCase(), page);
  await navigator.serviceWorker.ready;
  document.querySelector("[data-kept-here]").hidden = false;
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
if ("serviceWorker" in navigator && "caches" in window && document.querySelector("[data-kept]") && navigator.onLine) {
  keep().catch(() => {}); // a full phone or a private window: the page needs signal then
}
