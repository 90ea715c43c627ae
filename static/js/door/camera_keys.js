/* What a volunteer can set at the camera: the lamp, how near, and which of several cameras. A key whose thing the phone
   doesn't offer is hidden. */

import { cameras, filming, onOpened, use } from "./camera.js";
import { fill, words } from "./words.js";

const row = document.getElementById("lens");
const part = (name) => row.querySelector(`[data-${name}]`);
const torch = part("torch");
const slider = part("zoom").querySelector("input");
const other = part("other");
const STEPS = 8; // presses of + from far to near

const set = (what) => filming()?.applyConstraints({ advanced: [what] }).catch(() => {}); // a lamp may be too hot

// ---- The lamp -----------------------------------------------------------------------------------------

const isLit = () => torch.getAttribute("aria-pressed") === "true";

torch.addEventListener("click", async () => {
  torch.setAttribute("aria-pressed", String(!isLit()));
  await set({ torch: isLit() });
});

// ---- How near -----------------------------------------------------------------------------------------

function zoomTo(value) {
  slider.value = Math.min(slider.max, Math.max(slider.min, value));
  slider.setAttribute("aria-valuetext", fill(words.zoomed, { times: (slider.value / slider.min).toFixed(1) }));
  return set({ zoom: Number(slider.value) });
}

const step = () => Math.pow(slider.max / slider.min, 1 / STEPS);

slider.addEventListener("input", () => zoomTo(slider.value));
part("farther").addEventListener("click", () => zoomTo(slider.value / step()));
part("nearer").addEventListener("click", () => zoomTo(slider.value * step()));

const fingers = new Map(); // pointer id → [x, y]
let pinch = null; // {apart, zoom} when two fingers came down
const apart = () => {
  const [one, two] = [...fingers.values()];
  return Math.hypot(one[0] - two[0], one[1] - two[1]);
};

function touched({ type, pointerId, clientX, clientY }) {
  if (type === "pointermove" && !fingers.has(pointerId)) return;
  fingers.set(pointerId, [clientX, clientY]);
  if (fingers.size !== 2 || part("zoom").hidden) return;
  if (type === "pointerdown") pinch = { apart: apart(), zoom: Number(slider.value) };
  else if (pinch) zoomTo((pinch.zoom * apart()) / pinch.apart);
}

function lifted({ pointerId }) {
  fingers.delete(pointerId);
  pinch = null;
}

const view = row.parentElement;
for (const type of ["pointerdown", "pointermove"]) view.addEventListener(type, touched);
for (const type of ["pointerup", "pointercancel", "pointerleave"]) view.addEventListener(type, lifted);

// ---- Which camera -------------------------------------------------------------------------------------

other.addEventListener("click", async () => {
  const all = await cameras();
  const at = all.indexOf(filming()?.getSettings().deviceId);
  await use(all[(at + 1) % all.length]);
});

async function offer() {
  const can = filming()?.getCapabilities?.() ?? {};
  torch.hidden = !can.torch;
  if (can.torch && isLit()) set({ torch: true });
  const near = can.zoom?.max > can.zoom?.min ? can.zoom : null;
  part("zoom").hidden = !near;
  if (near) {
    const before = slider.value;
    Object.assign(slider, { min: near.min, max: near.max, step: near.step || 0.1 });
    zoomTo(row.dataset.zoomed ? before : near.min);
    row.dataset.zoomed = "yes";
  }
  const all = await cameras();
  other.hidden = all.length < 2;
  const at = all.indexOf(filming()?.getSettings().deviceId);
  other.querySelector("[data-which]").textContent = `${at + 1}/${all.length}`;
}

onOpened(offer);
