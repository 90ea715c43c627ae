/* The panel beside the floor: what is chosen, and what it is like; a sheet at the bottom of a phone. */

import { renumbered, row } from "./floorplan-rows.js";

const MIXED = ""; // shown where several differ
const cm = (text) => Math.round(Number(String(text).replace(",", ".")) * 100);

export class Panel {
  constructor(editor, root) {
    Object.assign(this, { editor, root });
    root.addEventListener("change", (event) => this.#typed(event.target));
    root.addEventListener("submit", (event) => this.#sent(event));
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") editor.toFloor();
    });
    root.addEventListener("click", (event) => this.#clicked(event.target));
    this.sheet = root.querySelector("[data-sheet]");
    this.sheet.addEventListener("click", () => this.open(!root.classList.contains("is-open")));
  }

  /** On a phone the panel is a sheet that covers the floor only when it is wanted. */
  open(isOpen) {
    this.root.classList.toggle("is-open", isOpen);
    this.sheet.setAttribute("aria-expanded", isOpen);
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** Show what belongs to the tool and to what is chosen. */
  show() {
    const chosen = this.editor.chosen;
    const booths = chosen.filter((thing) => thing.type === "booth");
    const name = this.editor.tool === "row" ? "row" : !chosen.length ? "plan" : booths.length ? "booth" : "fixture";
    for (const part of this.root.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
    if (name === "row" && this.name !== "row") this.open(true);
    if (name !== "row" && this.name === "row") this.open(false);
    this.name = name;
    this.sheet.querySelector("[data-sheet-title]").textContent = this.#titleOf(name, booths.length ? booths : chosen);
    if (name === "booth") this.#fill(this.part("booth"), booths);
    else if (name === "fixture") this.#fill(this.part("fixture"), chosen);
    else if (name === "plan") this.#fillPlan();
    else this.#fillRow();
  }

  #titleOf(name, things) {
    const { say, plan } = this.editor;
    if (name === "row") return say.words.tool_row;
    if (name === "plan") return say.fill("floor", { count: plan.booths.length });
    return things.length > 1 ? say.fill("several", { count: things.length }) : say.name(things[0]);
  }

  focus() {
    this.open(true);
    this.root.querySelector("[data-part]:not([hidden]) :is(input, select, button)")?.focus();
  }

  // ---- What is chosen --------------------------------------------------------------------------------

  #fill(part, things) {
    const { say, plan } = this.editor;
    const [first] = things;
    part.querySelector("[data-title]").textContent =
      things.length > 1 ? say.fill("several", { count: things.length }) : say.name(first);
    for (const field of part.querySelectorAll("[data-field]")) {
      const values = new Set(things.map((thing) => this.#shown(thing, field)));
      const value = values.size === 1 ? [...values][0] : MIXED;
      if (field.type === "checkbox") {
        field.checked = value === true || value === "true";
        field.indeterminate = values.size > 1;
      } else if (field !== document.activeElement || field.tagName === "SELECT") field.value = value;
      const one = ["label", "x", "y"].includes(field.dataset.field);
      field.disabled = one && things.length > 1;
    }
    if (part.dataset.part !== "booth") return;
    this.#fillZones(part.querySelector("[data-field=zone]"), things);
    this.#fillCrafts(part, things);
    const numbering = part.querySelector("[data-numbering]");
    numbering.hidden = things.length < 2;
    part.querySelector("[data-beside]").textContent = things.length === 1 ? this.#beside(first) : "";
    this.#fillLinks(part.querySelector("[data-link]"), things);
    part.querySelector("[data-taken]").hidden = !things.some((thing) => plan.taken[thing.id]);
  }

  #shown(thing, field) {
    const { field: name, unit } = field.dataset;
    const value = thing[name];
    if (unit === "m") return String((value ?? 0) / 100).replace(".", this.editor.comma);
    if (field.type === "checkbox") return Boolean(value);
    return String(value ?? "");
  }

  #fillZones(select, things) {
    const { zones } = this.editor.plan.state;
    const options = [["", this.editor.say.words.no_zone], ...zones.map((zone) => [zone.key, `${zone.key} ${zone.name}`])];
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    const values = new Set(things.map((thing) => thing.zone ?? ""));
    select.value = values.size === 1 ? [...values][0] : MIXED;
  }

  #fillCrafts(part, things) {
    for (const box of part.querySelectorAll("[data-craft]")) {
      const has = things.filter((thing) => thing.categories?.includes(box.value)).length;
      box.checked = has === things.length;
      box.indeterminate = has > 0 && has < things.length;
    }
  }

  #beside(booth) {
    const { plan, say } = this.editor;
    const others = this.editor.adjacent.filter((pair) => pair.includes(booth.id)).map(([one, other]) => (one === booth.id ? other : one));
    const names = others.map((id) => plan.find(id)?.label).filter(Boolean).sort();
    return names.length ? say.fill("beside", { labels: names.join(", ") }) : say.words.beside_none;
  }

  /** Two booths: whether they are neighbours, whatever their distance says. */
  #fillLinks(select, things) {
    const isPair = things.length === 2;
    select.closest("[data-linking]").hidden = !isPair;
    if (!isPair) return;
    const ids = things.map((thing) => thing.id).sort();
    const link = this.editor.plan.state.links.find((one) => one.booths[0] === ids[0] && one.booths[1] === ids[1]);
    select.value = link ? (link.adjacent ? "yes" : "no") : "";
  }

  // ---- The floor itself ------------------------------------------------------------------------------

  #fillPlan() {
    const { plan, say, wrong } = this.editor;
    const part = this.part("plan");
    const { width, height, things, zones } = plan.state;
    const size = { width: say.metres(width), height: say.metres(height) };
    part.querySelector("[data-counts]").textContent = say.fill("counts", { count: plan.booths.length, ...size });
    const list = part.querySelector("[data-wrongs]");
    list.replaceChildren(
      ...wrong.slice(0, 20).map(({ text, ids }) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "link", textContent: text });
        button.dataset.ids = ids.join(" ");
        item.append(button);
        return item;
      }),
    );
    part.querySelector("[data-wrong-title]").textContent = wrong.length ? say.fill("wrongs", { count: wrong.length }) : say.words.no_wrongs;
    part.querySelector("[data-wrong-title]").classList.toggle("is-bad", wrong.length > 0);
    part.querySelector("[data-begin]").hidden = things.length > 0;
    const lines = zones.map((zone) => (zone.name ? `${zone.key} = ${zone.name}` : zone.key)).join("\n");
    const box = part.querySelector("[data-zones]");
    if (box !== document.activeElement) box.value = lines;
    this.#fillPicture(part.querySelector("[data-picture-place]"));
  }

  #fillPicture(place) {
    const { backdrop } = this.editor.plan.state;
    place.hidden = !backdrop || !this.editor.view.picture;
    if (place.hidden) return;
    for (const field of place.querySelectorAll("[data-backdrop]")) {
      const name = field.dataset.backdrop;
      if (field !== document.activeElement) field.value = name === "opacity" ? backdrop.opacity : String(backdrop[name] / 100).replace(".", this.editor.comma);
    }
  }

  #fillRow() {
    const first = this.part("row").elements?.first ?? this.part("row").querySelector("[name=first]");
    if (!first.value || this.editor.labels.has(first.value)) first.value = this.editor.nextLabel(first.value || "A-01");
  }

  // ---- What is typed ---------------------------------------------------------------------------------

  #typed(field) {
    const { editor } = this;
    if (field.dataset.field) this.#set(field);
    else if (field.dataset.craft !== undefined) this.#setCraft(field);
    else if (field.dataset.link !== undefined) this.#setLink(field.value);
    else if (field.dataset.zones !== undefined) editor.setZones(field.value);
    else if (field.dataset.backdrop) this.#setBackdrop(field);
    else if (field.dataset.picture !== undefined) editor.picture.send(field);
  }

  #set(field) {
    const { editor } = this;
    const { field: name, unit } = field.dataset;
    let value = field.type === "checkbox" ? field.checked : field.value.trim();
    if (unit === "m") value = cm(value);
    else if (field.type === "number") value = Math.round(Number(value));
    const low = { w: 20, h: 20, capacity: 1 }[name] ?? (["x", "y"].includes(name) ? -50_000 : 0);
    const isNumber = unit === "m" || field.type === "number";
    const refused = isNumber ? !Number.isFinite(value) || value < low : name === "label" && (!value || editor.labels.has(value));
    field.setAttribute("aria-invalid", refused);
    const hint = field.closest(".field").querySelector("[data-refused]");
    if (hint) hint.hidden = !refused;
    if (refused) return editor.say.tell(name === "label" ? "label_taken" : "not_a_number", { label: field.value });
    const mine = editor.chosen.filter((thing) => thing.type === (this.name === "booth" ? "booth" : "fixture"));
    editor.plan.put(mine.map((thing) => ({ ...thing, [name]: name === "zone" ? value || null : value })));
    return editor.say.tell("changed");
  }

  #setCraft(box) {
    const booths = this.editor.chosen.filter((thing) => thing.type === "booth");
    this.editor.plan.put(
      booths.map((booth) => {
        const codes = new Set(booth.categories ?? []);
        if (box.checked) codes.add(box.value);
        else codes.delete(box.value);
        return { ...booth, categories: codes.size ? [...codes].sort() : null };
      }),
    );
  }

  #setLink(value) {
    const ids = this.editor.chosen.map((thing) => thing.id).sort();
    this.editor.plan.change((state) => {
      const others = state.links.filter((link) => link.booths.join() !== ids.join());
      return { ...state, links: value ? [...others, { booths: ids, adjacent: value === "yes" }] : others };
    });
  }

  #setBackdrop(field) {
    const name = field.dataset.backdrop;
    const value = name === "opacity" ? Number(field.value) : cm(field.value);
    if (!Number.isFinite(value) || (["w", "h"].includes(name) && value < 100)) return;
    this.editor.plan.change((state) => {
      const { backdrop } = state;
      // a picture keeps its shape: told how wide it is, it is as deep as it must be
      const shape = name === "w" && !this.root.querySelector("[data-stretch]").checked ? { h: Math.round((backdrop.h * value) / backdrop.w) } : {};
      return { ...state, backdrop: { ...backdrop, [name]: value, ...shape } };
    });
  }

  #clicked(target) {
    const { ids } = target.closest("[data-ids]")?.dataset ?? {};
    if (ids) this.editor.choose(ids.split(" "), { reveal: true, focus: ids.split(" ")[0] });
    const kind = target.closest("[data-act]")?.dataset.act;
    if (kind) this.editor.act(kind);
  }

  #sent(event) {
    event.preventDefault();
    const form = event.target;
    const { editor } = this;
    const given = Object.fromEntries(new FormData(form));
    if (form.dataset.part === "row") {
      const wanted = { first: given.first.trim() || "A-01", count: Math.min(Math.max(Number(given.count) || 1, 1), 100) };
      const sizes = { w: cm(given.w), h: cm(given.h), gap: cm(given.gap || "0") };
      if (![sizes.w, sizes.h, sizes.gap].every((size) => Number.isFinite(size) && size >= 0) || sizes.w < 20 || sizes.h < 20) return editor.say.tell("not_a_number");
      const shape = { down: given.direction === "down", double: "double" in given };
      return editor.addRow((place) => row({ ...wanted, ...sizes, ...shape, ...place }, editor.usual(), editor.labels));
    }
    if (form.dataset.numbering !== undefined) return editor.renumber((booths, taken) => renumbered(booths, given.first.trim() || "A-01", given.order === "down", taken));
    return undefined;
  }
}
