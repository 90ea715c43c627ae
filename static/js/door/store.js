/* What the phone keeps: its key, its door, and every scan until the server has answered it. */

const memory = new Map(); // where the browser keeps nothing, at least this page does

function read(name, otherwise) {
  try {
    const text = localStorage.getItem(`door.${name}`);
    return text === null ? (memory.get(name) ?? otherwise) : JSON.parse(text);
  } catch {
    return memory.get(name) ?? otherwise;
  }
}

function write(name, value) {
  memory.set(name, value);
  try {
    if (value === null) localStorage.removeItem(`door.${name}`);
    else localStorage.setItem(`door.${name}`, JSON.stringify(value));
  } catch {
    // storage is full or forbidden: memory has it
  }
}

export const key = {
  get: () => read("key", null),
  set: (value) => write("key", value),
};

/** {event, gate, sessions} as the server told it. */
export const door = {
  get: () => read("door", null),
  set: (value) => write("door", value),
};

/** Scans that have no answer yet, oldest first. Each knows the event that it was made for. */
export const queue = {
  all: () => read("queue", []),
  add: (scan) => write("queue", [...queue.all(), scan]),
  remove: (id) => write("queue", queue.all().filter((scan) => scan.id !== id)),
};

/** Scans that the server will never take, kept for whoever looks into it. */
export const refused = {
  add: (scan, why) => write("refused", [...read("refused", []), { scan, why }]),
};

/** A random UUID; `crypto.randomUUID` is missing where the page isn't served over HTTPS. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
