// Keeps the shell, so that the app opens without a network and says so. Answers and documents are never kept: whatever
// is not one of the shell's own files goes to the network and nowhere else.
declare const self: ServiceWorkerGlobalScope;
declare const __SHELL__: string[]; // put in by the build

const shell = __SHELL__;
const cache_name = `edify-${shell.join('|').length}-${shell.at(0) ?? ''}`;
const page = '/app';
const kept = new Set([...shell, '/assets/icon-v1.svg']);

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cache_name)
      .then((cache) => cache.addAll([page, ...kept]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((each) => each !== cache_name).map((each) => caches.delete(each))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (kept.has(url.pathname)) {
    event.respondWith(caches.match(url.pathname).then((found) => found ?? fetch(request)));
    return;
  }
  const is_page = url.pathname === '/' || url.pathname.startsWith('/app') || url.pathname.startsWith('/shared/');
  if (request.mode === 'navigate' && is_page) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(page)) ?? Response.error()));
  }
});

export {};
