/* The token in a ticket's QR code, judged without signal by the event's public keys alone; docs/tickets.md describes it.
   No DOM. Ed25519 is the browser's own (Chrome and Edge from 137, Firefox from 129, Safari from 17, on HTTPS or localhost);
   older ones get it from a small library, which is loaded only there. */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CONTEXT = new TextEncoder().encode("eventreg-ticket-v1\0");
const SIGNED = 16; // bytes of the 80; the other 64 are the signature
export const SCANNED_URL = /^https?:\/\/[^/\s]+\/t\/([^/\s]*)$/i;

/** The token in what a camera read: the whole address in the QR code, or the token by itself. */
export const tokenFromScan = (raw) => SCANNED_URL.exec(raw)?.[1] ?? raw;

/** {version, key_id, event, number, flags, signed, signature}, `number` as 16 hexadecimal digits; null if unreadable. */
export function readToken(text) {
  if (!/^[A-Za-z2-7]{128}$/.test(text)) return null;
  const bytes = bytesOf(text.toUpperCase());
  const view = new DataView(bytes.buffer);
  return {
    version: bytes[0],
    key_id: bytes[1],
    event: view.getUint32(2),
    number: [...bytes.subarray(6, 14)].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    flags: view.getUint16(14),
    signed: bytes.subarray(0, SIGNED),
    signature: bytes.subarray(SIGNED),
  };
}

/** 128 letters of five bits are 80 bytes, with no bit to spare. */
function bytesOf(letters) {
  const bytes = new Uint8Array(80);
  let bits = 0;
  let held = 0;
  let place = 0;
  for (const letter of letters) {
    bits = ((bits << 5) | LETTERS.indexOf(letter)) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes[place++] = (bits >> held) & 0xff;
  }
  return bytes;
}

/** Whether this browser has Ed25519 of its own. */
export const canVerify = () => imported(new Uint8Array(32)).then(() => true, () => false);

const imported = (raw) => crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);

/** The public key as `judgeToken` needs it, made once: a function that verifies. `raw`: its 32 bytes. */
export async function publicKey(raw) {
  if (await canVerify()) {
    const key = await imported(raw);
    return (signature, message) => crypto.subtle.verify("Ed25519", key, signature, message);
  }
  const { verifyAsync } = await import("../../vendor/noble-ed25519/index.js");
  return (signature, message) => verifyAsync(signature, message, raw, { zip215: false });
}

/** "genuine", "forged" or "wrong_event", at the door of `event`. `keys`: a Map of its public keys by key id. Another
    event's token is `wrong_event` unverified: this phone has no keys for it. */
export async function judgeToken(token, event, keys) {
  if (token.version !== 1 || token.flags !== 0) return "forged";
  if (token.event !== event) return "wrong_event";
  const verify = keys.get(token.key_id);
  if (!verify) return "forged";
  const message = new Uint8Array([...CONTEXT, ...token.signed]);
  return (await verify(token.signature, message)) ? "genuine" : "forged";
}
