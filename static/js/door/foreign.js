/* Codes that people hold up instead of their ticket: told by name, so that the queue isn't argued with. */

import { SCANNED_URL } from "./token.js";
import { fill, words } from "./words.js";

const HOST = /^https?:\/\/([^/\s?#]{1,60})/i;
const KINDS = [
  ["payment", /^000201/], // EMVCo, as QRIS
  ["wifi", /^WIFI:/i],
  ["contact", /^(BEGIN:VCARD|MECARD:)/i],
  ["pairing", /#(pair|key)=/i],
];

/** {say, why} for what a camera read, null for what may be a ticket or is nothing that is known. */
export function foreign(text) {
  if (!text || SCANNED_URL.test(text)) return null;
  const kind = KINDS.find(([, looks]) => looks.test(text))?.[0];
  const address = HOST.exec(text)?.[1].toLowerCase();
  const why = kind ? words.foreign[kind] : address && fill(words.foreign.address, { address });
  return why ? { say: words.foreign.say, why } : null;
}
