/* The list's people, found by what is typed. A worker searches where the browser runs one, otherwise this page does. */

import * as list from "./list.js";

let worker = null;
let here = null; // search.js with its table, where there is no worker
let known = []; // the tickets that the finder was made of
let asked = 0;
const waiting = new Map(); // who waits for the answer, by the number of the question

/** Tickets that may be meant, the likeliest first, at most `most`. Raises Error where the finder can't be made. */
export async function find(text, most) {
  await renew();
  if (!known.length) return [];
  const found = await (here ? searched(text, most) : ask({ text, most }).catch(() => searchedHere(text, most)));
  return found.map(list.byNumber).filter(Boolean);
}

const searched = (text, most) => here.find(text, most).map(({ id }) => id);

/** There was no answer, for the worker could not be loaded. */
async function searchedHere(text, most) {
  await renew();
  return searched(text, most);
}

/** Make the finder anew where the tickets have changed; who went in and out is nothing to be found by. */
export async function renew() {
  const tickets = list.all();
  if (tickets.length === known.length && tickets.every((ticket, place) => ticket === known[place])) return;
  const people = tickets.map(({ number, holder, business, booth, code, phone_end }) => ({
    ...{ id: number, name: holder, business, booth, code, phone_end },
  }));
  known = tickets;
  try {
    if (!here) (worker ??= start()).postMessage({ people });
  } catch {
    await searchHere(); // an old browser, which knows no modules in workers
  }
  if (here) here.find = here.makeFinder(here.table, people).find;
}

/** From a blob: the page's worker.js answers for addresses below /door/ alone, so that without signal the file isn't found
    by its own; but what a blob of this page imports passes through it. */
function start() {
  const { href } = new URL("./finder_worker.js", import.meta.url);
  const begins = URL.createObjectURL(new Blob([`import ${JSON.stringify(href)};`], { type: "text/javascript" }));
  const made = new Worker(begins, { type: "module" });
  made.addEventListener("message", ({ data }) => {
    if (data.failed) return giveUp();
    waiting.get(data.asked)?.resolve(data.found);
    waiting.delete(data.asked);
  });
  made.addEventListener("error", giveUp);
  return made;
}

function ask(question) {
  return new Promise((resolve, reject) => {
    waiting.set(++asked, { resolve, reject });
    worker.postMessage({ ...question, asked });
  });
}

/** The worker could not be loaded: whoever waits for its answer gets it here. */
async function giveUp() {
  if (!worker) return;
  worker.terminate();
  worker = null;
  known = [];
  await searchHere().catch(() => {}); // without signal, and not kept: the next question tries again
  for (const { reject } of waiting.values()) reject(new Error("no worker"));
  waiting.clear();
}

async function searchHere() {
  const { makeFinder } = await import("./search.js");
  const table = await (await fetch(new URL("./folding.json", import.meta.url))).json();
  here = { makeFinder, table, find: () => [] };
}
