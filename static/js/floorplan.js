/* The editor of the floor plan: [data-floorplan]. What it knows of the floor is in floorplan-plan.js; this ties together
   what is seen (view), what hands and keys do, the panel beside, and what saves. */

import { bounds, clashes, outside, quarterTurned, snapped } from "./floorplan-geometry.js";
import { Hands } from "./floorplan-hands.js";
import { Keys } from "./floorplan-keys.js";
import { Panel } from "./floorplan-panel.js";
import { Picture } from "./floorplan-picture.js";
import { newId, Plan, read } from "./floorplan-plan.js";
import { byLabel, copies, free } from "./floorplan-rows.js";
import { Saver } from "./floorplan-save.js";
import { Say } from "./floorplan-say.js";
import { View } from "./floorplan-view.js";

const GRID = 50;
const root = document.querySelector("[data-floorplan]");
const given = JSON.parse(root.dataset.given);
const say = new Say(JSON.parse(root.dataset.words), root.querySelector("[data-live]"));
const plan = Object.assign(new Plan(read(given.drawing)), { taken: given.taken });
const svg = root.querySelector("[data-stage]");
const view = new View(svg, plan, say);

let clipboard = [];

const editor = {
  plan, view, say,
  selection: view.selection,
  adjacent: given.adjacent,
  tool: "select",
  snaps: true,
  takesSeveral: false,
  isChoosing: false,
  wrong: [],
  comma: (1.5).toLocaleString(document.documentElement.lang)[1],

  get chosen() {
    return [...this.selection].map((id) => plan.find(id)).filter(Boolean);
  },

  get labels() {
    return new Set(plan.booths.map((booth) => booth.label));
  },

  told(thing) {
    return { name: say.name(thing), x: say.metres(thing.x), y: say.metres(thing.y), w: say.metres(thing.w), h: say.metres(thing.h) };
  },

  nextLabel(like) {
    return free(like, this.labels);
  },

  /** What a new booth is like: as the last one that was chosen or drawn. */
  usual() {
    const like = this.chosen.find((thing) => thing.type === "booth") ?? plan.booths.at(-1);
    const { zone = null, power_w = 450, capacity = 1, fee = 0, facilities = "", categories = null } = like ?? {};
    return { zone, power_w, capacity, fee, facilities, categories, on_hold: false };
  },

  // ---- Choosing --------------------------------------------------------------------------------------

  choose(ids, { focus = null, reveal = false } = {}) {
    this.selection.clear();
    for (const id of ids) if (plan.find(id)) this.selection.add(id);
    this.isChoosing = true;
    view.draw();
    if (reveal && ids.length) view.reveal(plan.find(ids.at(-1)));
    if (focus) view.elementOf(focus)?.focus({ preventScroll: true });
    this.isChoosing = false;
    refreshTools();
    panel.show();
  },

  letGo() {
    if (hands.giveUp()) return;
    this.use("select");
    this.choose([]);
    say.tell("nothing_chosen");
  },

  toFloor() {
    const first = this.chosen[0] ?? plan.booths.toSorted?.(byLabel)[0] ?? plan.booths[0];
    view.elementOf(first?.id)?.focus({ preventScroll: true });
  },

  refreshPanel() {
    if (!panel.root.contains(document.activeElement)) panel.show();
  },

  use(tool) {
    this.tool = tool;
    svg.dataset.tool = tool;
    for (const button of root.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool);
    if (tool === "row") this.choose([]);
    panel.show();
    say.tell(`tool_${tool}`);
  },

  // ---- Drawing ---------------------------------------------------------------------------------------

  draw(box) {
    const like = this.chosen.find((thing) => thing.type === "booth") ?? plan.booths.toSorted?.(byLabel).at(-1);
    const base = { ...box, id: newId(), rotation: 0 };
    const kind = root.querySelector("[data-fixture-kind]").value;
    const thing =
      this.tool === "fixture"
        ? { ...base, type: "fixture", kind, text: kind === "text" ? say.words.kind_text : "" }
        : { ...base, ...this.usual(), type: "booth", label: this.nextLabel(like?.label ?? "A-01") };
    plan.add([thing]);
    if (this.tool === "fixture") this.use("select");
    this.choose([thing.id], { focus: thing.id });
    say.tell("drawn", this.told(thing));
  },

  /** A press with a tool for drawing: as large as the last one. */
  drawAt([x, y]) {
    if (this.tool === "row") return this.draw({ x, y, w: 300, h: 300 });
    const like = this.tool === "booth" && plan.booths.at(-1);
    const size = { stage: [600, 300], pillar: [50, 50], wall: [500, 20], text: [400, 100] }[root.querySelector("[data-fixture-kind]").value] ?? [200, 100];
    const [w, h] = this.tool === "booth" ? [like?.w ?? 300, like?.h ?? 300] : size;
    return this.draw({ x, y, w, h });
  },

  /** Put what `made` makes of a place there where it fits: below all booths, else in what is seen. */
  addRow(made) {
    const tried = made({ x: 0, y: 0 });
    const size = bounds(...tried);
    const place = roomFor(size.right, size.bottom);
    const booths = made(place);
    plan.add(booths);
    this.use("select");
    this.choose(booths.map((booth) => booth.id), { focus: booths[0].id });
    view.fit();
    say.tell("row_drawn", { count: booths.length, first: booths[0].label, last: booths.at(-1).label });
  },

  renumber(made) {
    const booths = this.chosen.filter((thing) => thing.type === "booth");
    const others = new Set(plan.booths.filter((booth) => !this.selection.has(booth.id)).map((booth) => booth.label));
    const next = made(booths, others);
    plan.put(next);
    say.tell("renumbered", { count: next.length, first: next[0].label, last: next.at(-1).label });
  },

  setZones(text) {
    const rows = text.split("\n").map((line) => line.split("=").map((part) => part.trim().replace(/\s+/g, " ")));
    const zones = rows.filter(([key]) => key).map(([key, name = ""]) => ({ key: key.slice(0, 16), name: name.slice(0, 80) }));
    const only = zones.filter((zone, at) => zones.findIndex((one) => one.key === zone.key) === at);
    const keys = new Set(only.map((zone) => zone.key));
    plan.change((state) => ({
      ...state,
      zones: only,
      things: state.things.map((thing) => (thing.zone && !keys.has(thing.zone) ? { ...thing, zone: null } : thing)),
    }));
  },

  shift(dx, dy) {
    const moved = this.chosen.map((thing) => ({ ...thing, x: thing.x + dx, y: thing.y + dy }));
    plan.put(moved);
    view.reveal(moved[0]);
    say.tell(moved.length > 1 ? "moved_several" : "moved", this.told(moved[0]));
  },

  grow(dw, dh) {
    const grown = this.chosen.map((thing) => ({ ...thing, w: Math.max(GRID, thing.w + dw), h: Math.max(GRID, thing.h + dh) }));
    plan.put(grown);
    say.tell("resized", this.told(grown[0]));
  },

  act(name) {
    deeds[name]?.();
  },
};

// ---- What buttons and keys do ------------------------------------------------------------------------

const deeds = {
  undo: () => (plan.undo() ? say.tell("undone") : say.tell("nothing_to_undo")),
  redo: () => (plan.redo() ? say.tell("redone") : say.tell("nothing_to_redo")),
  closer: () => view.zoom(1.4),
  further: () => view.zoom(1 / 1.4),
  fit: () => view.fit(),
  chooseAll: () => {
    editor.choose(plan.state.things.map((thing) => thing.id));
    say.tell("several", { count: editor.selection.size });
  },
  remove: () => {
    const chosen = editor.chosen;
    const stays = chosen.filter((thing) => plan.taken[thing.id]);
    if (stays.length) return say.tell("taken", { label: stays[0].label });
    if (!chosen.length) return undefined;
    const next = neighbourOf(chosen[0]);
    plan.remove(new Set(chosen.map((thing) => thing.id)));
    editor.choose(next ? [next.id] : [], { focus: next?.id });
    return say.tell("removed", { count: chosen.length });
  },
  turn: () => {
    if (!editor.chosen.length) return;
    plan.put(quarterTurned(editor.chosen));
    say.tell("turned");
  },
  copy: () => {
    clipboard = editor.chosen;
    say.tell("copied", { count: clipboard.length });
  },
  cut: () => {
    deeds.copy();
    deeds.remove();
  },
  paste: () => addCopies(clipboard),
  duplicate: () => addCopies(editor.chosen),
  snap: () => {
    editor.snaps = !editor.snaps;
    root.querySelector("[data-act=snap]").setAttribute("aria-pressed", editor.snaps);
    say.tell(editor.snaps ? "snaps" : "snaps_not");
  },
  several: () => {
    editor.takesSeveral = !editor.takesSeveral;
    root.querySelector("[data-act=several]").setAttribute("aria-pressed", editor.takesSeveral);
  },
  toPanel: () => panel.focus(),
};

function addCopies(things) {
  if (!things.length) return;
  const box = bounds(...things);
  const beside = box.right + (box.right - box.left) <= plan.state.width;
  const [dx, dy] = beside ? [Math.round(box.right - box.left), 0] : [0, Math.round(box.bottom - box.top)];
  const made = copies(things, editor.labels, dx, dy);
  plan.add(made);
  editor.choose(made.map((thing) => thing.id), { focus: made[0].id });
  say.tell("pasted", { count: made.length, first: say.name(made[0]) });
}

function neighbourOf(thing) {
  const order = [...svg.querySelectorAll("[data-id]")].map((element) => element.dataset.id);
  const left = order.filter((id) => id === thing.id || !editor.selection.has(id));
  const at = left.indexOf(thing.id);
  return plan.find(left[at + 1] ?? left[at - 1]);
}

/** Where a block of this size finds room: in what is seen, else below everything. */
function roomFor(w, h) {
  const boxes = plan.state.things.map((thing) => bounds(thing));
  const isFree = (x, y) => boxes.every((box) => x >= box.right || x + w <= box.left || y >= box.bottom || y + h <= box.top);
  for (let y = 100; y + h <= plan.state.height; y += GRID)
    for (let x = 100; x + w <= plan.state.width; x += GRID) if (isFree(x, y)) return { x, y };
  return { x: snapped(Math.max(0, (plan.state.width - w) / 2), GRID), y: snapped(Math.max(0, (plan.state.height - h) / 2), GRID) };
}

function refresh(settled) {
  for (const id of editor.selection) if (!plan.find(id)) editor.selection.delete(id);
  if (settled) findWrong();
  view.draw();
  refreshTools();
  if (settled) panel.show();
}

function findWrong() {
  const pairs = clashes(plan.state.things);
  const over = outside(plan.state.things, plan.state.width, plan.state.height);
  view.marked = new Set([...pairs.flat(), ...over].map((thing) => thing.id));
  editor.wrong = [
    ...pairs.map(([one, other]) => ({ text: say.fill("overlap", { one: say.name(one), other: say.name(other) }), ids: [one.id, other.id] })),
    ...over.map((thing) => ({ text: say.fill("outside", { name: say.name(thing) }), ids: [thing.id] })),
  ];
  const badge = root.querySelector("[data-wrong-count]");
  badge.hidden = !editor.wrong.length;
  badge.querySelector("[data-wrong-words]").textContent = say.fill("wrongs", { count: editor.wrong.length });
}

function refreshTools() {
  root.querySelector("[data-act=undo]").setAttribute("aria-disabled", !plan.canUndo);
  root.querySelector("[data-act=redo]").setAttribute("aria-disabled", !plan.canRedo);
}

const panel = new Panel(editor, root.querySelector("[data-panel]"));
const hands = new Hands(editor);
new Keys(editor);
editor.picture = new Picture(editor, root);
editor.saver = new Saver(editor, root, given);
view.picture = given.picture;
plan.onChange(refresh);
root.querySelector("[data-tools]").addEventListener("click", (event) => {
  const { tool } = event.target.closest("[data-tool]")?.dataset ?? {};
  const { act } = event.target.closest("[data-act]")?.dataset ?? {};
  if (tool) editor.use(tool);
  if (act) editor.act(act);
});
root.querySelector("[data-fixture-kind]").addEventListener("change", () => editor.use("fixture"));
root.querySelector("[data-wrong-count]").addEventListener("click", () => editor.choose([]));
for (const part of root.querySelectorAll("[data-scripted]")) part.removeAttribute("hidden"); // an SVG has no property for it
findWrong();
view.draw();
view.fit();
panel.show();
await editor.saver.restore();
root.classList.add("is-ready");
