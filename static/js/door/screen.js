/* The projector of a session: fetches its own page anew when the code changes, counts down, and never shows a code that
   holds no more. Without this file the page loads itself anew. */

const main = document.querySelector("[data-screen]");
const state = main.querySelector("[data-state]");
const AGAIN_MS = 3_000; // after a failure
const PATIENCE_MS = 8_000;
const HOLDS_MS = 20_000; // a code holds for twenty seconds more than it is shown
let until = 0;

const shown = () => main.querySelector("[data-now]");

function begin() {
  until = performance.now() + shown().dataset.seconds * 1000;
  tick();
}

/** How long until the next code; a page that slept in a drawer says nothing old. */
function tick() {
  const left = until - performance.now();
  const said = shown().querySelector("[data-left]");
  if (said) said.textContent = said.dataset.left.replace("{seconds}", Math.max(0, Math.ceil(left / 1000)));
  shown().hidden = left < -HOLDS_MS;
}

async function renew() {
  const answer = await fetch(location.href, {
    headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!answer.ok || answer.redirected) throw new Error("not now");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  shown().replaceWith(document.adoptNode(page.querySelector("[data-now]")));
}

async function again() {
  try {
    await renew();
    state.textContent = "";
    begin();
    setTimeout(again, Math.max(500, until - performance.now()));
  } catch {
    state.textContent = main.dataset.lost;
    setTimeout(again, AGAIN_MS);
  }
}

const full = main.querySelector("[data-full]");
if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", () => { full.hidden = Boolean(document.fullscreenElement); });
}

async function stayAwake() {
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // an old browser: the organiser's own settings decide
  }
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) { stayAwake(); tick(); } });
stayAwake();
begin();
setInterval(tick, 1000);
setTimeout(again, shown().dataset.seconds * 1000);
