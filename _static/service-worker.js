// Keeps what has been opened, for reading without a connection.
//
// The network always comes first, so nobody gets an old page while a new one can be had. Files whose
// address carries the digest of their content (?v=…) cannot be old: those come from the cache.

const NAME = "book";
const served = new Map(); // addresses of pages that came from the cache, and when they were saved

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (!request.url.startsWith(self.registration.scope)) return;
  if (address.pathname.includes("/downloads/")) return;
  event.respondWith(answer(request, address));
});

async function answer(request, address) {
  const cache = await caches.open(NAME);
  if (address.searchParams.has("v")) {
    const kept = await cache.match(request);
    if (kept) return kept;
  }
  const plain = address.origin + address.pathname;
  try {
    const fresh = await fetch(request);
    if (fresh.ok && fresh.type === "basic") await keep(cache, request, address, fresh.clone());
    served.delete(plain);
    return fresh;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (!kept) throw error;
    if (request.mode === "navigate") served.set(plain, kept.headers.get("x-saved"));
    return kept;
  }
}

async function keep(cache, request, address, response) {
  const headers = new Headers(response.headers);
  headers.set("x-saved", String(Date.now()));
  const copy = new Response(await response.blob(), { headers });
  if (address.searchParams.has("v")) await cache.delete(request, { ignoreSearch: true });
  // A question in the address (search, a filled calculator) is the reader's: it is not kept.
  const key = address.searchParams.has("v") ? request : address.origin + address.pathname;
  await cache.put(key, copy);
}

self.addEventListener("message", (event) => {
  const address = new URL(event.data.ask);
  const saved = served.get(address.origin + address.pathname);
  if (saved) event.source.postMessage({ saved });
});
