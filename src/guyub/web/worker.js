// The service worker: keeps what is needed to open without a signal, and nothing about anybody. VERSION and FILES are
// written in front of this text by `web.worker`; pages are the same for everyone, static files carry their hash.
const SHELF = `guyub-shell-${VERSION}`;
const START = "/hp/";
const PATIENCE = 20_000; // a page of 6 kB comes in that time even over a thin line

addEventListener("install", (event) => event.waitUntil(fill()));

// All or nothing: if one file does not come, this version is not installed and the one before goes on.
async function fill() {
  const shelf = await caches.open(SHELF);
  for (const url of FILES) {
    const known = isHashed(url) && (await caches.match(url)); // the shelf before has it: not loaded again
    const response = known || (await fetch(url, { cache: "no-cache", redirect: "error", credentials: "same-origin" }));
    if (!response.ok) throw new TypeError(`${url}: ${response.status}`);
    await shelf.put(url, response);
  }
}

const isHashed = (url) => /\.[0-9a-f]{12}\.\w+$/.test(url);

// Runs when no page of the version before is open any more: now its shelf may go.
addEventListener("activate", (event) => event.waitUntil(clearOut()));

async function clearOut() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("guyub-shell-") && name !== SHELF).map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname)) event.respondWith(kept(url.pathname, request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

const kept = async (path, request) => (await (await caches.open(SHELF)).match(path)) ?? fetch(request);

// Pages of the association are never kept: without a signal, or after waiting in vain, the start page of the phone
// stands in their place. A file to load down takes its time.
function page(request) {
  const asked = fetch(request);
  if (!new URL(request.url).pathname.endsWith("/")) return asked;
  const enough = new Promise((_resolve, reject) => setTimeout(reject, PATIENCE));
  return Promise.race([asked, enough]).catch(() => kept(START, START));
}
