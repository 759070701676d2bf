import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/** What of the worker's global scope is used here; the compiler's own library for it clashes with that of pages. */
interface ShellWorker {
  readonly __WB_MANIFEST: (string | { url: string; revision: string | null })[];
  readonly registration: { readonly active: unknown };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate' | 'message', listener: (event: ShellEvent) => void): void;
}

type ShellEvent = Parameters<PrecacheController['install']>[0] & { readonly data?: unknown };

declare const self: ShellWorker;

const PREVIOUS_BUILD = 'previous-build';
/** Files that carry a hash of their content in their name: the same address is always the same file. */
const HASHED_FILE = /^\/assets\//;
/**
 * What the server owns, and every file; matched against path and query. A navigation there must reach the server, or
 * nobody could sign in or read the documents. It tells the same addresses from the app's by the same rule.
 */
const OF_THE_SERVER = [
  /^\/(?:api|auth|docs|health|metrics|assets)(?:[/?]|$)/,
  /^\/(?!orders\/)[^?]*\.[a-z0-9]+(?:\?|$)/i,
];

// The app's shell and nothing else: what the API answers is kept by the app itself, under the person it belongs to.
const shell = new PrecacheController();
shell.addToCacheList(self.__WB_MANIFEST);
registerRoute(new PrecacheRoute(shell));
registerRoute(new NavigationRoute(shell.createHandlerBoundToURL('index.html'), { denylist: OF_THE_SERVER }));
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && HASHED_FILE.test(url.pathname) && !isOfThisBuild(url.href),
  async ({ request }) => (await caches.match(request, { cacheName: PREVIOUS_BUILD })) ?? fetch(request),
);

// A new worker waits until a person says so: windows of the old build go on undisturbed.
self.addEventListener('install', (event) => {
  event.waitUntil(keepPresentBuild().then(() => shell.install(event)));
});

// The first worker of this device takes over at once, so that parts not yet loaded work offline from the first visit on.
const isFirst = self.registration.active === null;
self.addEventListener('activate', (event) => {
  event.waitUntil(
    forgetOlderBuilds()
      .then(() => shell.activate(event))
      .then(() => (isFirst ? self.clients.claim() : undefined)),
  );
});

self.addEventListener('message', (event) => {
  if (isSkipWaiting(event.data)) event.waitUntil(self.skipWaiting());
});

/** Windows of the build that is replaced go on asking for its files, which the shell's cache is about to forget. */
async function keepPresentBuild(): Promise<void> {
  const present = await caches.open(shell.strategy.cacheName);
  const previous = await caches.open(PREVIOUS_BUILD);
  for (const request of await present.keys()) {
    if (!HASHED_FILE.test(new URL(request.url).pathname) || isOfThisBuild(request.url)) continue;
    const response = await present.match(request);
    if (response !== undefined) await previous.put(request, response);
  }
}

/** Only the build before this one is kept: until its files are swept out, the shell's cache tells which they are. */
async function forgetOlderBuilds(): Promise<void> {
  const present = await caches.open(shell.strategy.cacheName);
  const previous = await caches.open(PREVIOUS_BUILD);
  for (const request of await previous.keys()) {
    const isOfLastBuild = (await present.match(request)) !== undefined;
    if (isOfThisBuild(request.url) || !isOfLastBuild) await previous.delete(request);
  }
}

function isOfThisBuild(url: string): boolean {
  return shell.getCacheKeyForURL(url) !== undefined;
}

function isSkipWaiting(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING';
}
