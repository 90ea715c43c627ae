/* Something that takes minutes, such as a booth plan or a file of papers: [data-run]. Asks every other second how far it
   is and fills the parts that the answer names; once it is over, the page is loaded anew and says what came of it.
   Without a script the page loads itself every few seconds. */

const EACH_MS = 2000;
const SAID_MS = 15000; // what is read aloud changes at most so often
const TOLD_MS = 500; // what is written at once as a page opens isn't read aloud
const root = document.querySelector("[data-run]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const state = root?.dataset.state;
let said = Date.now();
let heard = "";
const CAME = "run"; // which page loaded itself anew: whoever only hears it is told why

async function ask() {
  const answer = await fetch(root.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const now = await answer.json();
  if (now.is_over || now.run !== state) {
    keep(location.pathname);
    location.reload();
    return;
  }
  for (const told of root.querySelectorAll("[data-part]")) {
    const words = now[told.dataset.part];
    if (words) told.textContent = words;
  }
  part("bar")?.querySelector("rect")?.setAttribute("width", now.share);
  if (now.sentence !== heard && Date.now() - said >= SAID_MS) {
    heard = now.sentence;
    said = Date.now();
    part("said").textContent = now.sentence;
  }
}

async function again() {
  try {
    await ask();
  } catch {
    // no connection for a moment: the next one tells
  }
  setTimeout(again, EACH_MS);
}

/** In a browser that keeps nothing, the page is loaded all the same. */
function keep(path) {
  try {
    if (path) sessionStorage.setItem(CAME, path);
    else sessionStorage.removeItem(CAME);
  } catch {
    // nothing is kept
  }
}

function tell() {
  let came = null;
  try {
    came = sessionStorage.getItem(CAME);
  } catch {
    // nothing was kept
  }
  keep("");
  const outcome = document.querySelector("[data-outcome]");
  if (!outcome || came !== location.pathname) return;
  setTimeout(() => (outcome.textContent = outcome.dataset.outcome), TOLD_MS);
}

tell();
if (root) setTimeout(again, EACH_MS);
