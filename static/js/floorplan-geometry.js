/* Rectangles on a floor, in whole centimetres, turned about their centre: as eventreg/booths/geometry.py reckons them. */

const HAIR = 0.5;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** A vector turned by so many degrees; right angles exactly. */
export function turned(x, y, degrees) {
  const right = { 0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1] }[((degrees % 360) + 360) % 360];
  const [cosine, sine] = right ?? [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  return [x * cosine - y * sine, x * sine + y * cosine];
}

export function corners(one) {
  const [mx, my] = [one.x + one.w / 2, one.y + one.h / 2];
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([sx, sy]) => {
    const [dx, dy] = turned((sx * one.w) / 2, (sy * one.h) / 2, one.rotation);
    return [mx + dx, my + dy];
  });
}

/** The upright box around one or several: {left, top, right, bottom}. */
export function bounds(...things) {
  const points = things.flatMap(corners);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function shadow(points, [ax, ay]) {
  const lengths = points.map(([x, y]) => x * ax + y * ay);
  return [Math.min(...lengths), Math.max(...lengths)];
}

export function overlap(one, other) {
  const [first, second] = [corners(one), corners(other)];
  const axes = [one, other].flatMap((thing) => [turned(1, 0, thing.rotation), turned(0, 1, thing.rotation)]);
  return axes.every((axis) => {
    const [low, high] = shadow(first, axis);
    const [otherLow, otherHigh] = shadow(second, axis);
    return high - otherLow > HAIR && otherHigh - low > HAIR;
  });
}

const near = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
export const SOLID = ["pillar", "stage", "wall", "toilet"];
const isSolid = (thing) => thing.type === "booth" || SOLID.includes(thing.kind);

/** Pairs of things that can't both stand where they are; at least one of each is a booth. */
export function clashes(things) {
  const boxes = things.filter(isSolid).map((thing) => ({ thing, ...bounds(thing) })).sort((a, b) => a.left - b.left);
  const found = [];
  boxes.forEach((one, at) => {
    for (const other of boxes.slice(at + 1)) {
      if (other.left >= one.right) break;
      const pair = [one.thing, other.thing];
      if (pair.some((thing) => thing.type === "booth") && near(one, other) && overlap(...pair)) found.push(pair);
    }
  });
  return found;
}

/** Booths that don't lie on the floor. */
export const outside = (things, width, height) =>
  things.filter((thing) => {
    const box = bounds(thing);
    const over = box.left < -HAIR || box.top < -HAIR || box.right > width + HAIR || box.bottom > height + HAIR;
    return thing.type === "booth" && over;
  });

export const snapped = (value, step) => Math.floor((2 * value + step) / (2 * step)) * step;

/** By how much a stretch moves so that one of its ends lies on an edge within reach; null where none does. */
function toEdge(ends, edges, reach) {
  let best = null;
  for (const edge of edges)
    for (const end of ends) {
      const move = edge - end;
      if (Math.abs(move) <= reach && (best === null || Math.abs(move) < Math.abs(best.move))) best = { move, edge };
    }
  return best;
}

/** Move a box by (dx, dy) so that it sticks to its neighbours' edges, else to the grid: {dx, dy, guides}. */
export function snappedMove(box, dx, dy, others, { step, reach }) {
  const guides = [];
  const along = (low, high, delta, name) => {
    const edges = others.flatMap((other) => (name === "x" ? [other.left, other.right] : [other.top, other.bottom]));
    const found = toEdge([low + delta, high + delta], edges, reach);
    if (found) {
      guides.push({ [name]: found.edge });
      return Math.round(delta + found.move);
    }
    return step ? Math.round(snapped(low + delta, step) - low) : Math.round(delta);
  };
  return { dx: along(box.left, box.right, dx, "x"), dy: along(box.top, box.bottom, dy, "y"), guides };
}

/** A point on its neighbours' edges, else on the grid. */
export function snappedPoint([x, y], others, { step, reach }) {
  const moved = snappedMove({ left: 0, right: 0, top: 0, bottom: 0 }, x, y, others, { step, reach });
  return { x: moved.dx, y: moved.dy, guides: moved.guides };
}

/** Resize by dragging a handle (sx, sy: -1, 0 or 1) to a point; the opposite side stays where it is. */
export function resized(thing, sx, sy, [px, py], least = 50) {
  const middle = [thing.x + thing.w / 2, thing.y + thing.h / 2];
  const [ox, oy] = turned((-sx * thing.w) / 2, (-sy * thing.h) / 2, thing.rotation);
  const anchor = [middle[0] + ox, middle[1] + oy];
  const [lx, ly] = turned(px - anchor[0], py - anchor[1], -thing.rotation);
  const w = sx ? Math.max(least, Math.round(sx * lx)) : thing.w;
  const h = sy ? Math.max(least, Math.round(sy * ly)) : thing.h;
  const [cx, cy] = turned((sx * w) / 2, (sy * h) / 2, thing.rotation);
  return { ...thing, w, h, x: Math.round(anchor[0] + cx - w / 2), y: Math.round(anchor[1] + cy - h / 2) };
}

/** Several things a quarter to the right about their common middle; each is as wide as it was deep. */
export function quarterTurned(things) {
  const box = bounds(...things);
  const [mx, my] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return things.map((thing) => {
    const [dx, dy] = [thing.x + thing.w / 2 - mx, thing.y + thing.h / 2 - my];
    const [cx, cy] = [mx - dy, my + dx];
    return { ...thing, w: thing.h, h: thing.w, x: Math.round(cx - thing.h / 2), y: Math.round(cy - thing.w / 2) };
  });
}
