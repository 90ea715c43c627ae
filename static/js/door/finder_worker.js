/* Finding people, beside the page: making the finder takes a slow phone seconds, and nobody who types shall feel them. */

import { makeFinder } from "./search.js";

let table = null; // how names are folded
let find = () => [];

async function readTable() {
  const answer = await fetch(new URL("./folding.json", import.meta.url));
  return answer.json();
}

async function answer({ people, asked, text, most }) {
  if (people) {
    table ??= await readTable();
    find = makeFinder(table, people).find;
    find("sri"); // sorts its words now, rather than at the first letter
    return;
  }
  postMessage({ asked, found: find(text, most).map(({ id }) => id) });
}

let done = Promise.resolve(); // one after the other
addEventListener("message", ({ data }) => {
  done = done.then(() => answer(data)).catch((error) => postMessage({ failed: error.message }));
});
