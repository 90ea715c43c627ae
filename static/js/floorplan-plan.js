/* What is on the floor, and every step back and forth: things are never changed, but replaced by others. */

const cm = (metres) => Math.round((metres ?? 0) * 100);
const metres = (length) => length / 100;
const SIDES = ["x", "y", "w", "h"];

const measured = (row, turn) => Object.fromEntries(SIDES.map((side) => [side, turn(row[side])]));

/** A drawing in its format (docs/floorplan.md) as the editor keeps it: lengths in centimetres, all things in one list. */
export function read(drawing) {
  const booths = drawing.booths.map((row) => ({ ...row, type: "booth", rotation: row.rotation ?? 0, ...measured(row, cm) }));
  const fixtures = drawing.fixtures.map((row) => ({ ...row, type: "fixture", rotation: row.rotation ?? 0, ...measured(row, cm) }));
  return {
    width: cm(drawing.width),
    height: cm(drawing.height),
    gap: cm(drawing.gap),
    zones: drawing.zones,
    things: [...fixtures, ...booths],
    links: drawing.adjacency,
    backdrop: drawing.background && { ...drawing.background, ...measured(drawing.background, cm) },
  };
}

/** The drawing as it is saved. */
export function write(state) {
  const out = ({ type, ...thing }) => ({ ...thing, ...measured(thing, metres) });
  const ids = new Set(state.things.map((thing) => thing.id));
  return {
    format: "eventreg-floorplan/1",
    width: metres(state.width),
    height: metres(state.height),
    gap: metres(state.gap),
    zones: state.zones,
    booths: state.things.filter((thing) => thing.type === "booth").map(out),
    fixtures: state.things.filter((thing) => thing.type === "fixture").map(out),
    adjacency: state.links.filter((link) => link.booths.every((id) => ids.has(id))),
    background: state.backdrop && { ...state.backdrop, ...measured(state.backdrop, metres) },
  };
}

/** A name among machines that no other thing has. */
export function newId() {
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => letters[byte % 32]).join("");
}

export class Plan {
  #past = [];
  #future = [];
  #begun = null;
  #listeners = [];

  constructor(state) {
    this.state = state;
  }

  get booths() {
    return this.state.things.filter((thing) => thing.type === "booth");
  }

  find(id) {
    return this.state.things.find((thing) => thing.id === id);
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** One step that can be undone: what `turn` makes of the state. */
  change(turn) {
    const next = turn(this.state);
    if (next === this.state) return;
    this.#past.push(this.state);
    this.#future = [];
    this.#show(next, true);
  }

  put(things) {
    this.change((state) => withThings(state, things));
  }

  add(things) {
    this.change((state) => ({ ...state, things: [...state.things, ...things] }));
  }

  remove(ids) {
    this.change((state) => ({ ...state, things: state.things.filter((thing) => !ids.has(thing.id)) }));
  }

  /** While something is dragged: shown, but a step only once it is let go. */
  try(things) {
    this.#begun ??= this.state;
    this.#show(withThings(this.#begun, things), false);
  }

  settle() {
    const [begun, now] = [this.#begun, this.state];
    this.#begun = null;
    if (!begun || same(begun, now)) return false;
    this.#past.push(begun);
    this.#future = [];
    this.#show(now, true);
    return true;
  }

  giveUp() {
    if (this.#begun) this.#show(this.#begun, false);
    this.#begun = null;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  undo() {
    if (!this.canUndo) return false;
    this.#future.push(this.state);
    this.#show(this.#past.pop(), true);
    return true;
  }

  redo() {
    if (!this.canRedo) return false;
    this.#past.push(this.state);
    this.#show(this.#future.pop(), true);
    return true;
  }

  /** The server changed this with our knowing: no step, in the past too. */
  correct(turn) {
    this.#past = this.#past.map(turn);
    this.#future = this.#future.map(turn);
    this.#show(turn(this.state), false);
  }

  #show(state, settled) {
    this.state = state;
    for (const listener of this.#listeners) listener(settled);
  }
}

function withThings(state, things) {
  const changed = new Map(things.map((thing) => [thing.id, thing]));
  return { ...state, things: state.things.map((thing) => changed.get(thing.id) ?? thing) };
}

/** Whether two states are the same plan, whatever the order in which things and their facts are told. */
export function same(one, other) {
  const inOrder = (key, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  const told = (state) => {
    const drawing = write(state);
    for (const rows of [drawing.booths, drawing.fixtures]) rows.sort((a, b) => (a.id < b.id ? -1 : 1));
    drawing.adjacency.sort((a, b) => (a.booths.join() < b.booths.join() ? -1 : 1));
    return JSON.stringify(drawing, inOrder);
  };
  return told(one) === told(other);
}
