/* What the editor says: its words come with the page, and are read out to whoever can't see the floor. */

export class Say {
  constructor(words, live) {
    Object.assign(this, { words, live });
  }

  /** A sentence with its gaps filled in. */
  fill(key, values = {}) {
    return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), this.words[key] ?? key);
  }

  tell(key, values) {
    this.live.textContent = this.fill(key, values);
  }

  metres(length) {
    return (length / 100).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  }

  name(thing) {
    if (thing.type === "booth") return this.fill("booth", { label: thing.label });
    return [this.words[`kind_${thing.kind}`], thing.kind === "text" ? thing.text : ""].filter(Boolean).join(" ");
  }

  /** A thing in a sentence: `Booth C-07, 3 × 3 m, 12 m from the left, 4 m from the top`. */
  describe(thing, isWrong) {
    const place = { w: this.metres(thing.w), h: this.metres(thing.h), x: this.metres(thing.x), y: this.metres(thing.y) };
    const parts = [this.fill("described", { name: this.name(thing), ...place })];
    if (thing.on_hold) parts.push(this.words.held);
    if (isWrong) parts.push(this.words.wrong);
    return parts.join(", ");
  }
}
