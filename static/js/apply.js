/* An application is written in steps, on a phone, with or without signal: <form data-apply="event/business/…">.

   All steps are in the page, so they turn without the server. What is typed is kept on the phone at once and saved on the
   server when there is signal; what could not be sent is sent by itself once there is, a pressed "send" too, also after
   the page was closed. The head of the page says where it is. Sending carries the form's `attempt`, so that twice is once.
   The phone forgets everything once it is sent, discarded, or its owner signs out (keep.js). */

import { drop, keys, read, write } from "./store.js";
import { forget, isSending, known, pending, restore, stored } from "./upload.js";

const REST_MS = 2500; // after the last key
const PATIENCE_MS = 20_000;
const PATIENCE_TO_TURN_MS = 8_000; // then the page turns without the server
const LONGEST_PAUSE_S = 30;
const NOT_KEPT = ["csrf_token", "seen", "business", "step"];

const form = document.querySelector("form[data-apply]");
const place = form.dataset.apply;
const drafts = form.dataset.drafts === "1"; // corrections are kept on the phone alone until they are sent
const sections = [...form.querySelectorAll("[data-step]")];
const heading = form.querySelector("[data-heading]");
const summary = { now: form.querySelector("[data-summary]"), stale: form.querySelector("[data-summary-stale]") };
const panel = (name) => form.querySelector(`[data-panel=${name}]`);

let dirty = false; // something is on the phone that the server has not got
let wants = ""; // "send" once that was pressed
let delivering = false;
let line = Promise.resolve(); // what goes to the server goes one after the other
let typing = 0;
let pause = 0;
let tries = 0;

// ---- What is kept on the phone -----------------------------------------------------------------------

function entries() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name));
}

/** A product that is still to be added: no draft on the server has it. */
const isAdding = () => [...form.querySelectorAll("[name^=new_products]")].some((control) => control.value);

function keep() {
  return write("drafts", place, { entries: entries(), wants, step: current(), dirty: dirty || isAdding() });
}

function put(kept) {
  const given = Map.groupBy ? Map.groupBy(kept, ([name]) => name) : grouped(kept);
  const values = (name) => (given.get(name) ?? []).map(([, value]) => value);
  const turns = {};
  for (const control of form.elements) {
    if (!control.name || NOT_KEPT.includes(control.name) || ["file", "submit", "button"].includes(control.type)) continue;
    if (control.type === "checkbox" || control.type === "radio") control.checked = values(control.name).includes(control.value);
    else if (control.type === "hidden" && control.closest("[data-files]")) continue;
    else if (given.has(control.name)) {
      const turn = (turns[control.name] = (turns[control.name] ?? -1) + 1);
      control.value = values(control.name)[turn] ?? control.value;
      if (control.value) control.closest("details")?.setAttribute("open", "");
    }
  }
  restore(values);
}

function grouped(kept) {
  const given = new Map();
  for (const entry of kept) given.set(entry[0], [...(given.get(entry[0]) ?? []), entry]);
  return given;
}

async function wipe() {
  await drop("drafts", place);
  await forget(place);
}

// ---- What the page shows -----------------------------------------------------------------------------

function current() {
  return Number(form.elements.step.value);
}

/** The page at this step, should it be loaded again. */
function addressOf(step) {
  const address = new URL(location.href);
  address.searchParams.set("step", step);
  address.hash = "";
  return address;
}

/** Show these steps: one, or all that have a fault. */
function show(numbers, { focus = true, remember = true } = {}) {
  const last = numbers.at(-1);
  for (const section of sections) {
    section.hidden = !numbers.includes(Number(section.dataset.step));
    section.querySelector("[data-many]").hidden = numbers.length < 2;
    for (const one of section.querySelectorAll("[data-next], [data-carried]")) one.hidden = numbers.length > 1;
  }
  if (remember && last !== current()) history.pushState({ step: last }, "", addressOf(last));
  form.elements.step.value = last;
  heading.textContent = sections[last - 1].dataset.title;
  const count = form.querySelector("[data-count]");
  if (count) count.textContent = count.dataset.words.replace("{number}", last);
  form.querySelectorAll("[data-bar] li").forEach((item, index) => {
    item.className = index < last - 1 ? "done" : index === last - 1 ? "now" : "";
  });
  const back = document.querySelector("[data-back]");
  back.textContent = last > 1 ? form.dataset.stepWords.replace("{number}", last - 1) : form.dataset.first;
  if (focus) {
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

/** Hide what an answer rules out; the server decides the same once more. */
function decide() {
  const shown = new Set();
  for (const question of form.querySelectorAll("[data-question]")) {
    const { question: key, if: decider, values } = question.dataset;
    const answers = decider && shown.has(decider) ? answersTo(decider) : [];
    question.hidden = Boolean(decider) && !JSON.parse(values).some((value) => answers.includes(value));
    if (!question.hidden) shown.add(key);
  }
}

function answersTo(key) {
  const controls = [...form.elements].filter((control) => control.name === `q-${key}`);
  return controls.filter((control) => control.checked || control instanceof HTMLSelectElement).map((control) => control.value);
}

function say(state, time = "") {
  for (const name of ["saved", "phone"]) document.querySelector(`[data-state=${name}]`).hidden = name !== state;
  if (time) {
    const words = document.querySelector("[data-state=saved] [data-words]");
    words.textContent = form.dataset.savedWords.replace("{time}", time);
  }
}

function tell(name = "") {
  for (const one of form.querySelectorAll("[data-panel]")) one.hidden = one.dataset.panel !== name;
}

function clearFaults() {
  form.querySelector("[data-faults]").replaceChildren();
  for (const fault of form.querySelectorAll("section .error:not([role])")) fault.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

/** The faults that the server found: above, and each at its field. */
function showFaults({ faults, general, steps }) {
  clearFaults();
  const frame = form.querySelector("template[data-faults-frame]").content.cloneNode(true).firstElementChild;
  const list = frame.querySelector("ul");
  for (const words of general) list.before(Object.assign(document.createElement("p"), { textContent: words }));
  for (const { field, label, words } of faults) {
    const link = Object.assign(document.createElement("a"), { href: `#${field}` });
    link.textContent = `${label}${label.endsWith("?") ? "" : ":"} ${words}`;
    list.append(document.createElement("li"));
    list.lastElementChild.append(link);
    point(document.getElementById(field), words);
  }
  form.querySelector("[data-faults]").append(frame);
  const numbers = wants === "send" ? [...new Set([...steps, sections.length])] : steps;
  show(numbers.length ? numbers : [current()], { focus: false });
  frame.focus();
  frame.scrollIntoView({ block: "start" });
}

function point(control, words) {
  if (!control) return;
  const fault = form.querySelector("template[data-fault]").content.cloneNode(true).firstElementChild;
  fault.append(Object.assign(document.createElement("span"), { textContent: words }));
  fault.id = `${control.id}-error`;
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", fault.id);
  control.closest("details")?.setAttribute("open", "");
  if (control.matches("fieldset, .field")) control.querySelector("legend, label").after(fault);
  else control.before(fault);
}

// ---- To the server -----------------------------------------------------------------------------------

/** The server's answer; null where it gave none. */
async function ask(action) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  for (const [name, value] of Object.entries(action)) body.set(name, value);
  for (const name of pending()) body.append("pending", name);
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout?.(action.to === "next" ? PATIENCE_TO_TURN_MS : PATIENCE_MS),
    });
    return { status: answer.status, data: await answer.json() };
  } catch {
    return null;
  }
}

/** A form that stood open too long has an old token: fetch a new one, once. */
async function renewToken() {
  try {
    const text = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[name=csrf_token]");
    if (!fresh) return false;
    form.elements.csrf_token.value = fresh.value;
    return true;
  } catch {
    return false;
  }
}

async function reach(action) {
  const answer = await ask(action);
  if (answer?.status !== 400 || !(await renewToken())) return answer;
  return ask(action);
}

/** Whether the server took it; faults come as an answer like any other, so that no console calls them errors. */
const isGood = (answer) => answer !== null && answer.status < 300 && !answer.data.faults;

/** What every answer means for the page; whether it was a good one. */
async function understand(answer) {
  if (answer === null) return later(wants === "send" ? "sending" : "offline");
  if (answer.status === 401) {
    tell("signed-out");
    say("phone");
    return false;
  }
  if (answer.status === 429 || answer.status >= 500) return later("busy");
  tries = 0;
  tell();
  if (isGood(answer) && answer.data.location && !answer.data.step) {
    await wipe();
    location.replace(answer.data.location);
    return false;
  }
  if (!isGood(answer)) {
    if (answer.data.faults) showFaults(answer.data);
    else showFaults({ faults: [], general: [answer.data.title ?? ""], steps: [] });
    wants = "";
    await keep();
    return false;
  }
  if (answer.data.summary) {
    summary.now.replaceChildren(...new DOMParser().parseFromString(answer.data.summary, "text/html").body.children);
  }
  summary.now.hidden = false;
  summary.stale.hidden = true;
  return true;
}

function later(name) {
  tell(name);
  say("phone");
  summary.now.hidden = true;
  summary.stale.hidden = false;
  clearTimeout(pause);
  pause = setTimeout(again, 1000 * Math.min(LONGEST_PAUSE_S, 2 ** ++tries));
  return false;
}

function again() {
  clearTimeout(pause);
  if (wants === "send") deliver();
  else if (dirty) save();
}

const inTurn = (work) => (line = line.then(work, work));

/** Save what was typed, without looking at it. */
const save = () =>
  inTurn(async () => {
    if (!drafts || !dirty || wants === "send") return;
    dirty = false;
    const answer = await reach({ save: "1" });
    if (!isGood(answer)) dirty = true;
    if (!answer?.data.faults && (await understand(answer))) say(dirty ? "phone" : "saved", answer.data.saved);
    await keep();
  });

/** On to the next step. Without signal it turns all the same: the faults are told when it is sent. */
async function go(button) {
  if (button.hasAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await inTurn(() => step(current()));
  button.removeAttribute("aria-busy");
}

async function step(at) {
  await keep();
  dirty = false;
  const answer = navigator.onLine === false ? null : await reach({ to: "next" });
  if (!isGood(answer)) dirty = true;
  if (await understand(answer)) {
    clearFaults();
    if (answer.data.saved) say("saved", answer.data.saved);
    if (answer.data.location) {
      await drop("drafts", place); // the server has it all: a product that came back from here would be added once more
      location.assign(answer.data.location);
      return;
    }
    await keep();
    show([answer.data.step]);
  } else if (answer === null || answer.status === 429 || answer.status >= 500) {
    show([following(at)]);
    await keep();
  }
}

function following(at) {
  const rest = sections.slice(at).find((section) => section.dataset.settled === undefined);
  return Number((rest ?? sections.at(-1)).dataset.step);
}

/** Send the application, as soon as its photos are there. */
async function deliver() {
  wants = "send";
  await keep();
  if (isSending()) {
    await stored(); // otherwise it isn't true yet that this phone has it all
    if (isSending()) tell(navigator.onLine === false ? "sending" : "photos");
    return;
  }
  if (delivering) return;
  delivering = true;
  const button = form.querySelector("[name=to][value=send]");
  button.setAttribute("aria-busy", "true");
  await inTurn(async () => understand(await reach({ to: "send" })));
  button.removeAttribute("aria-busy");
  delivering = false;
}

// ---- What happens ------------------------------------------------------------------------------------

function changed() {
  dirty = true;
  if (wants) tell("offline"); // whoever goes on writing sends again
  wants = "";
  decide();
  keep();
  if (!drafts) say("phone");
  clearTimeout(typing);
  typing = setTimeout(save, REST_MS);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("photo", () => {
  if (wants === "send" && !isSending()) deliver();
  else if (wants !== "send") changed();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.value === "send") deliver();
  else go(event.submitter ?? form.querySelector("section:not([hidden]) [name=to]"));
});
form.addEventListener("click", (event) => {
  const target = event.target.closest("[data-goto]");
  if (!target) return;
  event.preventDefault();
  show([Number(target.dataset.goto)]);
});
document.querySelector(".task .link").addEventListener("click", (event) => {
  if (current() < 2) return;
  event.preventDefault();
  show([current() - 1]);
});
form.querySelector("[data-discard]").addEventListener("click", async () => {
  await wipe();
  location.reload();
});
addEventListener("popstate", (event) => event.state?.step && show([event.state.step], { remember: false }));
addEventListener("online", again);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

// ---- At the beginning --------------------------------------------------------------------------------

history.replaceState({ step: current() }, ""); // without it, a link to a field would look like a way back
for (const one of form.querySelectorAll("[data-noscript]")) one.hidden = true;
for (const one of form.querySelectorAll("[data-kept]")) one.hidden = false;
form.elements.seen.disabled = true;
decide();

/** Drafts of somebody who used this phone before are no business of whoever signs in now. */
async function clearOthers() {
  const person = place.split("/").at(-1);
  for (const name of await keys("drafts")) {
    if (name.split("/").at(-1) === person) continue;
    await drop("drafts", name);
    await forget(name);
  }
}

async function resume() {
  await clearOthers();
  const kept = await read("drafts", place);
  await known();
  if (!kept?.dirty || form.querySelector(".errors")) return;
  put(kept.entries);
  decide();
  dirty = true;
  const asked = new URL(location.href).searchParams.has("step");
  show([asked ? current() : Math.min(kept.step, sections.length)], { focus: false, remember: false });
  say("phone");
  if (kept.wants === "send") deliver();
  else {
    tell("restored");
    typing = setTimeout(save, REST_MS);
  }
}

resume();
