/* A booth plan that is being made: [data-run]. Asks every other second how far it is and fills the marked parts; once it
   is over, the page is loaded anew. Without a script the page does that by itself every few seconds. */

const EACH_MS = 2000;
const SAID_MS = 15000; // what is read aloud changes at most so often
const root = document.querySelector("[data-run]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const state = root?.dataset.state;
let said = Date.now();
let heard = "";

async function ask() {
  const answer = await fetch(root.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const now = await answer.json();
  if (now.is_over || now.run !== state) {
    location.reload();
    return;
  }
  for (const name of ["best", "wishes", "time"]) if (part(name)) part(name).textContent = now[name];
  if (part("gap") && now.gap) part("gap").textContent = now.gap;
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

if (root) setTimeout(again, EACH_MS);
