/* Finding people by what a volunteer types in haste: name, business, booth, spoken code, end of the phone number.
   The server finds the same people in the same order by the same table (eventreg/core/finding.py); docs/door.md tells
   the rule. No DOM, no network: whoever uses it fetches folding.json. */

import { tidy } from "./code.js";
import { makeFolding } from "./folding.js";
import { makeVocabulary } from "./vocabulary.js";

const GROUP = 4; // a spoken code is said in groups of four
const CROCKFORD = /^[0-9A-HJKMNP-TV-Z]+$/;

/** People, ready to be found: [{id, name, business, booth, code, phone_end}], all of them texts, unknown ones missing or
    empty; `id` decides when all else is equal. `table` is what folding.json holds. */
export function makeFinder(table, people) {
  const { costs, limits } = table;
  const folds = makeFolding(table);
  const vocabulary = makeVocabulary(table);
  const slots = [];
  const order = [];
  for (const person of people) {
    const name = folds.words(folds.split(person.name ?? ""));
    const business = folds.split(person.business ?? "");
    slots.push(slotsOf(person, name, folds.words(business)).slice(0, limits.slots));
    order.push(orderOf(person, name, business));
  }
  const holders = new Map(); // of each word: the places of those who have it
  slots.forEach((own, place) => {
    for (const word of new Set(own.map((slot) => slot.word))) {
      if (!holders.has(word)) holders.set(word, []);
      holders.get(word).push(place);
    }
  });

  /** Those who may be meant, the likeliest first, at most `most`; nobody for an empty text. */
  function find(text, most = 20) {
    const typed = [...text].slice(0, limits.letters).join("");
    const found = byWords(typed);
    for (const [place, cost] of byCode(typed)) found.set(place, Math.min(cost, found.get(place) ?? cost));
    const ranked = [...found.keys()].sort(
      (one, other) => found.get(one) - found.get(other) || compared(order[one], order[other]),
    );
    return ranked.slice(0, most).map((place) => people[place]);
  }

  // ---- What people can be found by --------------------------------------------------------------

  function slotsOf({ booth, phone_end: phoneEnd }, name, business) {
    const own = [...named(name, 0), ...named(business, costs.business)];
    for (const part of partsOf(booth ?? "")) {
      own.push({ word: vocabulary.add(folds.word(part)), cost: costs.booth, isTitle: false });
    }
    if (phoneEnd) own.push({ word: vocabulary.addPhone(phoneEnd), cost: costs.phone, isTitle: false });
    return own;
  }

  function named(words, cost) {
    let isLater = false;
    return words.map((word) => {
      const later = isLater && !word.isTitle ? costs.later_word : 0;
      isLater ||= !word.isTitle;
      return { word: vocabulary.add(word), cost: cost + later, isTitle: word.isTitle };
    });
  }

  /** "A-12" → a12, 12. */
  function partsOf(labels) {
    return labels.split(/[,;&/+]/).flatMap((label) => {
      const whole = folds.split(label).join("");
      const runs = (whole.match(/[a-z]+|[0-9]+/g) ?? []).filter((run) => run.length > 1 || /[0-9]/.test(run));
      return whole ? [...new Set([whole, ...runs])] : [];
    });
  }

  /** Fewer words first, then by the alphabet. */
  function orderOf({ id }, name, business) {
    const plain = name.filter((word) => !word.isTitle).map((word) => word.plain);
    return [plain.length, plain.join(" "), business.join(" "), id];
  }

  // ---- By words ---------------------------------------------------------------------------------

  function byWords(text) {
    const typed = wordsOf(text);
    const readings = typed.map((_, place) => readingsOf(typed, place));
    const found = new Map();
    for (const place of candidates(typed, readings)) {
      const cost = cheapest(typed, readings, slots[place], 0, 0);
      if (cost !== null) found.set(place, cost);
    }
    return found;
  }

  function wordsOf(text) {
    const number = text.replace(/[ +().-]/g, "");
    if (/^[0-9]{8,15}$/.test(number)) return [folds.word(number)];
    return folds.words([...new Set(folds.split(text))]).slice(0, limits.words);
  }

  /** A word as it is, together with the next one, and as two: "sri wahyuni", "sriwahyuni". */
  function readingsOf(typed, place) {
    const hasMore = typed.filter((word) => !word.isTitle).length > 1; // an initial alone says too little
    const found = [{ typed: 1, parts: [vocabulary.like(typed[place], { mayBeInitial: hasMore })], cost: 0 }];
    if (place + 1 < typed.length) {
      const pair = typed.slice(place, place + 2);
      const maySlip = pair.every((word) => word.plain.length >= limits.slip_in_joined_from);
      const together = vocabulary.like(folds.joined(...pair), { maySlip });
      found.push({ typed: 2, parts: [together], cost: costs.joined });
    }
    const { plain } = typed[place];
    if (plain.length >= limits.split_from && /^[a-z]+$/.test(plain)) {
      for (let cut = 2; cut < plain.length - 2; cut++) {
        const first = vocabulary.whole(folds.word(plain.slice(0, cut)));
        if (!first.size) continue;
        const rest = vocabulary.beginning(folds.word(plain.slice(cut)));
        found.push({ typed: 1, parts: [first, rest], cost: costs.joined });
      }
    }
    return found;
  }

  /** Who has something like each word that was typed, titles aside. */
  function candidates(typed, readings) {
    const having = typed.map(() => new Set());
    readings.forEach((options, place) => {
      for (const reading of options) {
        for (const word of reading.parts[0].keys()) {
          for (const person of holders.get(word) ?? []) {
            for (let covered = place; covered < place + reading.typed; covered++) having[covered].add(person);
          }
        }
      }
    });
    const [first, ...others] = having.filter((_, place) => !typed[place].isTitle);
    return first ? [...first].filter((person) => others.every((people) => people.has(person))) : [];
  }

  /** The least that it costs to find every word typed from `place` on in a slot of its own; null: it can't be. */
  function cheapest(typed, readings, own, place, used) {
    if (place === typed.length) return 0;
    const { isTitle } = typed[place];
    let best = null;
    if (isTitle) {
      const rest = cheapest(typed, readings, own, place + 1, used);
      const missing = place === typed.length - 1 ? costs.title_missing_at_the_end : costs.title_missing;
      best = rest === null ? null : rest + missing;
    }
    for (const reading of readings[place]) {
      for (const [taken, placed] of placings(reading.parts, own, used, isTitle)) {
        const cost = placed + reading.cost;
        if (best !== null && cost >= best) continue;
        const rest = cheapest(typed, readings, own, place + reading.typed, taken);
        if (rest !== null && (best === null || rest + cost < best)) best = rest + cost;
      }
    }
    return best;
  }

  /** Every way to put the parts into slots that aren't used: [what is used then, the cost]. */
  function placings([first, ...others], own, used, isTitle) {
    if (!first) return [[used, 0]];
    return own.flatMap((slot, number) => {
      const likeness = first.get(slot.word);
      if (likeness === undefined || (used >> number) & 1) return [];
      const cost = likeness + slot.cost + (slot.isTitle && !isTitle ? costs.title : 0);
      return placings(others, own, used | (1 << number), isTitle).map(([taken, more]) => [taken, cost + more]);
    });
  }

  // ---- By code ----------------------------------------------------------------------------------

  /** By the whole spoken code, or by some of it from the beginning of a group on: [place, cost]. */
  function byCode(text) {
    const typed = tidy(text.replace(/[^0-9A-Za-z]/g, ""));
    if (typed.length < limits.code_part_from || !CROCKFORD.test(typed)) return [];
    return people.flatMap(({ code }, place) => {
      if (!code) return [];
      if (code === typed) return [[place, costs.code]];
      for (let start = 0; start < code.length; start += GROUP) {
        if (code.startsWith(typed, start)) return [[place, costs.code_part]];
      }
      return [];
    });
  }

  return { find };
}

/** As sort() asks: lists of numbers and plain texts, by the first that differs. */
function compared(one, other) {
  for (let place = 0; place < one.length; place++) {
    if (one[place] !== other[place]) return one[place] < other[place] ? -1 : 1;
  }
  return 0;
}
