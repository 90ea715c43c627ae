/* The spoken code, checked before it is sent: 12 characters of Crockford's base32 whose weighted sum over GF(32) is 0.
   The server's tickets/rules.py explains the arithmetic. */

/** The 32 characters of a code. */
export const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SEPARATORS = /[\s\u001c-\u001f\u0085\u002d\u2010-\u2015\u2212]/g; // spaces, and every dash that a keyboard may put
const timesX = (element) => (element << 1) ^ (element & 16 ? 0b100101 : 0);

/** What was typed as it is stored: capitals, without spaces and dashes, I and L as 1, O as 0. */
export const tidy = (typed) =>
  typed.replace(SEPARATORS, "").toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0");

/** "ABCD EFGH JKMN". */
export const grouped = (code) => code.replace(/(.{4})(?=.)/g, "$1 ");

/** Whether no character is wrong and no two are swapped. */
export function isRight(code) {
  if (code.length !== 12 || [...code].some((letter) => !LETTERS.includes(letter))) return false;
  return [...code].reduce((sum, letter) => timesX(sum) ^ LETTERS.indexOf(letter), 0) === 0;
}

/** The code that somebody typed, as it is stored; null if it is unreadable. Only ASCII letters become capitals, or a foreign
    one would turn into one of ours; and a byte order mark is a space to browsers alone. */
export function readCode(typed) {
  const isPlain = /^[\0-\x7f]*$/.test(typed.replace(SEPARATORS, "")) && !typed.includes("\ufeff");
  const code = isPlain ? tidy(typed) : "";
  return isRight(code) ? code : null;
}
