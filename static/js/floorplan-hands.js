/* Mouse, pen and fingers on the floor: choose, move, resize, draw, and move the floor itself. */

import { bounds, resized, snapped, snappedMove, snappedPoint } from "./floorplan-geometry.js";

const SLACK = 4; // pixels that a press may slip and still be a press
const REACH = 8; // pixels within which edges attract
const GRID = 50; // cm

export class Hands {
  #fingers = new Map();
  #deed = null;
  #spread = null;

  constructor(editor) {
    this.editor = editor;
    const { svg } = editor.view;
    svg.addEventListener("pointerdown", (event) => this.#press(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, (event) => this.#lift(event));
    svg.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /** Stop what is being dragged. Tells whether anything was. */
  giveUp() {
    if (!this.#deed) return false;
    this.#deed = null;
    this.editor.plan.giveUp();
    this.#clear();
    return true;
  }

  #wheel(event) {
    event.preventDefault();
    const { view } = this.editor;
    if (event.shiftKey) view.pan(-event.deltaY, 0);
    else view.zoom(Math.exp(-event.deltaY * 0.0016), [event.offsetX, event.offsetY]);
  }

  #press(event) {
    if (event.button > 1) return;
    const { view } = this.editor;
    this.#fingers.set(event.pointerId, [event.clientX, event.clientY]);
    view.svg.setPointerCapture(event.pointerId);
    if (this.#fingers.size > 1) {
      this.giveUp();
      this.#spread = this.#grip();
      return;
    }
    this.#deed = { ...this.#deedFor(event), from: [event.clientX, event.clientY], point: view.pointOf(event), began: false };
  }

  #deedFor(event) {
    const { tool, selection, plan, locked } = this.editor;
    if (tool === "pan" || event.button === 1) return { kind: "pan" };
    if (tool !== "select") return { kind: locked ? "pan" : "draw" };
    const handle = event.target.dataset.handle;
    if (handle && !locked) return { kind: "resize", handle: handle.split(",").map(Number), thing: plan.find([...selection][0]) };
    const id = event.target.closest("[data-id]")?.dataset.id;
    const several = event.shiftKey || event.ctrlKey || event.metaKey || this.editor.takesSeveral;
    if (!id) return { kind: event.pointerType === "touch" && !this.editor.takesSeveral ? "pan" : "frame", several };
    const isChosen = selection.has(id);
    // a finger that slides over the floor moves nothing by accident: what it moves was touched before
    const kind = (event.pointerType === "touch" && !isChosen) || locked ? "pan" : "move";
    if (!isChosen && kind === "move") this.editor.choose(several ? [...selection, id] : [id], { focus: id });
    return { kind, id, several, wasChosen: isChosen };
  }

  #move(event) {
    if (!this.#fingers.has(event.pointerId)) return;
    const before = this.#fingers.get(event.pointerId);
    this.#fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.#spread) this.#pinch();
    const deed = this.#deed;
    if (!deed) return;
    deed.began ||= Math.hypot(event.clientX - deed.from[0], event.clientY - deed.from[1]) > SLACK;
    if (!deed.began) return;
    if (deed.kind === "pan") this.editor.view.pan(event.clientX - before[0], event.clientY - before[1]);
    else this[`_${deed.kind}`](deed, this.editor.view.pointOf(event), event);
  }

  #lift(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    if (this.#spread) {
      this.#spread = this.#fingers.size > 1 ? this.#grip() : null;
      return;
    }
    const deed = this.#deed;
    this.#deed = null;
    if (!deed) return;
    if (event.type === "pointercancel") this.editor.plan.giveUp();
    else if (!deed.began) this.#touched(deed);
    else this[`_${deed.kind}Done`]?.(deed);
    this.#clear();
  }

  #clear() {
    const { view } = this.editor;
    view.guides = view.ghost = undefined;
    view.drawMarks();
  }

  /** A press without a movement chooses. */
  #touched(deed) {
    const { selection } = this.editor;
    if (deed.kind === "draw") return this.editor.drawAt(deed.point.map((length) => snapped(length, GRID)));
    if (deed.kind === "resize") return;
    if (!deed.id) return deed.several ? undefined : this.editor.choose([]);
    if (!deed.several) return this.editor.choose([deed.id], { focus: deed.id });
    const next = new Set(selection);
    if (deed.wasChosen) next.delete(deed.id);
    else next.add(deed.id);
    this.editor.choose([...next], { focus: deed.id });
  }

  // ---- Two fingers -----------------------------------------------------------------------------------

  #grip() {
    const [one, other] = [...this.#fingers.values()];
    return { width: Math.hypot(one[0] - other[0], one[1] - other[1]), middle: [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2] };
  }

  #pinch() {
    const [before, now] = [this.#spread, this.#grip()];
    const { view } = this.editor;
    const box = view.svg.getBoundingClientRect();
    view.pan(now.middle[0] - before.middle[0], now.middle[1] - before.middle[1]);
    if (before.width) view.zoom(now.width / before.width, [now.middle[0] - box.left, now.middle[1] - box.top]);
    this.#spread = now;
  }

  // ---- What is done while dragging -------------------------------------------------------------------

  #sticking(event) {
    const { view, snaps } = this.editor;
    const free = !snaps || event.altKey;
    return { step: free ? 0 : GRID, reach: free ? -1 : REACH * view.camera.scale };
  }

  #others(...ids) {
    const mine = new Set(ids);
    return this.editor.plan.state.things.filter((thing) => !mine.has(thing.id) && thing.kind !== "text").map((thing) => bounds(thing));
  }

  _move(deed, [x, y], event) {
    const { plan, selection, view } = this.editor;
    deed.things ??= [...selection].map((id) => plan.find(id));
    deed.others ??= this.#others(...selection);
    const box = bounds(...deed.things);
    const found = snappedMove(box, x - deed.point[0], y - deed.point[1], deed.others, this.#sticking(event));
    view.guides = found.guides;
    plan.try(deed.things.map((thing) => ({ ...thing, x: thing.x + found.dx, y: thing.y + found.dy })));
  }

  _moveDone(deed) {
    const { plan, say, view } = this.editor;
    view.guides = [];
    if (plan.settle()) say.tell(deed.things.length > 1 ? "moved_several" : "moved", this.editor.told(plan.find(deed.things[0].id)));
  }

  _resize(deed, point, event) {
    const { plan, view } = this.editor;
    deed.others ??= this.#others(deed.thing.id);
    const upright = deed.thing.rotation % 90 === 0;
    const sticking = upright ? this.#sticking(event) : { step: 0, reach: -1 };
    const { x, y, guides } = snappedPoint(point, deed.others, sticking);
    view.guides = guides;
    plan.try([resized(deed.thing, ...deed.handle, [x, y])]);
  }

  _resizeDone(deed) {
    const { plan, say } = this.editor;
    if (plan.settle()) say.tell("resized", this.editor.told(plan.find(deed.thing.id)));
  }

  _frame(deed, [x, y]) {
    const { view } = this.editor;
    const [from, to] = [deed.point, [x, y]];
    deed.box = { x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), w: Math.abs(from[0] - to[0]), h: Math.abs(from[1] - to[1]) };
    view.ghost = { kind: "floor-frame", ...deed.box };
    view.drawMarks();
  }

  _frameDone(deed) {
    const { plan, selection } = this.editor;
    const { x, y, w, h } = deed.box;
    const inside = plan.state.things.filter((thing) => {
      const box = bounds(thing);
      return box.left >= x && box.top >= y && box.right <= x + w && box.bottom <= y + h;
    });
    const ids = inside.map((thing) => thing.id);
    this.editor.choose(deed.several ? [...selection, ...ids] : ids);
  }

  _draw(deed, point, event) {
    const { view } = this.editor;
    deed.others ??= this.#others();
    const sticking = this.#sticking(event);
    deed.start ??= snappedPoint(deed.point, deed.others, sticking);
    const { x, y, guides } = snappedPoint(point, deed.others, sticking);
    const { start } = deed;
    deed.box = { x: Math.min(start.x, x), y: Math.min(start.y, y), w: Math.abs(start.x - x), h: Math.abs(start.y - y) };
    view.guides = guides;
    view.ghost = { kind: "floor-ghost", ...deed.box };
    view.drawMarks();
  }

  _drawDone(deed) {
    const { x, y, w, h } = deed.box;
    if (w >= 20 && h >= 20) this.editor.draw({ x, y, w, h });
  }
}
