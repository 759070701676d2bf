import type { AppUpdate } from '../services.tsx';
import { type Cell, createCell, type Observable } from '../store/observable.ts';

export interface ServiceWorkerOptions {
  /** `undefined` = no worker here: an old browser, a private window, or a development server. */
  readonly container: ServiceWorkerContainer | undefined;
  readonly scriptUrl: string;
  /** Where the page tells of a part of the app that could not be loaded. */
  readonly page: EventTarget;
  /** Whether there is a server to load it from after a reload. */
  isReachable(): boolean;
  now(): number;
  /** Resolves when no edit is on its way. */
  whenNotSending(): Promise<void>;
  reload(): void;
}

export interface ShellWorker {
  readonly update: Observable<AppUpdate>;
  /** Whether the shell is stored, so that the app starts without a connection. */
  readonly isReady: Observable<boolean>;
  register(): Promise<void>;
  /** Looks for a new version, at most once an hour. */
  checkForUpdate(): void;
}

const CHECK_EVERY_MS = 60 * 60_000;

/**
 * The app's shell on this device and its updates. A new version is only offered. The window in which somebody accepts
 * it reloads once its edits are through; the others stay as they are, on the files of the build before, and are
 * offered a reload of their own.
 */
export function createShellWorker(options: ServiceWorkerOptions): ShellWorker {
  const { container, scriptUrl, page, isReachable, now, whenNotSending, reload } = options;
  const isReady: Cell<boolean> = createCell(false);
  let registration: ServiceWorkerRegistration | null = null;
  let isAccepted = false;
  let checkedAt = now();

  const reloadWhenQuiet = async () => {
    await whenNotSending();
    reload();
  };
  const apply = () => {
    const waiting = registration?.waiting;
    if (!waiting) return void reloadWhenQuiet();
    isAccepted = true;
    waiting.postMessage({ type: 'SKIP_WAITING' });
  };
  const update: Cell<AppUpdate> = createCell<AppUpdate>({ isWaiting: false, apply });
  const offer = () => update.set({ isWaiting: true, apply });

  return {
    update,
    isReady,
    async register() {
      page.addEventListener('vite:preloadError', () => isReachable() && offer());
      if (container === undefined) return;
      let isControlled = container.controller !== null;
      container.addEventListener('controllerchange', () => {
        if (isControlled && isAccepted) void reloadWhenQuiet();
        else if (isControlled) offer();
        isControlled = true;
      });
      void container.ready.then(() => isReady.set(true));
      registration = await container.register(scriptUrl).catch(() => null);
      if (registration !== null) followUpdates(registration, container, offer);
    },
    checkForUpdate() {
      if (registration === null || now() - checkedAt < CHECK_EVERY_MS) return;
      checkedAt = now();
      registration.update().catch(() => undefined);
    },
  };
}

function followUpdates(
  registration: ServiceWorkerRegistration,
  container: ServiceWorkerContainer,
  onWaiting: () => void,
): void {
  const follow = (worker: ServiceWorker | null) => {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && container.controller !== null) onWaiting();
    });
  };
  if (registration.waiting !== null && container.controller !== null) onWaiting();
  follow(registration.installing);
  registration.addEventListener('updatefound', () => follow(registration.installing));
}
