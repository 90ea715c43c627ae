/* Numbers and rows of booths. */

import { newId } from "./floorplan-plan.js";

/** `A-09` → `A-10`: the figures at the end counted up, as wide as they were; `A` → `A-01`. */
export function following(label) {
  const [, front, figures] = /^(.*?)(\d*)$/.exec(label);
  if (!figures) return `${label}${label && !label.endsWith("-") ? "-" : ""}01`;
  return `${front}${String(Number(figures) + 1).padStart(figures.length, "0")}`;
}

/** The first number from this one on that no booth has. */
export function free(label, taken) {
  let found = label;
  while (taken.has(found)) found = following(found);
  return found;
}

const collator = new Intl.Collator(undefined, { numeric: true });
export const byLabel = (one, other) => collator.compare(one.label, other.label);

/** So many numbers from the first one on, none of them taken. */
export function labels(first, count, taken) {
  const found = [];
  const used = new Set(taken);
  let label = first;
  for (let at = 0; at < count; at += 1) {
    label = free(label, used);
    used.add(label);
    found.push(label);
  }
  return found;
}

/** A row of booths: {first, count, x, y, w, h, gap, down, double}; `double`: two rows back to back. */
export function row(wanted, usual, taken) {
  const names = labels(wanted.first, wanted.count, taken);
  const long = wanted.double ? Math.ceil(wanted.count / 2) : wanted.count;
  return names.map((label, at) => {
    const [along, across] = [at % long, Math.floor(at / long)];
    const step = { x: along * (wanted.w + wanted.gap), y: across * wanted.h };
    const stepDown = { x: across * wanted.w, y: along * (wanted.h + wanted.gap) };
    const { x, y } = wanted.down ? stepDown : step;
    return { ...usual, type: "booth", id: newId(), label, x: wanted.x + x, y: wanted.y + y, w: wanted.w, h: wanted.h, rotation: 0 };
  });
}

/** New numbers for these booths, row by row or column by column. */
export function renumbered(booths, first, downwards, taken) {
  const [major, minor, size] = downwards ? ["x", "y", "w"] : ["y", "x", "h"];
  const half = Math.min(...booths.map((booth) => booth[size])) / 2;
  const lines = [];
  for (const booth of [...booths].sort((a, b) => a[major] - b[major])) {
    const line = lines.at(-1);
    if (line && booth[major] - line[0][major] < half) line.push(booth);
    else lines.push([booth]);
  }
  const order = lines.flatMap((line) => line.sort((a, b) => a[minor] - b[minor]));
  return labels(first, order.length, taken).map((label, at) => ({ ...order[at], label }));
}

/** Copies beside the originals, with numbers of their own. */
export function copies(things, taken, dx, dy) {
  const used = new Set(taken);
  return things.map((thing) => {
    const made = { ...thing, id: newId(), x: thing.x + dx, y: thing.y + dy };
    if (thing.type === "booth") {
      made.label = free(thing.label, used);
      made.on_hold = false;
      used.add(made.label);
    }
    return made;
  });
}
