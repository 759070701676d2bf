/**
 * The service worker that ends all others: browsers fetch it in place of the app's own, at the latest when a page is
 * opened. It takes the stored shell away and lets windows load from the server. What the app keeps in IndexedDB, edits
 * that wait among it, stays. A window that has no worker is not reloaded, so that installing this one ends by itself.
 */
export const RETIRING_WORKER = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(retire()));

async function retire() {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
  for (const window of await self.clients.matchAll({ type: 'window' })) {
    // Not waited for: the page that comes next must not wait for this worker in turn.
    window.navigate(window.url).catch(() => {});
  }
}
`;
