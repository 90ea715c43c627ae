/* Choosing booths: on the plan, from the list, by zones; ranked by buttons, by keys on the grip, or by dragging it.

   What is sent stays in the page's own lists of choices, which are filled at every step: nothing is kept here alone. What
   was typed before and restored by keep.js stands in them, too, by the time this runs. */

const form = document.querySelector("form[data-wishes]");
const words = JSON.parse(form.dataset.words);
const most = Number(form.dataset.most);
const selects = [...form.querySelectorAll("[data-choice]")];
const list = form.querySelector("[data-ranked]");
const row = form.querySelector("template[data-row]").content.firstElementChild;
const things = new Map(); // what can be wished for → its button in the list of booths, or among the zones
for (const button of form.querySelectorAll("button[data-wish]")) things.set(button.dataset.wish, button);
let ranked = [...new Set(selects.map((select) => select.value).filter((value) => things.has(value)))];

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const labelOf = (value) => things.get(value).dataset.label;
const say = (text) => (form.querySelector("[data-say]").textContent = text);

// ---- What fits -----------------------------------------------------------------------------------

const figure = (name) => Number(form.elements[name].value.trim()) || 0;

/** Why a booth doesn't fit what is asked for at this moment; empty where it does. */
function misfit(value) {
  const booth = things.get(value).closest("[data-booth]")?.dataset;
  if (!booth) return "";
  const two = form.elements.booths.value === "2";
  const tests = {
    taken: booth.away === "taken",
    held: booth.away === "held",
    craft: booth.craft === "1",
    area: Number(booth.area) < figure("min_area") * 10_000,
    power: Number(booth.power) < figure("power_w"),
    shared: two && booth.shared === "1",
    alone: two && booth.shared !== "1" && booth.alone === "1",
  };
  const told = Object.keys(tests).filter((test) => tests[test]);
  return told.map((test) => fill(words[test], { area: booth.areaTold, power: booth.power })).join(", ");
}

function tell(place, why) {
  place.hidden = !why;
  place.textContent = why ? fill(words.misfit, { why }) : "";
}

// ---- What is shown -------------------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The number of a choice on the upper left corner of its booth, and a line across a booth that doesn't fit. */
function mark(stand, rank, fits) {
  for (const old of stand.querySelectorAll(".wish-mark, .wish-cross")) old.remove();
  const rect = stand.querySelector("rect");
  const [left, top, width, depth] = ["x", "y", "width", "height"].map((side) => Number(rect.getAttribute(side)));
  const turned = rect.hasAttribute("transform") ? { transform: rect.getAttribute("transform") } : {};
  if (!fits) rect.after(make("path", { class: "wish-cross", d: `M${left} ${top + depth}L${left + width} ${top}`, ...turned }));
  if (!rank) return;
  const [x, y] = [left + 52, top + 52];
  stand.append(make("g", { class: "wish-mark" }, make("circle", { cx: x, cy: y, r: 62 }), make("text", { x, y }, String(rank))));
}

function showBooths() {
  for (const [value, button] of things) {
    const rank = ranked.indexOf(value) + 1;
    button.setAttribute("aria-pressed", String(rank > 0));
    const place = button.closest("[data-booth]");
    if (!place) continue;
    const why = misfit(value);
    tell(place.querySelector("[data-misfit]"), why);
    const link = document.getElementById(`on-${value}`);
    const stand = link.querySelector(".stand");
    stand.classList.toggle("is-chosen", rank > 0);
    stand.classList.toggle("is-misfit", why !== "");
    mark(stand, rank, why === "");
    const facts = why ? `${button.dataset.facts}. ${fill(words.misfit, { why })}` : button.dataset.facts;
    link.setAttribute("aria-pressed", String(rank > 0));
    link.setAttribute("aria-label", `${rank ? fill(words.rank, { name: labelOf(value), rank }) : labelOf(value)}. ${facts}`);
    stand.querySelector("title").textContent = `${labelOf(value)}: ${facts}`;
  }
}

function rowOf(value, number) {
  const item = row.cloneNode(true);
  item.dataset.value = value;
  item.querySelector(".wish-rank").textContent = number;
  item.querySelector("[data-name]").textContent = labelOf(value);
  item.querySelector("[data-facts]").textContent = things.get(value).dataset.facts;
  tell(item.querySelector("[data-misfit]"), misfit(value));
  const name = { name: labelOf(value) };
  item.querySelector("[data-grip]").setAttribute("aria-label", fill(words.move, name));
  for (const act of ["up", "down", "remove"]) item.querySelector(`[data-${act}]`).setAttribute("aria-label", fill(words[act], name));
  item.querySelector("[data-up]").disabled = number === 1;
  item.querySelector("[data-down]").disabled = number === ranked.length;
  return item;
}

function show() {
  list.replaceChildren(...ranked.map((value, number) => rowOf(value, number + 1)));
  list.hidden = ranked.length === 0;
  form.querySelector("[data-empty]").hidden = ranked.length > 0;
  form.querySelector("[data-count]").textContent = fill(words.count, { count: ranked.length, most });
  showBooths();
}

/** The ranking as it is now, kept in what is sent. */
function rank(next) {
  ranked = next;
  for (const [number, select] of selects.entries()) select.value = ranked[number] ?? "";
  show();
  form.dispatchEvent(new Event("change", { bubbles: true })); // keep.js saves it on this phone
}

// ---- What is done --------------------------------------------------------------------------------

function toggle(value) {
  const name = labelOf(value);
  if (ranked.includes(value)) {
    rank(ranked.filter((other) => other !== value));
    say(fill(words.removed, { name }));
  } else if (ranked.length >= most) {
    say(words.full);
    form.querySelector("[data-count]").scrollIntoView({ block: "nearest" });
  } else {
    rank([...ranked, value]);
    const why = misfit(value);
    say(fill(words.rank, { name, rank: ranked.length }) + (why ? `. ${fill(words.misfit, { why })}` : ""));
  }
}

const itemOf = (value) => [...list.children].find((item) => item.dataset.value === value);

/** Let a choice have another rank, counted from 0, and the focus go along. */
function move(value, to, control) {
  if (to < 0 || to >= ranked.length) return;
  const next = ranked.filter((other) => other !== value);
  next.splice(to, 0, value);
  rank(next);
  const button = itemOf(value).querySelector(control);
  (button.disabled ? itemOf(value).querySelector("[data-grip]") : button).focus();
  say(fill(words.rank, { name: labelOf(value), rank: to + 1 }));
}

function remove(value) {
  const at = ranked.indexOf(value);
  toggle(value);
  const next = list.children[Math.min(at, ranked.length - 1)];
  (next?.querySelector("[data-remove]") ?? document.getElementById("choices")).focus();
}

form.addEventListener("click", (event) => {
  const wish = event.target.closest("button[data-wish]");
  if (wish) return toggle(wish.dataset.wish);
  const link = event.target.closest("a[id^='on-']");
  if (link) {
    event.preventDefault();
    return toggle(link.id.slice(3));
  }
  const value = event.target.closest("[data-ranked] > li")?.dataset.value;
  if (!value) return undefined;
  const at = ranked.indexOf(value);
  if (event.target.closest("[data-up]")) move(value, at - 1, "[data-up]");
  else if (event.target.closest("[data-down]")) move(value, at + 1, "[data-down]");
  else if (event.target.closest("[data-remove]")) remove(value);
  return undefined;
});

form.addEventListener("keydown", (event) => {
  const link = event.target.closest("a[id^='on-']");
  if (link && event.key === " ") {
    event.preventDefault();
    toggle(link.id.slice(3));
  }
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.target.closest("[data-grip]")) return;
  event.preventDefault();
  const { value } = event.target.closest("li").dataset;
  move(value, ranked.indexOf(value) + step, "[data-grip]");
});

form.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button) return;
  event.preventDefault();
  const item = grip.closest("li");
  item.classList.add("is-dragged");
  const drag = ({ clientY }) => {
    const others = [...list.children].filter((other) => other !== item);
    const next = others.find((other) => {
      const box = other.getBoundingClientRect();
      return clientY < box.top + box.height / 2;
    });
    if (next !== (item.nextElementSibling ?? undefined)) list.insertBefore(item, next ?? null);
  };
  const end = () => {
    window.removeEventListener("pointermove", drag);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
    const { value } = item.dataset;
    const to = [...list.children].indexOf(item);
    item.classList.remove("is-dragged");
    if (to !== ranked.indexOf(value)) move(value, to, "[data-grip]");
  };
  window.addEventListener("pointermove", drag);
  window.addEventListener("pointerup", end);
  window.addEventListener("pointercancel", end);
});

for (const name of ["min_area", "power_w"]) form.elements[name].addEventListener("input", show);
for (const choice of form.querySelectorAll("[name=booths]")) choice.addEventListener("change", show);

for (const part of form.querySelectorAll("[data-board]")) part.hidden = false;
for (const part of form.querySelectorAll("[data-plain]")) part.hidden = true;
form.querySelector("[data-selects]").hidden = true;
document.getElementById("choices").tabIndex = -1;
for (const link of form.querySelectorAll("a[id^='on-']")) link.setAttribute("role", "button");
show();
form.classList.add("is-ready");
