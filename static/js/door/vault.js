/* The phone's safe: a database in which every value is encrypted with a key that can't leave this browser. A write is done
   when it is on the disk. What that doesn't stop: whoever holds the unlocked phone can open this page as its owner can. */

const NAME = "eventreg-door";
const KINDS = ["facts", "queue", "refused", "own"]; // found again by their keys
const LOG = "list"; // in the order in which they were added

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const written = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const kind of ["keys", ...KINDS]) request.result.createObjectStore(kind);
    request.result.createObjectStore(LOG, { autoIncrement: true });
  };
  return asked(request);
}

/** The key of all values, made by whichever page comes first. */
async function takeKey(database) {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const keys = database.transaction("keys", "readwrite").objectStore("keys");
  const kept = await asked(keys.get("values"));
  if (!kept) await asked(keys.put(made, "values"));
  return kept ?? made;
}

/** The safe; rejects where the browser has no database or no cryptography. */
export async function openVault() {
  if (!crypto.subtle) throw new Error("this page isn't served over HTTPS");
  const database = await openDatabase();
  const secret = await takeKey(database);
  const queues = new Map(); // of each kind: the end of its last write, so that none overtakes another

  const seal = async (kind, value) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const way = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(kind) };
    return { iv, data: await crypto.subtle.encrypt(way, secret, new TextEncoder().encode(JSON.stringify(value))) };
  };

  const unseal = async (kind, { iv, data }) => {
    const way = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(kind) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(way, secret, data)));
  };

  async function put(changes) {
    const sealed = await Promise.all(
      changes.map(async (change) => ({
        ...change,
        value: change.value === undefined ? undefined : await seal(change.kind, change.value),
      })),
    );
    const kinds = [...new Set(changes.map(({ kind }) => kind))];
    const transaction = database.transaction(kinds, "readwrite", { durability: "strict" });
    const done = written(transaction);
    for (const { kind, key, value, clear } of sealed) {
      const place = transaction.objectStore(kind);
      if (clear) place.clear();
      else if (value === undefined) place.delete(key);
      else place.put(value, key);
    }
    return done;
  }

  /** Change all or nothing: [{kind, key, value}], without a value it is deleted; `clear` empties the kind. Resolves when
      it is on the disk. */
  function write(changes) {
    const kinds = [...new Set(changes.map(({ kind }) => kind))];
    const before = Promise.allSettled(kinds.map((kind) => queues.get(kind)));
    const done = before.then(() => put(changes));
    for (const kind of kinds) queues.set(kind, done);
    return done;
  }

  /** [[key, value]] of a kind. What can't be opened any more is left where it is. */
  async function read(kind) {
    const place = database.transaction(kind).objectStore(kind);
    const [keys, values] = await Promise.all([asked(place.getAllKeys()), asked(place.getAll())]);
    const opened = await Promise.allSettled(values.map((value) => unseal(kind, value)));
    return opened.flatMap((one, place) => (one.status === "fulfilled" ? [[keys[place], one.value]] : []));
  }

  return { read, write };
}
