/* A page that others change: parts [data-renew="name"] are replaced by what the server says now, every 20 seconds while
   the page is looked at. A part in which the focus lies or something is being typed waits; nothing moves under a finger
   that is down. [data-renewing] says that it works, or since when it doesn't; a page that comes without it changes no
   more. Without a script one loads the page anew. */

const EACH_MS = 20_000;
const told = document.querySelector("[data-renewing]");
let isHeld = false;
let isOver = false;

for (const [name, held] of Object.entries({ pointerdown: true, pointerup: false, pointercancel: false })) {
  addEventListener(name, () => { isHeld = held; }, { passive: true });
}

/** What a part says, without the forms' tokens, which are new each time. */
const said = (part) => part.innerHTML.replaceAll(/name="csrf_token" value="[^"]*"/g, "");
const isBusy = (part) => isHeld || part.contains(document.activeElement);

async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error("not now");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-renew]")) {
    const fresh = page.querySelector(`[data-renew="${part.dataset.renew}"]`);
    if (fresh && !isBusy(part) && said(fresh) !== said(part)) part.replaceChildren(...fresh.childNodes);
  }
  const fresh = page.querySelector("[data-renewing]");
  if (fresh) told.dataset.lost = fresh.dataset.lost;
  isOver = !fresh;
  told.hidden = isOver;
}

async function again() {
  if (!document.hidden) {
    try {
      await renew();
      say(told.dataset.renewed);
    } catch {
      say(told.dataset.lost);
    }
  }
  if (!isOver) setTimeout(again, EACH_MS);
}

function say(words) {
  if (told.textContent !== words) told.textContent = words;
}

if (told) {
  told.hidden = false;
  say(told.dataset.renewed);
  setTimeout(again, EACH_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !isOver) renew().catch(() => say(told.dataset.lost)); });
}
