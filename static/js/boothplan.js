/* A plan changed on the floor: a business is dragged to another booth, or its booth is chosen and then the other one.

   What that would do the server tells at once, and the panel shows it; nothing is kept until somebody saves it.
   Without this script the panel's two lists do the same. */

const SLACK = 6; // pixels that a press may slip and still be a press

const root = document.querySelector("[data-boothplan]");
const given = JSON.parse(root.dataset.given);
const live = root.querySelector("[data-live]");
const picked = root.querySelector("[data-picked]");
const links = new Map();
const before = new Map(); // uid → who is there in the version itself
let holders = given.holders;
let chosen = null; // {code, uid}
let press = null;
let asking = 0;

for (const link of root.querySelectorAll(".floor a")) {
  const uid = link.id.replace(/^on-/, "");
  links.set(uid, link);
  link.addEventListener("click", (event) => clicked(event, uid));
  link.addEventListener("dragstart", (event) => event.preventDefault());
  link.addEventListener("pointerdown", (event) => pressed(event, uid));
}
for (const uid of links.keys()) before.set(uid, given.before[uid] ?? []);
root.querySelector("[data-scripted]").hidden = false;
root.querySelector("[data-let-go]").addEventListener("click", letGo);
addEventListener("keydown", (event) => event.key === "Escape" && letGo());
addEventListener("pointermove", moved);
addEventListener("pointerup", lifted);
addEventListener("pointercancel", stopDragging);
root.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-draft]");
  if (!form || event.submitter?.value !== "show") return;
  event.preventDefault();
  ask([...stepsNow(), `${form.elements.who.value}/${form.elements.to.value}`]);
});
root.addEventListener("click", (event) => {
  if (!event.target.closest("[data-undo]")) return;
  event.preventDefault();
  ask(stepsNow().slice(0, -1));
});

// ---- Choosing and dragging ------------------------------------------------------------------------------------------

function clicked(event, uid) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab
  event.preventDefault();
  if (chosen) {
    const { code, uid: from } = chosen;
    letGo();
    if (from !== uid) drop(code, uid);
    return;
  }
  choose(uid, holders[uid]?.[0]);
}

function choose(uid, code) {
  if (!code) return say("empty", { booth: given.labels[uid] });
  if (given.barred.includes(code)) return say("barred", { who: given.names[code] });
  letGo();
  chosen = { code, uid };
  links.get(uid).classList.add("is-chosen");
  const others = (holders[uid] ?? []).filter((other) => other !== code);
  offer(others.map((other) => chip(given.names[other], () => choose(uid, other))));
  picked.querySelector("[data-picked-words]").textContent = say("chosen", { who: given.names[code] });
  picked.hidden = false;
}

function chip(name, act) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn btn-2", textContent: name });
  button.addEventListener("click", act);
  return button;
}

function offer(chips) {
  picked.querySelector("[data-picked-others]").replaceChildren(...chips);
}

function letGo() {
  if (chosen) links.get(chosen.uid).classList.remove("is-chosen");
  chosen = null;
  picked.hidden = true;
}

function pressed(event, uid) {
  const code = chosen?.uid === uid ? chosen.code : holders[uid]?.[0];
  if (event.button || event.pointerType === "touch" || !code) return; // a finger moves the floor; it chooses by taps
  press = { code, uid, at: [event.clientX, event.clientY], flag: null };
}

function moved(event) {
  if (!press) return;
  const [x, y] = press.at;
  if (!press.flag && Math.hypot(event.clientX - x, event.clientY - y) < SLACK) return;
  if (!press.flag) {
    letGo();
    press.flag = document.createElement("div");
    Object.assign(press.flag, { className: "bp-drag", textContent: given.names[press.code] });
    document.body.append(press.flag);
    links.get(press.uid).classList.add("is-chosen");
  }
  press.flag.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 12}px)`;
  const over = uidAt(event);
  for (const [uid, link] of links) link.classList.toggle("is-target", uid === over && uid !== press.uid);
}

function lifted(event) {
  if (!press?.flag) {
    press = null;
    return;
  }
  const { code, uid } = press;
  const over = uidAt(event);
  stopDragging();
  addEventListener("click", swallow, { capture: true, once: true }); // the click that ends a drag chooses nothing
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  if (over && over !== uid) {
    if (given.barred.includes(code)) say("barred", { who: given.names[code] });
    else drop(code, over);
  }
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

function stopDragging() {
  press?.flag?.remove();
  for (const link of links.values()) link.classList.remove("is-target", "is-chosen");
  press = null;
}

function uidAt(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest?.(".floor a")?.id.replace(/^on-/, "");
}

/** There is room: move in. There is none: exchange with whoever is there; where several are, somebody says with whom. */
function drop(code, uid) {
  const there = holders[uid] ?? [];
  if (there.includes(code)) return;
  if (there.length < (given.capacity[uid] ?? 1)) return take(uid, `${code}/booth:${uid}`);
  if (there.length === 1) return take(uid, `${code}/with:${there[0]}`);
  const others = there.filter((other) => !given.barred.includes(other));
  say("full", { booth: given.labels[uid], who: given.names[code] });
  offer(others.map((other) => chip(given.names[other], () => take(uid, `${code}/with:${other}`))));
  (picked.querySelector("[data-picked-others] button") ?? picked.querySelector("[data-let-go]")).focus();
}

function take(uid, step) {
  if (picked.contains(document.activeElement)) links.get(uid).focus(); // the button that was pressed goes away
  letGo();
  ask([...stepsNow(), step]);
}

// ---- What it would do -------------------------------------------------------------------------------------------------

function stepsNow() {
  return [...root.querySelectorAll("[data-draft] [name=step]")].map((input) => input.value);
}

async function ask(steps) {
  const turn = ++asking;
  root.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(root.dataset.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": root.dataset.token },
      body: JSON.stringify({ steps }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    if (turn === asking) show(told);
  } catch {
    if (turn === asking) say("failed");
  } finally {
    if (turn === asking) root.removeAttribute("aria-busy");
  }
}

function show(told) {
  const panel = root.querySelector("[data-draft]");
  const hadFocus = panel.contains(document.activeElement);
  const fresh = new DOMParser().parseFromString(told.panel, "text/html").querySelector("[data-draft]");
  const [typed, note] = [panel.querySelector("#note"), fresh.querySelector("#note")];
  if (typed && note) note.value = typed.value;
  panel.replaceWith(fresh);
  holders = told.holders;
  for (const [uid, link] of links) redraw(uid, link);
  const steps = fresh.querySelector("[data-steps]");
  live.textContent = steps ? steps.querySelector("dl").innerText + " " + steps.querySelector(".note").innerText : "";
  if (hadFocus) fresh.querySelector("[data-undo], select").focus();
  if (steps && matchMedia("(max-width: 74.99rem)").matches) steps.scrollIntoView({ block: "nearest" });
}

function redraw(uid, link) {
  const now = holders[uid] ?? [];
  const same = now.length === before.get(uid).length && now.every((code) => before.get(uid).includes(code));
  const stand = link.querySelector(".stand");
  const told = [given.labels[uid] ?? link.textContent.trim(), ...now.map((code) => given.names[code])].join(", ");
  stand.classList.remove("is-reserved", "is-available", "is-confirmed");
  stand.classList.add(same ? (now.length ? "is-reserved" : "is-available") : "is-confirmed");
  stand.querySelector("title").textContent = told;
  link.setAttribute("aria-label", told);
}

function say(name, values = {}) {
  let words = root.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`];
  for (const [key, value] of Object.entries(values)) words = words.replace(`{${key}}`, value);
  live.textContent = words;
  if (name !== "chosen") {
    picked.querySelector("[data-picked-words]").textContent = words;
    picked.querySelector("[data-picked-others]").replaceChildren();
    picked.hidden = false;
  }
  return words;
}
