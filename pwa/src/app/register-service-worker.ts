import type { AppUpdate } from '../services.tsx';
import { type Cell, createCell, type Observable } from '../store/observable.ts';

export interface ServiceWorkerOptions {
  /** `undefined` = no worker here: an old browser, a private window, or a development server. */
  readonly container: ServiceWorkerContainer | undefined;
  readonly scriptUrl: string;
  /** Where the page tells of a part of the app that could not be loaded. */
  readonly page: EventTarget;
  /** The build that runs in this window. */
  readonly buildId: string;
  /** The build that the server has; `null` = it does not say. */
  fetchServerBuild(): Promise<string | null>;
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
  /** Resolves when the shell is stored, or when it is known that it will not be: in an old browser, on a full device. */
  readonly settled: Promise<void>;
  register(): Promise<void>;
  /** Looks for a new version: when this is first called, and at most once an hour from then on. */
  checkForUpdate(): void;
}

const CHECK_EVERY_MS = 60 * 60_000;
/** A worker that was told to take over and has not by then will not. */
const TAKE_OVER_MS = 10_000;

/**
 * The app's shell on this device and its updates. A new version is only offered; nothing reloads a window but the
 * press of its own button, once its edits are through. The others stay as they are, on the files of the build before,
 * and are offered a reload of their own.
 *
 *   a worker waits         ──accepted──► it takes over ──► reload
 *   another has taken over ──accepted──► reload
 *   neither, but the server has another build: the worker here is stuck, and a reload would start the same build again
 *                          ──accepted──► unregister ──► reload, from the server
 */
export function createShellWorker(options: ServiceWorkerOptions): ShellWorker {
  const { container, scriptUrl, page, buildId, fetchServerBuild, isReachable, now } = options;
  const isReady: Cell<boolean> = createCell(false);
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let registration: ServiceWorkerRegistration | null = null;
  /** Whether the server has another build than this window, when it was last asked. */
  let isStale = false;
  /** Whether the worker that this window began with has been replaced. */
  let isReplaced = false;
  let acceptedAt: number | null = null;
  let checkedAt: number | null = null;

  const reload = once(async (stuck?: ServiceWorkerRegistration) => {
    await options.whenNotSending();
    await stuck?.unregister().catch(() => false);
    options.reload();
  });
  const apply = () => {
    const waiting = registration?.waiting ?? null;
    const isInTime = acceptedAt === null || now() - acceptedAt < TAKE_OVER_MS;
    if (waiting !== null && (isInTime || !isReachable())) {
      acceptedAt ??= now();
      waiting.postMessage({ type: 'SKIP_WAITING' });
    } else if (registration !== null && !isReplaced && (waiting !== null || isStale) && isReachable())
      reload(registration);
    else reload();
  };
  const update: Cell<AppUpdate> = createCell<AppUpdate>({ isWaiting: false, apply });
  const offer = () => update.set({ isWaiting: true, apply });

  const check = async () => {
    await registration?.update().catch(() => undefined);
    const serverBuild = await fetchServerBuild();
    isStale = serverBuild !== null && serverBuild !== buildId;
    // One that is being installed is offered when it is there; if it fails, the old one is better than none.
    if (isStale && !registration?.installing) offer();
  };

  return {
    update,
    isReady,
    settled,
    async register() {
      page.addEventListener('vite:preloadError', () => isReachable() && offer());
      if (container === undefined) return settle();
      followReplacements(container, () => {
        isReplaced = true;
        if (acceptedAt === null) offer();
        else reload();
      });
      void untilKept(container).then(isReady.set).then(settle);
      // Where workers are blocked, some browsers answer with nothing.
      registration = (await container.register(scriptUrl).catch(() => null)) ?? null;
      if (registration === null) return settle();
      followUpdates(registration, {
        onWaiting: () => container.controller !== null && offer(),
        onFailure: settle,
      });
    },
    checkForUpdate() {
      // Without workers every start asks the server itself; and a development server has no builds.
      if (container === undefined) return;
      if (checkedAt !== null && now() - checkedAt < CHECK_EVERY_MS) return;
      checkedAt = now();
      void check();
    },
  };
}

/** A button that is pressed twice reloads once. */
function once<A extends unknown[]>(work: (...values: A) => Promise<void>): (...values: A) => void {
  let isBegun = false;
  return (...values) => {
    if (!isBegun) void work(...values);
    isBegun = true;
  };
}

/** Calls back when another worker takes the place of the one that serves this window. */
function followReplacements(container: ServiceWorkerContainer, onReplaced: () => void): void {
  let isControlled = container.controller !== null;
  container.addEventListener('controllerchange', () => {
    if (isControlled) onReplaced();
    isControlled = true;
  });
}

/** Resolves with whether there is a worker to stay: one that ends the others is active as well, for a moment. */
async function untilKept(container: ServiceWorkerContainer): Promise<boolean> {
  const { active } = await container.ready;
  if (active?.state === 'activating') {
    await new Promise((resolve) => {
      active.addEventListener('statechange', resolve, { once: true });
    });
  }
  return (await container.getRegistration()) !== undefined;
}

interface UpdateEvents {
  onWaiting(): void;
  /** The worker that was being installed is given up, perhaps for want of space. */
  onFailure(): void;
}

function followUpdates(
  registration: ServiceWorkerRegistration,
  { onWaiting, onFailure }: UpdateEvents,
): void {
  const follow = (worker: ServiceWorker | null) => {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') onWaiting();
      if (worker.state === 'redundant') onFailure();
    });
  };
  if (registration.waiting !== null) onWaiting();
  follow(registration.installing);
  registration.addEventListener('updatefound', () => follow(registration.installing));
}
