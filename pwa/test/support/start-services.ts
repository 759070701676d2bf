import { Dexie } from 'dexie';
import { afterEach, beforeEach } from 'vitest';
import { composeServices } from '../../src/app/compose.ts';
import type { Environment } from '../../src/app/environment.ts';
import { ANONYMOUS } from '../../src/sync/whose-session.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';
import { createHandEventSources } from './hand-event-source.ts';
import type { ScriptedBff } from './scripted-bff.ts';

/** One window of the app: the real data side over the real databases, with a scripted server and a hand-turned clock. */
export interface TestWindow extends Awaited<ReturnType<typeof openWindow>> {}

export interface WindowOptions {
  readonly bff: ScriptedBff;
  readonly clock?: HandClock;
  readonly environment?: Partial<Environment>;
}

async function openWindow({ bff, clock = createHandClock(), environment = {} }: WindowOptions) {
  const { EventSource, streams } = createHandEventSources();
  const events = { window: new EventTarget(), document: new EventTarget() };
  const storage = memoryStorage();
  const reloads: number[] = [];
  const badges: number[] = [];
  const left: string[] = [];
  const services = composeServices({
    clock,
    page: { ...events, isVisible: () => true },
    locks: navigator.locks,
    EventSource,
    BroadcastChannel,
    storage,
    serviceWorker: undefined,
    isBrowserOnline: () => true,
    buildId: 'test',
    baseUrl: 'http://orders.test/',
    fetch: (request) => bff.fetch(request),
    random: () => 0.5,
    newId: () => crypto.randomUUID(),
    pause: () => Promise.resolve(),
    untilIdle: () => Promise.resolve(),
    reload: () => reloads.push(clock.now()),
    leave: (to) => left.push(to),
    keepStorage: async () => true,
    isStorageKept: async () => false,
    estimateStorage: async () => null,
    setBadge: (count) => badges.push(count),
    ...environment,
  });
  await services.start();
  return { ...services, clock, streams, reloads, badges, left, storage, ...events };
}

/** Opens windows for the tests of a file, each test on a device that has stored nothing. Closes them all afterwards. */
export function openWindows(): (options: WindowOptions) => Promise<TestWindow> {
  const opened: TestWindow[] = [];
  beforeEach(clearDatabases);
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((window) => window.stop()));
  });
  return async (options) => {
    const window = await openWindow(options);
    opened.push(window);
    return window;
  };
}

async function clearDatabases(): Promise<void> {
  const names = await Dexie.getDatabaseNames();
  await Promise.all(names.filter((name) => name.startsWith('orders-')).map((name) => Dexie.delete(name)));
}

export const OUTBOX_NAME = `orders-outbox:${ANONYMOUS}`;

/** A storage of its own, as every device has one. */
export function memoryStorage(
  first: Readonly<Record<string, string>> = {},
): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { readonly values: Map<string, string> } {
  const values = new Map(Object.entries(first));
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
