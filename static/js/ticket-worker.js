/* The worker of ticket pages: a ticket that was opened once opens without signal too, and says that it is the kept one.
   With signal the server is always asked first, for a ticket can be revoked. ticket.js puts pages on the shelf. */

const SHELF = "tickets";
const PATIENCE = 4000; // milliseconds that a weak signal is waited for
const MOST = 24; // pages and their parts: the oldest go first

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate" && /^\/t\/[a-z2-7]+$/i.test(pathname)) event.respondWith(ticket(event));
  else if (pathname.startsWith("/static/")) event.respondWith(part(event.request));
});

async function part(request) {
  const kept = await caches.match(request, { cacheName: SHELF, ignoreVary: true });
  return kept ?? fetch(request);
}

async function ticket(event) {
  const address = new URL(event.request.url).pathname.toLowerCase();
  const kept = await caches.match(address, { cacheName: SHELF, ignoreVary: true });
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => shelve(address, answer.clone())).catch(() => {}));
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([fresh.catch(() => null), late]);
  if (answer && answer.status < 500) return answer;
  const text = await kept.text();
  return new Response(text.replace("data-kept hidden", "data-kept"), { headers: kept.headers });
}

/** What the server says now takes the place of what it said before; a ticket that is gone isn't kept. */
async function shelve(address, answer) {
  const shelf = await caches.open(SHELF);
  if (answer.ok) await shelf.put(address, answer);
  else if (answer.status < 500) await shelf.delete(address);
  const all = await shelf.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((request) => shelf.delete(request)));
}
