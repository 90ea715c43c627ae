/* "Ready without signal": a panel that says what is missing, and a line in the bar as long as something is. */

import { NoAnswer, Refused } from "./api.js";
import "./home_screen.js";
import { readNew } from "./link.js";
import * as list from "./list.js";
import { isReady, points } from "./readiness.js";
import * as renewal from "./renewal.js";
import { door, key } from "./store.js";
import { version } from "./version.js";
import { fill, words } from "./words.js";

const LOOK_MS = 30_000;

const dialog = document.getElementById("ready-dialog");
const bar = document.getElementById("not-ready");
const part = (selector) => dialog.querySelector(selector);
const renewing = part("[data-renew]");
let looks = 0;

/** Begin: `isBusy()` says whether a scan is on its way, `refusedBy(error)` takes what the server refused. */
export function install({ isBusy, refusedBy }) {
  part("[data-version]").textContent = fill(words.ready.version, { version });
  bar.addEventListener("click", () => dialog.showModal());
  part("[data-close]").addEventListener("click", () => dialog.close());
  for (const opener of [bar, document.querySelector("[data-opens=ready-dialog]")]) opener.addEventListener("click", look);
  renewing.addEventListener("click", () => renewList(refusedBy));
  list.onChanged(look);
  renewal.install({ isBusy, onChange: look }).then(look);
  navigator.storage?.persist?.().then(look, () => {});
  setInterval(look, LOOK_MS);
}

async function look() {
  const mine = ++looks;
  const found = await points();
  if (mine !== looks) return; // another look has begun since
  bar.hidden = isReady(found) || !key.get();
  part("[data-points]").replaceChildren(...found.map(row));
  const missing = found.filter(({ state }) => state === "no").length;
  part("[data-whole]").textContent = missing ? fill(words.ready.missing, { count: missing }) : words.ready.whole;
  part("[data-newer]").hidden = !renewal.isWaiting();
  renewing.disabled = !key.get() || !door.get();
}

function row({ name, title, state, sentence }) {
  const made = part(`template[data-state=${state}]`).content.firstElementChild.cloneNode(true);
  made.dataset.point = name;
  made.querySelector("b").textContent = title;
  made.querySelector("p").textContent = sentence;
  made.querySelector("p").hidden = !sentence;
  return made;
}

async function renewList(refusedBy) {
  const told = part("[data-told]");
  told.textContent = words.ready.renewing;
  try {
    await readNew({ whole: true });
    told.textContent = words.ready.renewed;
  } catch (error) {
    told.textContent = error instanceof NoAnswer ? words.ready.unreachable : error.message;
    if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
    if (error instanceof Refused) refusedBy(error);
  }
  look();
}
