/* The worker that opens the door without signal: it keeps the page and all files that the page needs, and answers from
   them at once, so that a page always runs with the scripts that it was made with. What is newer comes with a new worker,
   which waits until the page lets it take over (renewal.js). The API never passes through a cache.

   The server writes before it: const KEPT = {version, page, files: {address: hash}} (eventreg/door/keeping.py). */

const SHELF = `door ${KEPT.version}`;

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  const isPage = pathname === KEPT.page && mode === "navigate";
  if (method !== "GET" || origin !== location.origin || !(isPage || Object.hasOwn(KEPT.files, pathname))) return;
  event.respondWith(found(pathname).then((answer) => answer ?? fetch(event.request)));
});

addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
  else event.waitUntil(answer(event.data, event.ports[0]));
});

async function answer(asked, port) {
  if (asked === "keep it again") await fill().catch(() => {}); // without signal, or the server has another version
  port.postMessage({ version: KEPT.version, missing: await missing() });
}

const found = (address) => caches.match(address, { cacheName: SHELF, ignoreVary: true });

/** All or nothing: a file that isn't of this version, as while the server is being renewed, ends the attempt. */
async function fill() {
  const shelf = await caches.open(SHELF);
  const page = await fetch(KEPT.page, { cache: "reload" });
  if (!page.ok || !(await page.clone().text()).includes(`content="${KEPT.version}"`)) throw new Error("another version");
  const files = Object.entries(KEPT.files).map(async ([address, integrity]) => {
    const file = await fetch(address, { cache: "no-cache", integrity });
    if (!file.ok) throw new Error(address);
    await shelf.put(address, file);
  });
  await Promise.all([shelf.put(KEPT.page, page), ...files]);
}

async function tidy() {
  const others = (await caches.keys()).filter((name) => name.startsWith("door ") && name !== SHELF);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** How many of all that has to be there isn't: browsers may throw things away when a phone is full. */
async function missing() {
  const answers = await Promise.all([KEPT.page, ...Object.keys(KEPT.files)].map(found));
  return answers.filter((answer) => !answer).length;
}
