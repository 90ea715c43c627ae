/* The floor plan that everybody sees, from nearer: by buttons, two fingers, Ctrl and the wheel, or keys. It stays a box that
   scrolls, which is all that it is without this script. */

const CLOSEST = 1.2; // pixels a centimetre
const STEP = 1.5;
const LETTERS = 15; // pixels: a booth's number as large as text
const NAMES = 9; // pixels of their letters: smaller ones aren't shown
const SIDE = 64; // pixels of a booth that was looked for
const SLIP = 5; // pixels that a press may slip and still be a press
const LEAST = 360; // pixels of the box, and no more of the screen than this share
const SHARE = 0.55;

const box = document.querySelector("[data-floor-map]");
const svg = box.querySelector("svg.floor");
const bar = document.querySelector("[data-zoom]");
const card = document.querySelector("[data-card]");
const { width: across, height: down } = svg.viewBox.baseVal;
const names = [...svg.querySelectorAll(".stand-name")].map((one) => Number(one.getAttribute("font-size")));
const smallest = names.length ? Math.min(...names) : 0; // centimetres
let scale = 0; // pixels a centimetre

// ---- How near --------------------------------------------------------------------------------------

/** Pixels a centimetre at which the whole plan is seen. */
const whole = () => Math.min(box.clientWidth / across, box.clientHeight / down);

/** Look from nearer or further; what lies at a point of the screen, the middle if none is told, stays there. */
function look(wanted, [x, y] = middle()) {
  const furthest = whole();
  const next = Math.min(Math.max(wanted, furthest), Math.max(CLOSEST, furthest));
  const before = svg.getBoundingClientRect();
  const [left, top] = [(x - before.left) / before.width, (y - before.top) / before.height];
  scale = next;
  svg.style.inlineSize = `${across * next}px`;
  const after = svg.getBoundingClientRect();
  box.scrollLeft += after.left + left * after.width - x;
  box.scrollTop += after.top + top * after.height - y;
  svg.classList.toggle("is-readable", next * smallest > NAMES);
  bar.querySelector("[data-closer]").setAttribute("aria-disabled", next >= CLOSEST);
  for (const name of ["further", "all"]) bar.querySelector(`[data-${name}]`).setAttribute("aria-disabled", next <= furthest);
}

/** The middle of the marked booth as long as it is seen, else that of the box. */
function middle() {
  const { left, top, right, bottom } = box.getBoundingClientRect();
  const marked = svg.querySelector(".is-chosen rect")?.getBoundingClientRect();
  const [x, y] = marked ? [(marked.left + marked.right) / 2, (marked.top + marked.bottom) / 2] : [0, 0];
  const isSeen = marked && x > left && x < right && y > top && y < bottom;
  return isSeen ? [x, y] : [left + box.clientWidth / 2, top + box.clientHeight / 2];
}

/** The box as high as the plan at full width, but no higher than the screen allows and no lower than a thumb needs. */
function fit() {
  const isWhole = !scale || scale <= whole() * 1.01;
  const least = Math.min(LEAST, innerHeight * SHARE);
  box.style.blockSize = `${Math.round(Math.min(innerHeight * 0.85, Math.max(least, (box.clientWidth * down) / across)))}px`;
  look(isWhole ? 0 : scale);
}

// ---- What is looked for ----------------------------------------------------------------------------

const boothOf = (uid) => document.getElementById(`on-${uid}`);

/** Bring booths into view: one at a size that can be read, several as near as all of them are seen. */
function reveal(booths) {
  const rects = booths.map((booth) => booth.querySelector("rect"));
  const boxes = rects.map((rect) => svgBox(rect));
  const [left, top] = [Math.min(...boxes.map((one) => one.left)), Math.min(...boxes.map((one) => one.top))];
  const [right, bottom] = [Math.max(...boxes.map((one) => one.right)), Math.max(...boxes.map((one) => one.bottom))];
  const letters = Math.min(...booths.map((booth) => Number(booth.querySelector("text")?.getAttribute("font-size")) || 110));
  const sides = Math.min(...boxes.map((one) => Math.min(one.right - one.left, one.bottom - one.top)));
  const readable = Math.max(LETTERS / letters, SIDE / sides);
  const room = Math.min(box.clientWidth / (right - left), box.clientHeight / (bottom - top)) * 0.8;
  look(booths.length > 1 ? Math.min(readable, room) : Math.max(readable, Math.min(scale, room)));
  const found = box.getBoundingClientRect();
  const seen = svg.getBoundingClientRect();
  box.scrollLeft += seen.left + ((left + right) / 2) * scale - found.left - box.clientWidth / 2;
  box.scrollTop += seen.top + ((top + bottom) / 2) * scale - found.top - box.clientHeight / 2;
}

/** The upright box around a shape, in centimetres from the corner of the picture. */
function svgBox(shape) {
  const [one, all] = [shape.getBoundingClientRect(), svg.getBoundingClientRect()];
  const at = (value, from) => (value - from) / (all.width / across);
  return { left: at(one.left, all.left), top: at(one.top, all.top), right: at(one.right, all.left), bottom: at(one.bottom, all.top) };
}

/** Mark a booth, and say beneath the plan who is there. */
function choose(booth) {
  for (const one of svg.querySelectorAll(".is-chosen")) one.classList.remove("is-chosen");
  booth.querySelector(".stand").classList.add("is-chosen");
  const row = document.getElementById(`stan-${booth.id.slice(3)}`);
  card.hidden = !row;
  if (row) card.querySelector("[data-card-words]").replaceChildren(...[...row.cloneNode(true).childNodes]);
  return row;
}

function lookedFor() {
  const name = decodeURIComponent(location.hash.slice(1));
  const booth = name && (boothOf(name.replace(/^(on|stan)-/, "")) ?? [...svg.querySelectorAll("a[data-label]")].find((one) => one.dataset.label === name));
  if (booth) {
    choose(booth);
    return [booth];
  }
  const chosen = [...svg.querySelectorAll(".is-chosen")].map((one) => one.closest("a"));
  if (chosen.length === 1) choose(chosen[0]);
  if (chosen.length) return chosen;
  const all = [...svg.querySelectorAll("a")];
  const found = all.filter((one) => !one.querySelector(".is-dim"));
  return found.length < all.length ? found : [];
}

function showLookedFor() {
  const booths = lookedFor();
  if (!booths.length) return;
  reveal(booths);
  box.scrollIntoView({ block: "center" });
}

// ---- Hands and keys --------------------------------------------------------------------------------

let spread = null; // of two fingers: how far apart they were, and how near the plan then was
let held = null; // where a mouse holds the plan
let slipped = false;

const apart = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
const between = ([one, other]) => [(one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2];

box.addEventListener("touchstart", (event) => {
  if (event.touches.length !== 2) return (spread = null);
  event.preventDefault();
  spread = { apart: apart(event.touches), scale, at: between(event.touches) };
}, { passive: false });

box.addEventListener("touchmove", (event) => {
  if (!spread || event.touches.length !== 2) return;
  event.preventDefault();
  const at = between(event.touches);
  box.scrollLeft += spread.at[0] - at[0];
  box.scrollTop += spread.at[1] - at[1];
  spread.at = at;
  look((spread.scale * apart(event.touches)) / spread.apart, at);
}, { passive: false });

for (const name of ["touchend", "touchcancel"]) box.addEventListener(name, () => (spread = null));

box.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  look(scale * Math.exp(-event.deltaY * 0.002), [event.clientX, event.clientY]);
}, { passive: false });

box.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const wanted = { "+": scale * STEP, "=": scale * STEP, "-": scale / STEP, 0: 0 }[event.key];
  if (wanted === undefined) return;
  event.preventDefault();
  look(wanted);
});

box.addEventListener("pointerdown", (event) => {
  slipped = false;
  if (event.pointerType === "mouse" && event.button === 0 && event.target.closest("svg")) held = [event.clientX, event.clientY];
});

addEventListener("pointermove", (event) => {
  if (!held || event.pointerType !== "mouse") return;
  const [dx, dy] = [event.clientX - held[0], event.clientY - held[1]];
  if (!slipped && Math.hypot(dx, dy) < SLIP) return;
  slipped = true;
  box.scrollBy(-dx, -dy);
  held = [event.clientX, event.clientY];
});

for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => (held = null));
svg.addEventListener("dragstart", (event) => event.preventDefault());

svg.addEventListener("click", (event) => {
  const booth = event.target.closest("a");
  if (slipped) return event.preventDefault();
  if (!booth || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (choose(booth)) card.scrollIntoView({ block: "nearest" }); // without a row the list was narrowed to others
});

for (const [name, wanted] of [["closer", () => scale * STEP], ["further", () => scale / STEP], ["all", () => 0]])
  bar.querySelector(`[data-${name}]`).addEventListener("click", () => look(wanted()));

// ---- Begin -----------------------------------------------------------------------------------------

bar.hidden = false;
box.classList.add("is-zoomable");
svg.classList.add("is-live"); // from now on the script marks, not the address
let width = 0;
new ResizeObserver(() => {
  if (box.clientWidth === width) return;
  const isFirst = !width;
  width = box.clientWidth;
  fit();
  if (isFirst) showLookedFor();
}).observe(box);
addEventListener("hashchange", showLookedFor);
