import type { EventSourceConstructor } from '../api/live-stream.ts';
import { type Clock, systemClock } from '../sync/clock.ts';
import type { PageEvents } from '../sync/sync-loop.ts';
import { pause } from '../ui/pause.ts';
import { newId } from './new-id.ts';
import { storageOf } from './storage-of.ts';

/** What the app takes from the browser. Everything that may be missing in one is `undefined` or `null` here. */
export interface Environment {
  readonly clock: Clock;
  readonly page: PageEvents;
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly EventSource: EventSourceConstructor | undefined;
  readonly BroadcastChannel: typeof BroadcastChannel | undefined;
  /** Remembers who was signed in last, so that a start without a connection opens the right databases. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
  readonly serviceWorker: ServiceWorkerContainer | undefined;
  isBrowserOnline(): boolean;
  readonly buildId: string;
  /** The server, where it is not the page's own origin. */
  readonly baseUrl?: string;
  fetch(request: Request): Promise<Response>;
  random(): number;
  newId(): string;
  /** Lets the page draw and answer. */
  pause(): Promise<void>;
  /** Resolves when the page has nothing better to do. */
  untilIdle(): Promise<void>;
  reload(): void;
  /** Leaves this document for good; going back does not lead to it. */
  leave(to: string): void;
  /** Asks the browser to keep this site's data when room gets scarce; `null` = it cannot be asked. */
  keepStorage(): Promise<boolean | null>;
  /** What it has promised so far. */
  isStorageKept(): Promise<boolean | null>;
  /** How much room this site takes, and how much it may take, in bytes. */
  estimateStorage(): Promise<StorageEstimate | null>;
  /** The number on the app's icon; 0 takes it away. */
  setBadge(count: number): void;
}

export function browserEnvironment(): Environment {
  return {
    clock: systemClock(),
    page: { window, document, isVisible: () => document.visibilityState === 'visible' },
    locks: navigator.locks ?? null,
    EventSource: globalThis.EventSource,
    BroadcastChannel: globalThis.BroadcastChannel,
    storage: storageOf(window),
    serviceWorker: import.meta.env.PROD ? navigator.serviceWorker : undefined,
    isBrowserOnline: () => navigator.onLine,
    buildId: import.meta.env['VITE_BUILD_ID'] ?? 'development',
    fetch: (request) => fetch(request),
    random: Math.random,
    newId: () => newId(),
    pause,
    untilIdle,
    reload: () => window.location.reload(),
    leave: (to) => window.location.replace(to),
    keepStorage: async () => (await navigator.storage?.persist?.()) ?? null,
    isStorageKept: async () => (await navigator.storage?.persisted?.()) ?? null,
    estimateStorage: async () => (await navigator.storage?.estimate?.()) ?? null,
    setBadge(count) {
      const isDone = count === 0 ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(count);
      isDone?.catch(() => undefined);
    },
  };
}

function untilIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve());
    else setTimeout(resolve, 200);
  });
}
