/* The words of many names, each once, and which of them a typed word may mean. The server's core/vocabulary.py does the
   same. Names repeat their words: five thousand people have some thousands of them, and only these are compared. */

const PHONE = "#"; // before the end of a phone number, so that it is no word
const LETTERS_ONLY = /^[a-z]+$/;
const AFTER_ALL = "\x7f"; // comes after every letter of a folded word

/** Words by number, in the order in which they were added; all of them before the first is searched for. */
export function makeVocabulary({ costs, limits, slips: rules }) {
  const words = [];
  const numbers = new Map();
  const bySound = new Map();
  let sorted = null;

  /** Its number, the same for the same word. */
  function add(word) {
    if (!numbers.has(word.plain)) {
      numbers.set(word.plain, words.length);
      for (const form of word.forms) {
        if (!bySound.has(form)) bySound.set(form, []);
        bySound.get(form).push(words.length);
      }
      words.push(word);
    }
    return numbers.get(word.plain);
  }

  /** The number of the end of a phone number. */
  const addPhone = (end) => add({ plain: PHONE + end, forms: [], starts: [], isTitle: false });

  /** What is sorted once, when the first word is searched for. */
  function index() {
    if (sorted) return sorted;
    const forms = [...bySound].flatMap(([form, those]) => those.map((number) => [form, number]));
    const byLength = new Map();
    words.forEach((word, number) => {
      for (const form of word.forms) {
        if (!byLength.has(form.length)) byLength.set(form.length, []);
        byLength.get(form.length).push([number, form, lettersIn(form)]);
      }
    });
    sorted = {
      spelled: inOrder(words.map((word, number) => [word.plain, number])),
      forms: inOrder(forms),
      backwards: inOrder(forms.map(([form, number]) => [reversed(form), number])),
      byLength,
      longest: Math.max(0, ...byLength.keys()),
    };
    return sorted;
  }

  /** The words that are spelled so, or may sound so, and what that costs. */
  function whole(typed) {
    const found = new Map();
    if (numbers.has(typed.plain)) found.set(numbers.get(typed.plain), costs.whole);
    for (const number of typed.forms.flatMap((form) => bySound.get(form) ?? [])) {
      const { plain } = words[number];
      const isClose = plain.startsWith(typed.plain) || typed.plain.startsWith(plain);
      setDefault(found, number, isClose ? costs.whole_but_for_its_end : costs.whole_folded);
    }
    return found;
  }

  /** Those, and the words that begin with it. */
  function beginning(typed) {
    const found = whole(typed);
    for (const number of index().spelled(typed.plain)) setDefault(found, number, costs.prefix);
    for (const start of typed.starts) {
      if (start.length < limits.folded_beginning_from) continue; // one letter is searched for as it was typed
      for (const number of index().forms(start)) setDefault(found, number, costs.prefix_folded);
    }
    return found;
  }

  /** All words that may be meant, and how unlike what was typed they are. */
  function like(typed, { mayBeInitial = false, maySlip = true }) {
    const found = beginning(typed);
    const initial = mayBeInitial && LETTERS_ONLY.test(typed.plain) ? numbers.get(typed.plain[0]) : undefined;
    if (initial !== undefined) setDefault(found, initial, costs.initial);
    if (typed.plain.length >= limits.ending_from) {
      // people shorten a long name to its end: Sugiyanto is Yanto
      for (const number of typed.forms.flatMap((form) => index().backwards(reversed(form)))) {
        setDefault(found, number, costs.ending);
      }
    }
    if (maySlip) for (const [number, cost] of slipped(typed, found)) found.set(number, cost);
    const end = /^[0-9]{3,}$/.test(typed.plain) ? numbers.get(PHONE + typed.plain.slice(-3)) : undefined;
    if (end !== undefined) found.set(end, costs.whole);
    return found;
  }

  // ---- Slips ------------------------------------------------------------------------------------

  const mostSlips = (plain, form) =>
    rules.filter((rule) => plain.length >= rule.letters && form.length >= rule.folded).length;

  const canGoOn = (plain, form) =>
    plain.length >= limits.slip_in_beginning_from && form.length >= limits.slip_in_folded_beginning_from;

  function slipped(typed, but) {
    const found = new Map();
    for (const form of LETTERS_ONLY.test(typed.plain) ? new Set([...typed.forms, ...typed.starts]) : []) {
      const most = mostSlips(typed.plain, form);
      const mayGoOn = canGoOn(typed.plain, form);
      for (const [number, other] of alike(form, most, mayGoOn ? index().longest : form.length + most)) {
        if (but.has(number)) continue;
        const cost = costOf(slips(form, other, most), most, mayGoOn);
        if (cost !== null) found.set(number, Math.min(cost, found.get(number) ?? cost));
      }
    }
    return found;
  }

  /** Words that aren't too short or too long, and lack few of its letters: each of these is a slip of its own. */
  function alike(form, most, longest) {
    const mine = lettersIn(form);
    const found = [];
    for (let length = form.length - most; most && length <= longest; length++) {
      for (const [number, other, letters] of index().byLength.get(length) ?? []) {
        if (bitsIn(mine & ~letters) <= most) found.push([number, other]);
      }
    }
    return found;
  }

  function costOf([inWhole, inBeginning], most, mayGoOn) {
    const found = [];
    if (inWhole > 0 && inWhole <= most) found.push(costs.slips[inWhole - 1]);
    if (mayGoOn && inBeginning > 0 && inBeginning <= most) {
      found.push(costs.slips[inBeginning - 1] + costs.slip_in_beginning);
    }
    return found.length ? Math.min(...found) : null;
  }

  return { add, addPhone, whole, beginning, like };
}

/** How many letters are wrong, too many, missing, or swapped with the next: [in the word, in its best beginning];
    `most` + 1 for more than `most`. */
export function slips(typed, whole, most) {
  const word = whole.slice(0, typed.length + most + 1);
  let older;
  let before = [];
  let row = Array.from({ length: word.length + 1 }, (_, j) => j);
  for (let i = 1; i <= typed.length; i++) {
    [older, before, row] = [before, row, [i]];
    let least = i;
    for (let j = 1; j <= word.length; j++) {
      const isOther = typed[i - 1] === word[j - 1] ? 0 : 1;
      let cost = Math.min(before[j - 1] + isOther, before[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) {
        cost = Math.min(cost, older[j - 2] + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return [most + 1, most + 1];
  }
  return [Math.min(row[word.length], most + 1), Math.min(...row, most + 1)];
}

/** Texts in order: gives the numbers of those with a beginning. */
function inOrder(pairs) {
  pairs.sort(([one, a], [other, b]) => (one < other ? -1 : one > other ? 1 : a - b));
  const from = (text) => {
    let low = 0;
    let high = pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[middle][0] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (start) => pairs.slice(from(start), from(start + AFTER_ALL)).map(([, number]) => number);
}

const reversed = (text) => [...text].reverse().join("");

function setDefault(map, key, value) {
  if (!map.has(key)) map.set(key, value);
}

/** Which of a to z are in it, a bit for each. */
function lettersIn(form) {
  let found = 0;
  for (const letter of form) if (letter >= "a" && letter <= "z") found |= 1 << (letter.charCodeAt(0) - 97);
  return found;
}

function bitsIn(number) {
  let count = 0;
  for (let rest = number; rest; rest &= rest - 1) count += 1;
  return count;
}
