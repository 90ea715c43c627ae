/* The keyboard on the floor. Tab goes from thing to thing; what has the focus is chosen. */

const GRID = 50;
const FINE = 10;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Keys {
  constructor(editor) {
    this.editor = editor;
    this.kept = new Set(); // ids that stay chosen while the focus goes on
    const { svg } = editor.view;
    svg.addEventListener("keydown", (event) => this.#press(event));
    svg.addEventListener("focusin", (event) => this.#arrive(event));
    document.addEventListener("keydown", (event) => this.#anywhere(event));
  }

  #arrive(event) {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (!id || this.editor.isChoosing) return;
    if (!event.target.matches(":focus-visible")) return;
    this.editor.choose([...this.kept, id], { reveal: true });
  }

  /** Undo and redo work wherever one is, but in a box that one types in. */
  #anywhere(event) {
    if (!(event.ctrlKey || event.metaKey) || event.target.closest?.("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "z") this.#do(event, event.shiftKey ? "redo" : "undo");
    else if (key === "y") this.#do(event, "redo");
  }

  #press(event) {
    const { editor } = this;
    const { key } = event;
    if (event.ctrlKey || event.metaKey) return this.#withControl(event);
    if (ARROWS[key]) {
      event.preventDefault();
      const step = event.altKey ? FINE : GRID;
      const [dx, dy] = ARROWS[key].map((one) => one * step);
      if (!editor.selection.size) editor.view.pan(-dx, -dy);
      else if (event.shiftKey) editor.grow(dx, dy);
      else editor.shift(dx, dy);
      return undefined;
    }
    const deeds = { Delete: "remove", Backspace: "remove", r: "turn", R: "turn", "+": "closer", "=": "closer", "-": "further", 0: "fit" };
    if (deeds[key]) return this.#do(event, deeds[key]);
    if (key === "Escape") return this.#escape(event);
    if (key === "Enter") return this.#do(event, "toPanel");
    if (key === " ") return this.#keep(event);
    return undefined;
  }

  #withControl(event) {
    const deeds = { a: "chooseAll", c: "copy", x: "cut", v: "paste", d: "duplicate" };
    const deed = deeds[event.key.toLowerCase()];
    if (deed) this.#do(event, deed);
  }

  #do(event, deed) {
    event.preventDefault();
    event.stopPropagation();
    this.editor.act(deed);
  }

  #escape(event) {
    event.preventDefault();
    this.kept.clear();
    this.editor.letGo();
  }

  #keep(event) {
    const id = event.target.closest("[data-id]")?.dataset.id;
    if (!id) return;
    event.preventDefault();
    const { editor } = this;
    if (this.kept.has(id)) this.kept.delete(id);
    else this.kept.add(id);
    editor.choose([...new Set([...this.kept, id])]);
    editor.say.tell(this.kept.has(id) ? "kept" : "unkept", editor.told(editor.plan.find(id)));
  }
}
