/* How names are spelled in Indonesia, as far as finding them needs it: letters, titles, and the spellings of one sound.
   The table is folding.json; the server's eventreg/core/folding.py reads the same one, and both fold alike. */

const APOSTROPHES = /['`\u00b4\u2018\u2019\u02bb\u02bc]/g; // Ma'ruf is one word
const MARKS = /[\u0300-\u036f]/g;
const ASCII = /^[\0-\x7f]*$/;
const DOUBLED = /([A-Za-z])\1+/g;
const LEADING_ZEROS = /(^|[a-z])0+(?=[0-9])/g;
const LONGEST_TITLE = 3; // words: "S. Pd. I."
const LONGEST_START = 3; // letters of the first of several

const unique = (forms) => [...new Set(forms)];
const listed = (words) => new Set(words.split(" "));

/** The table, ready to fold words. A word is {plain, forms, starts, isTitle}: `forms` are what it sounds like, `starts`
    what it may sound like with more letters to come. */
export function makeFolding(table) {
  const letters = new Map(Object.entries(table.letters));
  const before = listed(table.titles.before);
  const after = listed(table.titles.after);
  const same = new Map();
  const known = new Map();
  for (const [name, words] of Object.entries(table.same)) {
    for (const word of words.split(" ")) if (word !== name) same.set(word, name);
  }

  /** "Hj. Nurul Ma'rifah, S.Pd" → hj nurul marifah s pd: lower case, ASCII. */
  function split(text) {
    const joined = text.replace(APOSTROPHES, "");
    const plain = ASCII.test(joined) ? joined : withoutMarks(joined);
    return plain.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  }

  const withoutMarks = (text) =>
    [...text.normalize("NFKD")]
      .map((letter) => letters.get(letter) ?? letter)
      .join("")
      .replace(MARKS, "")
      .replace(/[^\0-\x7f]/g, " "); // or toLowerCase() would turn a foreign letter into one of ours

  /** How many parts from `place` on are one title; 0: none. Some stand before a name ("Bu Se" is somebody whose name
      begins with Se), some after one ("St. Aminah" is Siti). */
  function titleAt(parts, place, hasName) {
    const longest = parts[place].length > LONGEST_START ? 1 : LONGEST_TITLE;
    for (let length = Math.min(longest, parts.length - place); length > 0; length--) {
      const title = parts.slice(place, place + length).join("");
      if ((hasName && after.has(title)) || (place + length < parts.length && before.has(title))) return length;
    }
    return 0;
  }

  function withoutEnding(form) {
    for (const [old, now] of table.endings) {
      if (form.endsWith(old) && form.length > 2) return form.slice(0, -old.length) + now;
    }
    return form;
  }

  /** What a word sounds like: {forms: as a whole word, starts: with more letters to come}. */
  function soundsOf(plain) {
    if (/[0-9]/.test(plain)) {
      const only = [plain.replace(LEADING_ZEROS, "$1")];
      return { forms: only, starts: only };
    }
    let forms = [plain.replace(DOUBLED, "$1")];
    for (const [old, ...now] of table.folds) {
      if (forms.some((form) => form.includes(old))) {
        forms = unique(forms.flatMap((form) => now.map((one) => form.split(old).join(one))));
      }
    }
    return { forms: finished(forms.map(withoutEnding)), starts: finished(forms) };
  }

  const finished = (forms) =>
    unique(forms.map((form) => form.toLowerCase().replace(DOUBLED, "$1"))).slice(0, table.limits.forms);

  /** One word and what it sounds like, in the spelling of the word that it stands for too. Names repeat their words. */
  function word(plain, isTitle = false) {
    const key = plain + (isTitle ? "." : "");
    if (!known.has(key)) known.set(key, newWord(plain, isTitle));
    return known.get(key);
  }

  const newWord = (plain, isTitle) => made(plain, same.get(plain), isTitle);

  /** Two words written as one: "nur hayati", "abd rahman". */
  const joined = (one, other) =>
    made(one.plain + other.plain, same.has(one.plain) ? same.get(one.plain) + other.plain : undefined, false);

  function made(plain, meant, isTitle) {
    const { forms, starts } = soundsOf(plain);
    return { plain, forms: meant ? unique([...forms, ...soundsOf(meant).forms]) : forms, starts, isTitle };
  }

  /** The words that the parts make, titles of several letters put together: s pd → spd. */
  function words(parts) {
    const found = [];
    let hasName = false;
    for (let place = 0; place < parts.length; ) {
      const length = titleAt(parts, place, hasName);
      hasName ||= !length;
      found.push(word(parts.slice(place, place + (length || 1)).join(""), length > 0));
      place += length || 1;
    }
    return found;
  }

  return { table, split, word, words, joined };
}
