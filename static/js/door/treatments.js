/* What is done to a picture in which no code was found, one treatment at each look: a blurred code is sharpened, a cracked
   or grainy one is smoothed. Greys in, greys out, no DOM; bench/pictures.py shows what
   each of them reads that is not read without it. */

/** The greys of a picture, one number a pixel. `pixels`: what getImageData() gives. */
export function greysOf({ data, width, height }) {
  const greys = new Float32Array(width * height);
  for (let at = 0; at < greys.length; at += 1) {
    greys[at] = 0.3 * data[4 * at] + 0.59 * data[4 * at + 1] + 0.11 * data[4 * at + 2];
  }
  return greys;
}

/** Put greys in the place of a picture's colours. */
export function paint({ data }, greys) {
  for (let at = 0; at < greys.length; at += 1) data[4 * at] = data[4 * at + 1] = data[4 * at + 2] = greys[at];
}

/** Along lines of `length` pixels that lie `step` apart, `lines` of them `between` apart: each becomes the mean of the
    pixels that are at most `radius` away. A running sum, so that a wide radius costs no more than a narrow one. */
function smoothLines(from, to, radius, { lines, between, length, step }) {
  for (let line = 0; line < lines; line += 1) {
    const at = (place) => line * between + step * Math.min(length - 1, Math.max(0, place));
    let sum = 0;
    for (let place = -radius; place <= radius; place += 1) sum += from[at(place)];
    for (let place = 0; place < length; place += 1) {
      to[at(place)] = sum / (2 * radius + 1);
      sum += from[at(place + radius + 1)] - from[at(place - radius)];
    }
  }
}

/** Each pixel becomes the mean of the square around it. */
export function smooth(greys, width, radius) {
  const height = greys.length / width;
  const [across, both] = [new Float32Array(greys.length), new Float32Array(greys.length)];
  smoothLines(greys, across, radius, { lines: height, between: width, length: width, step: 1 });
  smoothLines(across, both, radius, { lines: width, between: 1, length: height, step: width });
  return both;
}

/** What differs from its surroundings differs more. */
export function sharpen(greys, width, radius, strength) {
  const around = smooth(greys, width, radius);
  return greys.map((grey, at) => grey + strength * (grey - around[at]));
}

const blur = { name: "sharpened", treat: (greys, width) => sharpen(greys, width, 6, 3) };
const fine = { name: "sharpened finely", treat: (greys, width) => sharpen(greys, width, 3, 2) };
const soft = { name: "smoothed", treat: (greys, width) => smooth(smooth(greys, width, 1), width, 1) };
const negative = { name: "inverted", treat: (greys) => greys.map((grey) => 255 - grey) };

/** In the order in which they are tried. */
export const TREATMENTS = [blur, fine, soft];

/** For readers that know dark codes on white alone. */
export const NEGATIVE = negative;
