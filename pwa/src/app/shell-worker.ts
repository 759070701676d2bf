import type { AppUpdate } from '../services.tsx';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import { installShell, type ShellInstallation } from './install-shell.ts';

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

export interface ShellWorker extends Pick<ShellInstallation, 'isReady' | 'settled'> {
  readonly update: Observable<AppUpdate>;
  register(): Promise<void>;
  /**
   * Called when the server has answered. Looks for a new version: the first time, and at most once an hour from then
   * on; and stores the shell if the connection was lost while it was fetched.
   */
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
    const { registration } = shell;
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

  const shell = installShell({
    container,
    scriptUrl,
    onWaiting: () => container?.controller != null && offer(),
  });

  const check = async () => {
    await shell.registration?.update().catch(() => undefined);
    const serverBuild = await fetchServerBuild();
    isStale = serverBuild !== null && serverBuild !== buildId;
    // One that is being installed is offered when it is there; if it fails, the old one is better than none.
    if (isStale && !shell.registration?.installing) offer();
  };

  return {
    update,
    isReady: shell.isReady,
    settled: shell.settled,
    async register() {
      page.addEventListener('vite:preloadError', () => isReachable() && offer());
      followReplacements(container, () => {
        isReplaced = true;
        if (acceptedAt === null) offer();
        else reload();
      });
      await shell.install();
    },
    checkForUpdate() {
      // Without workers every start asks the server itself; and a development server has no builds.
      if (container === undefined) return;
      shell.installAgain();
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
function followReplacements(container: ServiceWorkerContainer | undefined, onReplaced: () => void): void {
  let isControlled = container?.controller != null;
  container?.addEventListener('controllerchange', () => {
    if (isControlled) onReplaced();
    isControlled = true;
  });
}
