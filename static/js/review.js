/* Reviewers go through applications on a phone, with or without signal: [data-desk="review/event/person"].

   What is typed is kept on the phone at once and saved on the server when there is signal. The next applications are
   fetched ahead, with their pictures, so that "save and next" turns the page without the server; what could not be sent is
   sent in its order by itself once there is signal, also after the page was closed. A review that was saved from elsewhere
   in the meantime is never overwritten: both are shown, and the reviewer chooses. The phone forgets a review once it is
   sent, or its owner signs out (keep.js). */

import { closer } from "./closer.js";
import { criteria, entries, forgive, inWords, isWhole, put, same, shown, stored, total } from "./scoring.js";
import { change, drop, keys, read, works } from "./store.js";

const REST_MS = 1500; // after the last key
const PATIENCE_MS = 15_000;
const LONGEST_PAUSE_S = 30;
const AHEAD = 4;
const FAR = 70; // pixels that make a swipe

let root = document.querySelector("[data-desk]");
const place = root.dataset.desk; // review/event/person
const [, event, person] = place.split("/");
const keyOf = (code) => `review/${event}/${code}/${person}`;
const mine = (key) => key.startsWith(`review/${event}/`) && key.endsWith(`/${person}`);

const ahead = new Map(); // code → {root, at}: pages that were fetched
const queue = JSON.parse(root.dataset.queue);
const settled = new Set(); // codes that the server has, or that are no longer this reviewer's
const sent = new Set(); // codes that this page has brought to the server: one fetched before counts them as open
let waiting = []; // codes whose "send" the server has not got
let typing = 0;
let pause = 0;
let tries = 0;
let line = Promise.resolve(); // what goes to the server goes one after the other
const inTurn = (work) => (line = line.then(work, work));

const form = () => root.querySelector("form[data-review]");
const code = () => root.dataset.code;
const isOpen = () => form()?.dataset.open !== undefined;
const addressOf = (one) => new URL(one, new URL(root.dataset.home ?? location.href, location.href)).pathname;

// ---- What is kept on the phone -----------------------------------------------------------------------

/** Keep the review on screen; `wants`: "send" once that was pressed. */
async function keep(wants = "") {
  const one = form();
  const kept = { code: code(), entries: entries(one), revision: Number(one.elements.revision.value) || 0, wants, at: Date.now() };
  await change("drafts", keyOf(kept.code), (found) => ({ ...kept, sentBefore: found?.sentBefore }));
  return kept;
}

/** Others' reviews on this phone are no business of whoever signs in now. */
async function clearOthers() {
  for (const key of await keys("drafts")) if (key.split("/").at(-1) !== person) await drop("drafts", key);
}

async function kept() {
  const found = await Promise.all((await keys("drafts")).filter(mine).map((key) => read("drafts", key)));
  return found.filter(Boolean).sort((one, other) => one.at - other.at);
}

// ---- What the page shows -----------------------------------------------------------------------------

function say(words) {
  const state = root.querySelector("[data-state]");
  if (state && state.textContent !== words) state.textContent = words;
}

function tell(name = "") {
  for (const panel of root.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== name;
}

function refuse(which, words) {
  tell("refused");
  root.querySelector("[data-refused-code]").textContent = which === code() ? "" : which;
  root.querySelector("[data-refused-words]").textContent = words;
}

async function count() {
  const all = await kept();
  waiting = all.filter((one) => one.wants === "send").map((one) => one.code);
  showCount();
}

/** What waits, and how far one is, as far as is known: also on a page that was fetched before. */
function showCount() {
  const note = root.querySelector("[data-waiting]");
  note.hidden = waiting.length === 0;
  note.querySelector("[data-words]").textContent = root.dataset.waitingWords.replace("{count}", waiting.length);
  const progress = root.querySelector("[data-progress]");
  if (progress) {
    const open = JSON.parse(root.dataset.queue); // as this page knows it
    const more = open.filter((one) => one !== code() && (sent.has(one) || waiting.includes(one)));
    const done = Number(progress.dataset.done) + more.length;
    progress.textContent = progress.dataset.words.replace("{done}", done).replace("{total}", progress.dataset.total);
  }
}

// ---- To the server -----------------------------------------------------------------------------------

/** The server's answer; null where it gave none. */
async function ask(kept, act) {
  const body = new URLSearchParams(kept.entries);
  body.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  body.set("revision", kept.revision);
  body.set("act", act);
  try {
    const answer = await fetch(addressOf(kept.code), { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(PATIENCE_MS) });
    return { status: answer.status, data: await answer.json() };
  } catch {
    return null;
  }
}

/** A page that stood open too long has an old token: fetch a new one, once. */
async function renewToken() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(root.dataset.home ?? location.href)).text(), "text/html");
    const fresh = page.querySelector("[name=csrf_token]")?.value;
    for (const one of document.querySelectorAll("[name=csrf_token]")) if (fresh) one.value = fresh;
    return Boolean(fresh);
  } catch {
    return false;
  }
}

/** Bring one review to the server. "done", "later" (no server), or "refused". */
async function bring(kept, act) {
  let answer = await ask(kept, act);
  if (answer?.status === 400 && (await renewToken())) answer = await ask(kept, act);
  if (answer === null || answer.status === 429 || answer.status >= 500) return later(answer === null ? "" : "busy");
  if (answer.status === 401) {
    tell("signed-out");
    return "later";
  }
  tries = 0;
  if (answer.status < 300 && answer.data.state) return took(kept, act, answer.data);
  const found = answer.data.stored;
  if (found?.state === "draft" && kept.tried && same(stored(found), kept.tried)) {
    return bring({ ...kept, revision: found.revision, tried: null }, act); // our own: its answer was lost on the way
  }
  await change("drafts", keyOf(kept.code), (now) => now && { ...now, wants: "", refused: true });
  if (found && kept.code === code()) conflict(kept, found);
  else if (answer.status === 404) refuse(kept.code, root.dataset.goneWords);
  else if (act === "send" || answer.status >= 400) refuse(kept.code, [...(answer.data.general ?? []), ...(answer.data.faults ?? []).map((one) => one.words)].join(" ") || answer.data.title || "");
  return "refused";
}

/** The server has it. What was typed since stays on the phone, on top of what is stored now. */
async function took(kept, act, data) {
  const isDone = (now) => !now || act === "send" || (now.wants !== "send" && same(now.entries, kept.entries));
  await change("drafts", keyOf(kept.code), (now) => (isDone(now) ? null : { ...now, revision: data.revision }));
  if (act === "send") {
    ahead.delete(kept.code);
    settled.add(kept.code);
    sent.add(kept.code);
  }
  const page = kept.code === code() ? root : ahead.get(kept.code)?.root;
  const revision = page?.querySelector("form[data-review]")?.elements.revision;
  if (revision) revision.value = data.revision;
  if (kept.code === code()) say(root.dataset.savedWords.replace("{time}", data.saved));
  else if (act === "send" && root.dataset.sentWords) say(root.dataset.sentWords.replace("{code}", kept.code));
  return "done";
}

function later(panel) {
  say(root.dataset.phoneWords ?? "");
  if (panel) tell(panel);
  clearTimeout(pause);
  pause = setTimeout(deliver, 1000 * Math.min(LONGEST_PAUSE_S, 2 ** ++tries));
  return "later";
}

/** Bring all that waits, in the order in which it was written; then what is being written. */
const deliver = () =>
  inTurn(async () => {
    clearTimeout(pause);
    for (const { code: which } of await kept()) {
      // As it is now: "send" may have been pressed while the ones before it were on their way.
      const rests = (now) => !now || (now.refused && now.wants !== "send");
      const one = await change("drafts", keyOf(which), (now) => (rests(now) ? now : { ...now, sentBefore: now.entries }));
      if (rests(one)) continue;
      if ((await bring({ ...one, tried: one.sentBefore }, one.wants || "draft")) === "later") break;
    }
    await count();
    if (waiting.length === 0 && root.dataset.finished !== undefined) location.assign(root.dataset.home);
  });

// ---- Saved from elsewhere ------------------------------------------------------------------------------

function conflict(kept, found) {
  tell("conflict");
  root.querySelector("[data-mine]").textContent = inWords(kept.entries);
  put(form(), stored(found));
  form().elements.revision.value = found.revision;
  total(root);
  for (const button of root.querySelectorAll("[data-take]")) {
    button.onclick = async () => {
      if (button.dataset.take === "theirs") await drop("drafts", keyOf(kept.code));
      else {
        put(form(), kept.entries);
        await keep();
        deliver();
      }
      tell();
      total(root);
      if (found.state !== "draft") location.reload(); // it was sent from elsewhere: its page has no form to write in
    };
  }
}

// ---- From one application to the next ------------------------------------------------------------------

/** A page with its pictures inside, so that it shows without signal. */
async function fetchAhead(one) {
  const answer = await fetch(addressOf(one), { signal: AbortSignal.timeout?.(PATIENCE_MS) });
  if (answer.status === 404) settled.add(one); // somebody else's by now
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-desk][data-code]");
  if (!page) return null;
  for (const image of page.querySelectorAll(".photos img")) {
    const picture = await (await fetch(image.getAttribute("src"))).blob();
    image.src = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(picture);
    });
  }
  return { root: document.adoptNode(page), at: Date.now() };
}

let fetching = false;
async function lookAhead() {
  if (fetching || navigator.onLine === false) return;
  fetching = true;
  try {
    for (const one of rest().slice(0, AHEAD)) if (!ahead.has(one)) {
      const page = await fetchAhead(one);
      if (page) ahead.set(one, page);
    }
  } catch {
    // no signal: what is there is there
  }
  fetching = false;
  root.dataset.ahead = rest().filter((one) => ahead.has(one)).length;
}

/** What is still to do, from the one on screen on. */
function rest() {
  const todo = queue.filter((one) => !waiting.includes(one) && !settled.has(one) && one !== code());
  const at = queue.indexOf(code());
  return [...todo.filter((one) => queue.indexOf(one) > at), ...todo.filter((one) => queue.indexOf(one) < at)];
}

/** Show another application: from the phone, or from the server. */
async function go(one, { remember = true } = {}) {
  if (!one) {
    root.dataset.finished = "";
    if (waiting.length === 0) location.assign(root.dataset.home);
    else tell("finished");
    return undefined;
  }
  let page = ahead.get(one);
  if (!page) {
    try {
      page = await fetchAhead(one);
    } catch {
      page = null;
    }
    if (!page) {
      if (settled.has(one) && queue.includes(one) && rest()[0] !== one) return go(rest()[0]);
      if (navigator.onLine !== false) location.assign(addressOf(one));
      else tell("offline");
      return undefined;
    }
  }
  ahead.set(one, page);
  if (isOpen() && !settled.has(code())) ahead.set(code(), { root, at: Date.now() });
  const before = root;
  root = page.root;
  showCount(); // before it is seen: nothing moves under a finger
  before.replaceWith(root);
  document.title = root.dataset.title;
  if (remember) history.pushState({ code: one }, "", addressOf(one));
  scrollTo(0, 0);
  tell();
  await begin();
  root.querySelector("h1").setAttribute("tabindex", "-1");
  root.querySelector("h1").focus({ preventScroll: true });
  return undefined;
}

async function sendAndGo() {
  if (!isWhole(root)) return;
  clearTimeout(typing);
  if (!(await works())) {
    // The form goes the plain way, with what its button says.
    form().append(Object.assign(document.createElement("input"), { type: "hidden", name: "act", value: "send" }));
    form().submit();
    return;
  }
  await keep("send");
  await count();
  const next = rest()[0];
  deliver();
  await go(next);
}

// ---- What happens --------------------------------------------------------------------------------------

async function changed() {
  total(root);
  await keep();
  await count();
  say(root.dataset.phoneWords);
  clearTimeout(typing);
  typing = setTimeout(deliver, REST_MS);
}

document.addEventListener("input", (event) => {
  if (!form()?.contains(event.target) || !isOpen()) return;
  forgive(event.target.closest(".crit") ?? event.target);
  changed();
});
document.addEventListener("submit", (event) => {
  if (event.target !== form() || !isOpen()) return;
  event.preventDefault();
  sendAndGo();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (!link || !root.contains(link) || !isOpen()) {
    if (navigator.onLine === false && code() && event.target.closest("a[href]:not([data-closer])")) {
      event.preventDefault(); // the browser would show its own page, and what is here would be gone from sight
      tell("stay");
      scrollTo(0, 0);
    }
    return;
  }
  event.preventDefault();
  go(decodeURIComponent(link.pathname.split("/").at(-1)));
});

const near = closer(root.dataset.closeWords ?? "");
const aside = (way) => root.querySelector(`[data-go=${way}]`)?.click();

function focusOn(criterion) {
  const control = criterion?.querySelector(":checked") ?? criterion?.querySelector("input");
  (control ?? form().elements.remark).focus();
}

function pressed(event) {
  if (!isOpen() || near.open || event.altKey || event.metaKey) return;
  const written = event.target.closest("textarea, select, summary, a, button");
  if (event.key === "Enter" && (event.ctrlKey || !written)) {
    event.preventDefault();
    sendAndGo();
    return;
  }
  if (written || event.ctrlKey) return;
  const all = criteria(root);
  const here = event.target.closest(".crit") ?? (/^[1-9]$/.test(event.key) ? all.find((one) => !one.querySelector(":checked")) : null);
  const next = here ? all[all.indexOf(here) + 1] : all[0];
  if (/^[1-9]$/.test(event.key) && here) {
    const choice = here.querySelector(`input[value="${event.key}"]`);
    if (!choice) return;
    choice.checked = true;
    changed();
    focusOn(next);
  } else if (event.key === "ArrowDown") focusOn(next);
  else if (event.key === "ArrowUp" && here) focusOn(all[Math.max(0, all.indexOf(here) - 1)]);
  else if (event.key.toLowerCase() === "d") root.querySelector("[data-discuss]").click();
  else if (event.key === "ArrowLeft" && !here) aside("previous");
  else if (event.key === "ArrowRight" && !here) aside("next");
  else return;
  event.preventDefault();
}
document.addEventListener("keydown", pressed);

let touched = null;
document.addEventListener("touchstart", (event) => {
  const one = event.touches.length === 1 && !event.target.closest(".seg, textarea, .tabs, summary, dialog") ? event.touches[0] : null;
  touched = one && { x: one.clientX, y: one.clientY };
}, { passive: true });
document.addEventListener("touchend", (event) => {
  if (!touched || !isOpen()) return;
  const [x, y] = [event.changedTouches[0].clientX - touched.x, event.changedTouches[0].clientY - touched.y];
  touched = null;
  if (Math.abs(x) > FAR && Math.abs(y) < FAR / 2) aside(x < 0 ? "next" : "previous");
}, { passive: true });

addEventListener("online", () => {
  tries = 0;
  tell();
  deliver().then(lookAhead);
});
addEventListener("popstate", (event) => {
  if (event.state?.code && event.state.code !== code()) go(event.state.code, { remember: false });
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && deliver());

// ---- At the beginning, and on each page ------------------------------------------------------------------

/** What this phone kept of the review on screen comes back, unless it was saved from elsewhere since. */
async function restore() {
  const found = await read("drafts", keyOf(code()));
  if (!found || root.querySelector(".errors")) return;
  const revision = Number(form().elements.revision.value) || 0;
  if (!isOpen()) {
    if (found.wants !== "send") leftOver(found);
    return;
  }
  if (same(found.entries, entries(form()))) {
    if (found.wants !== "send") await drop("drafts", keyOf(code()));
  } else if (found.revision < revision && !(found.sentBefore && same(found.sentBefore, entries(form())))) {
    conflict(found, { revision, state: "draft", scores: {}, ...shown(form()) });
  } else {
    put(form(), found.entries);
    say(root.dataset.phoneWords);
    await change("drafts", keyOf(code()), (now) => now && { ...now, revision, refused: false });
  }
}

/** Nothing more is taken here: what the phone still has is shown, until its writer lets it go. */
async function leftOver(found) {
  if (same(found.entries, entries(form()))) {
    await drop("drafts", keyOf(code()));
    return;
  }
  tell("left-over");
  root.querySelector("[data-left-over]").textContent = inWords(found.entries);
  root.querySelector("[data-let-go]").onclick = async () => {
    await drop("drafts", keyOf(code()));
    tell();
  };
}

async function begin() {
  for (const one of root.querySelectorAll("[data-noscript]")) one.hidden = true;
  for (const one of root.querySelectorAll("[data-keys]")) one.hidden = false;
  await count();
  if (form()) {
    await restore();
    total(root);
  }
  lookAhead();
}

await clearOthers();
if (code()) history.replaceState({ code: code() }, "");
await begin();
deliver();
