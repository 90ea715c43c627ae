/* The floor on the screen: a camera over an SVG whose unit is a centimetre, and the things on it, drawn when they change. */

import { bounds, corners } from "./floorplan-geometry.js";

const SVG = "http://www.w3.org/2000/svg";
const HANDLES = [[-1, -1], [0, -1], [1, -1], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0]];
const CLOSEST = 0.4; // centimetres a pixel
const SMALL = 48; // pixels of a thing's shorter side
const ROOM = 1.12; // of air around the whole floor

export function make(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export class View {
  #drawn = new Map(); // id → {thing, look, element}
  #looks = "";

  constructor(svg, plan, say) {
    Object.assign(this, { svg, plan, say });
    this.selection = new Set();
    this.marked = new Set(); // ids of things that clash or lie outside
    svg.replaceChildren();
    const line = (width, size) => make("path", { d: `M${size} 0H0V${size}`, class: "grid-line", "stroke-width": width });
    svg.append(
      make("defs", {},
        make("pattern", { id: "half-metres", width: 50, height: 50, patternUnits: "userSpaceOnUse" }, line(1, 50)),
        make("pattern", { id: "metres", width: 100, height: 100, patternUnits: "userSpaceOnUse" }, line(2.5, 100)),
      ),
      (this.ground = make("g")),
      (this.things = make("g")),
      (this.titles = make("g", { class: "stand-titles" })),
      (this.marks = make("g")),
    );
    this.camera = { x: 0, y: 0, scale: 4 }; // scale: centimetres a pixel
    new ResizeObserver(() => this.look()).observe(svg);
  }

  // ---- Camera ----------------------------------------------------------------------------------------

  get size() {
    return { width: this.svg.clientWidth || 300, height: this.svg.clientHeight || 300 };
  }

  fit(...things) {
    const { width, height } = this.size;
    const box = things.length ? bounds(...things) : { left: 0, top: 0, right: this.plan.state.width, bottom: this.plan.state.height };
    const scale = Math.max(((box.right - box.left) * ROOM) / width, ((box.bottom - box.top) * ROOM) / height, CLOSEST);
    this.camera = { scale, x: (box.left + box.right - width * scale) / 2, y: (box.top + box.bottom - height * scale) / 2 };
    this.look();
  }

  zoom(factor, at = null) {
    const { width, height } = this.size;
    const [px, py] = at ?? [width / 2, height / 2];
    const { x, y, scale } = this.camera;
    const furthest = (2 * Math.max(this.plan.state.width, this.plan.state.height)) / Math.min(width, height);
    const next = Math.min(Math.max(scale / factor, CLOSEST), furthest);
    this.camera = { scale: next, x: x + px * (scale - next), y: y + py * (scale - next) };
    this.look();
  }

  pan(dx, dy) {
    this.camera.x -= dx * this.camera.scale;
    this.camera.y -= dy * this.camera.scale;
    this.look();
  }

  /** Bring a thing into sight, when it isn't. */
  reveal(thing) {
    const { x, y, scale } = this.camera;
    const { width, height } = this.size;
    const box = bounds(thing);
    const seen = box.left >= x && box.top >= y && box.right <= x + width * scale && box.bottom <= y + height * scale;
    if (seen) return;
    this.camera.x = (box.left + box.right - width * scale) / 2;
    this.camera.y = (box.top + box.bottom - height * scale) / 2;
    this.look();
  }

  look() {
    const { width, height } = this.size;
    const { x, y, scale } = this.camera;
    this.svg.setAttribute("viewBox", `${x} ${y} ${width * scale} ${height * scale}`);
    this.drawMarks();
  }

  /** The point of the floor, in centimetres, where an event happened. */
  pointOf(event) {
    const box = this.svg.getBoundingClientRect();
    return [this.camera.x + (event.clientX - box.left) * this.camera.scale, this.camera.y + (event.clientY - box.top) * this.camera.scale];
  }

  // ---- Things ----------------------------------------------------------------------------------------

  draw() {
    this.#drawGround();
    const kept = new Set();
    let before = null;
    for (const thing of this.#inOrder()) {
      kept.add(thing.id);
      const element = this.#drawThing(thing);
      const next = before ? before.nextSibling : this.things.firstChild;
      if (next !== element) this.things.insertBefore(element, next); // only what moved: focus stays where it is
      before = element;
    }
    for (const [id, { element }] of this.#drawn) if (!kept.has(id)) this.#forget(id, element);
    this.#drawTitles();
    this.drawMarks();
  }

  elementOf(id) {
    return this.#drawn.get(id)?.element;
  }

  /** Fixtures first, then booths by their numbers: the order of Tab. */
  #inOrder() {
    const { things } = this.plan.state;
    const booths = things.filter((thing) => thing.type === "booth");
    booths.sort((one, other) => this.collator.compare(one.label, other.label));
    return [...things.filter((thing) => thing.type !== "booth"), ...booths];
  }

  collator = new Intl.Collator(undefined, { numeric: true });

  #forget(id, element) {
    element.remove();
    this.#drawn.delete(id);
  }

  #drawThing(thing) {
    const look = `${this.selection.has(thing.id)} ${this.marked.has(thing.id)}`;
    const known = this.#drawn.get(thing.id);
    if (known && known.thing === thing && known.look === look) return known.element;
    const element = known?.element ?? make("g", { tabindex: 0, role: "button", "data-id": thing.id });
    const kind = thing.type === "booth" ? `stand ${thing.on_hold ? "is-on-hold" : "is-plain"}` : `fixture is-${thing.kind}`;
    const state = `${this.selection.has(thing.id) ? " is-chosen" : ""}${this.marked.has(thing.id) ? " is-wrong" : ""}`;
    element.setAttribute("class", kind + state);
    element.setAttribute("aria-label", this.say.describe(thing, this.marked.has(thing.id)));
    element.setAttribute("aria-pressed", this.selection.has(thing.id));
    element.replaceChildren(...this.#shapes(thing));
    this.#drawn.set(thing.id, { thing, look, element });
    return element;
  }

  #shapes(thing) {
    const [mx, my] = [thing.x + thing.w / 2, thing.y + thing.h / 2];
    const turn = thing.rotation ? `rotate(${thing.rotation} ${mx} ${my})` : undefined;
    const found = [make("rect", { x: thing.x, y: thing.y, width: thing.w, height: thing.h, transform: turn })];
    const words = thing.type === "booth" ? thing.label : thing.text || this.say.words[`kind_${thing.kind}`];
    const silent = ["pillar", "wall"].includes(thing.kind);
    const size = Math.max(30, Math.min(110, (thing.w * 0.76) / Math.max(1, 0.62 * words.length), thing.h * 0.6));
    if (!silent) found.push(make("text", { x: mx, y: my, "font-size": size }, words));
    if (thing.on_hold) found.push(make("path", { class: "stand-mark", d: `M${thing.x} ${thing.y}h60l-60 60z`, transform: turn }));
    return found;
  }

  #drawGround() {
    const { width, height, backdrop } = this.plan.state;
    const looks = JSON.stringify([width, height, backdrop, this.picture]);
    if (looks === this.#looks) return;
    this.#looks = looks;
    const found = [make("rect", { class: "floor-ground", width, height })];
    if (this.picture && backdrop) {
      const { x, y, w, h, opacity } = backdrop;
      const image = { href: this.picture, x, y, width: w, height: h, opacity: opacity / 100, preserveAspectRatio: "none" };
      found.push(make("image", { ...image, "data-picture": "" }));
    }
    found.push(make("rect", { width, height, fill: "url(#half-metres)" }), make("rect", { width, height, fill: "url(#metres)" }));
    found.push(make("rect", { class: "floor-edge", width, height }));
    this.ground.replaceChildren(...found);
  }

  #drawTitles() {
    const { zones, things } = this.plan.state;
    const titles = zones.flatMap((zone) => {
      const inside = things.filter((thing) => thing.zone === zone.key);
      if (!inside.length) return [];
      const box = bounds(...inside);
      return [make("text", { class: "stand-zone", x: box.left, y: box.top - 35 }, zone.name ? `${zone.key} · ${zone.name}` : zone.key)];
    });
    this.titles.replaceChildren(...titles);
  }

  // ---- Marks: handles, guides, what is being drawn ---------------------------------------------------

  drawMarks({ guides = this.guides ?? [], ghost = this.ghost } = {}) {
    const { x, y, scale } = this.camera;
    const { width, height } = this.size;
    const found = guides.map((guide) =>
      "x" in guide
        ? make("path", { class: "floor-guide", d: `M${guide.x} ${y}V${y + height * scale}` })
        : make("path", { class: "floor-guide", d: `M${x} ${guide.y}H${x + width * scale}` }),
    );
    for (const id of this.marked) found.push(...this.#warning(this.plan.find(id)));
    if (ghost) found.push(make("rect", { class: ghost.kind, x: ghost.x, y: ghost.y, width: ghost.w, height: ghost.h }));
    const only = this.selection.size === 1 ? this.plan.find([...this.selection][0]) : null;
    if (only && !ghost) found.push(...this.#handles(only));
    this.marks.replaceChildren(...found);
  }

  /** Above everything, so that what lies over a thing doesn't hide that it does. */
  #warning(thing) {
    if (!thing) return [];
    const [x, y] = corners(thing)[1];
    return [
      make("path", { class: "stand-wrong", d: `M${x - 70} ${y + 70}h60l-30 -54z` }),
      make("path", { class: "stand-wrong-mark", d: `M${x - 40} ${y + 36}v16m0 6v4` }),
    ];
  }

  /** A small thing leaves its middle free to be dragged: fewer handles, and smaller ones. */
  #handles(thing) {
    const { scale } = this.camera;
    const room = Math.min(thing.w, thing.h) / scale;
    const grasp = Math.min(14, room / 4) * scale;
    const points = corners(thing);
    const middle = (one, other) => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
    const around = points.flatMap((point, at) => [point, middle(point, points[(at + 1) % 4])]);
    return HANDLES.flatMap(([sx, sy], at) => {
      if (room < SMALL && !(sx && sy)) return [];
      const [x, y] = around[at];
      const given = { "data-handle": `${sx},${sy}` };
      return [
        make("circle", { class: "floor-grasp", cx: x, cy: y, r: grasp, ...given }),
        make("circle", { class: "floor-handle", cx: x, cy: y, r: Math.min(5.5 * scale, grasp), ...given }),
      ];
    });
  }
}
