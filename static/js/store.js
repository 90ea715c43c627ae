/* What a form keeps on this phone: what was typed ("drafts") and photos that have not gone up yet ("photos").

   In IndexedDB, since photos don't fit anywhere else. Where that is off or full, everything goes on without it. */

const NAME = "eventreg";
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("drafts");
      request.result.createObjectStore("photos");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close(); // somebody signs out in another tab
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => reject(request.error);
  });
  return opened;
}

async function within(store, mode, work) {
  try {
    const transaction = (await database()).transaction(store, mode);
    const request = work(transaction.objectStore(store));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } catch {
    return undefined;
  }
}

/** Whether this phone lets a page keep anything. */
export const works = () => database().then(() => true, () => false);

export const read = (store, key) => within(store, "readonly", (rows) => rows.get(key));
export const write = (store, key, value) => within(store, "readwrite", (rows) => rows.put(value, key));
export const drop = (store, key) => within(store, "readwrite", (rows) => rows.delete(key));
export const keys = async (store) => (await within(store, "readonly", (rows) => rows.getAllKeys())) ?? [];

/** Put what `turn` makes of what is kept in its place, in one go: null drops it, undefined leaves it. */
export const change = (store, key, turn) =>
  within(store, "readwrite", (rows) => {
    const found = rows.get(key);
    found.onsuccess = () => {
      const next = turn(found.result);
      if (next === null) rows.delete(key);
      else if (next !== undefined) rows.put(next, key);
    };
    return found;
  });
