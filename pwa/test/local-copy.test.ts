import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { Dexie } from 'dexie';
import { describe, expect, test } from 'vitest';
import { html, noConnection, problem, ScriptedBff } from './support/scripted-bff.ts';
import { openWindows, type TestWindow } from './support/start-services.ts';
import { until } from './support/until.ts';

const CACHE = 'orders-cache:anonymous';
const open = openWindows();
const orders = (count: number) => Array.from({ length: count }, (_, index) => makeOrder(index));
const isReady = (window: TestWindow, count: number) =>
  until(() => expect(window.orders.current()).toMatchObject({ phase: 'ready', count }));
/** Orders are shown before they are on the disk, from where another window begins. */
const isStored = () => until(async () => expect(await countOf('copy')).toBe(1));
const statusIn = (window: TestWindow, number: number) =>
  window.orders.current().find(recordIdOf(number))?.status;

/** What a window asks that has a copy already. */
const START = ['GET /api/config', 'GET /api/orders/changes', 'GET /api/session', 'GET /health'];

/** Every state that a window goes through, as its screen would show it. */
function watch({ orders }: TestWindow) {
  const seen: { phase: string; count: number; status: string | null | undefined }[] = [];
  orders.subscribe(() => {
    const view = orders.current();
    seen.push({ phase: view.phase, count: view.count, status: view.find(recordIdOf(1))?.status });
  });
  return seen;
}

describe('the first visit', () => {
  test('brings every order, and a start without a connection has them all', async () => {
    const bff = new ScriptedBff(orders(2_500));
    const first = await open({ bff });
    await isReady(first, 2_500);
    const figures = first.orders.current().summary?.figures;
    await first.stop();

    bff.script = noConnection;
    const second = await open({ bff, environment: { isBrowserOnline: () => false } });
    expect(second.orders.current()).toMatchObject({
      phase: 'ready',
      count: 2_500,
      isComplete: true,
      asOf: bff.asOf,
    });
    expect(second.orders.current().summary?.figures).toEqual(figures);
    expect(second.config.current()?.currency).toBe('USD');
    expect(second.orders.current().find(recordIdOf(7))?.orderId).toBe('ORD-000007');
    expect(second.connection.current().state).toBe('offline');
  });

  test('a half-fetched table is neither shown nor stored, and is fetched again by itself', async () => {
    const bff = new ScriptedBff(orders(2_500));
    bff.script = ({ url }) => (url.includes('since=all%3A1000') ? problem(503) : undefined);
    const window = await open({ bff });
    await until(() => expect(bff.paths.filter((path) => path.endsWith('/changes'))).toHaveLength(2));
    await until(() => expect(window.clock.nextInMs()).not.toBeNull());
    expect(window.orders.current()).toMatchObject({ phase: 'empty', isComplete: false, count: 0 });
    expect(await countOf('packs')).toBe(0);
    bff.script = () => undefined;
    await until(() => {
      window.clock.advance(5_000);
      expect(window.orders.current()).toMatchObject({ phase: 'ready', count: 2_500 });
    });
  });

  test('shows the server’s figures until the table is there', async () => {
    const bff = new ScriptedBff(orders(10));
    const held = Promise.withResolvers<void>();
    bff.script = async ({ url }, answer) => {
      if (url.includes('/changes')) await held.promise;
      return answer();
    };
    const window = await open({ bff });
    await until(() => expect(window.orders.current().summary?.figures.totals.orders).toBe(10));
    expect(window.orders.current()).toMatchObject({ phase: 'empty', count: 0, summary: { asOf: bff.asOf } });
    held.resolve();
    await isReady(window, 10);
  });
});

describe('following the server', () => {
  test('a live event brings what has changed, to memory and to the device', async () => {
    const bff = new ScriptedBff(orders(50));
    const window = await open({ bff });
    await isReady(window, 50);
    bff.change(recordIdOf(1), { status: 'Delivered' });
    bff.remove(recordIdOf(2));
    window.streams()[0]?.emit('change', { version: bff.version, cursor: '3' });
    await isReady(window, 49);
    expect(statusIn(window, 1)).toBe('Delivered');
    await window.stop();
    bff.script = noConnection;
    const later = await open({ bff });
    expect(later.orders.current().count).toBe(49);
    expect(statusIn(later, 1)).toBe('Delivered');
  });

  test('a cursor that is too old has the table fetched anew, without the old one going away', async () => {
    const bff = new ScriptedBff(orders(30));
    const window = await open({ bff });
    await isReady(window, 30);
    const seen = watch(window);
    bff.change(recordIdOf(1), { status: 'Delivered' });
    bff.oldestCursor = 1_000;
    window.streams()[0]?.emit('change', { version: bff.version, cursor: 'other' });
    await until(() => expect(statusIn(window, 1)).toBe('Delivered'));
    expect(seen.every(({ phase, count }) => phase === 'ready' && count === 30)).toBe(true);
  });

  test('another version at a health check is fetched, should no event have come', async () => {
    const bff = new ScriptedBff(orders(5));
    const window = await open({ bff });
    await isReady(window, 5);
    bff.change(recordIdOf(1), { status: 'Delivered' });
    await until(() => {
      window.clock.advance(30_000);
      expect(statusIn(window, 1)).toBe('Delivered');
    });
  });

  test('F-32: a page in place of an answer changes nothing that is stored, and shows as offline', async () => {
    const bff = new ScriptedBff(orders(5));
    const window = await open({ bff });
    await isReady(window, 5);
    bff.script = () => html();
    window.streams()[0]?.emit('change', { version: 'e.9', cursor: 'c9' });
    await until(() => expect(window.connection.current().state).toBe('offline'));
    expect(window.orders.current().count).toBe(5);
    await window.stop();
    expect((await open({ bff })).orders.current().count).toBe(5);
  });

  test('F-25: a session that cannot be asked for takes nothing away', async () => {
    const bff = new ScriptedBff(orders(5));
    const window = await open({ bff });
    await isReady(window, 5);
    await window.stop();
    bff.script = ({ url }) => (url.endsWith('/session') ? problem(500) : undefined);
    const later = await open({ bff });
    expect(later.orders.current().count).toBe(5);
    expect(later.session.current()?.authMode).toBe('none');
    expect(later.reloads).toEqual([]);
  });
});

describe('several windows', () => {
  test('what one fetches is in the others, without a request of theirs', async () => {
    const bff = new ScriptedBff(orders(5));
    const first = await open({ bff });
    await isReady(first, 5);
    await isStored();
    const before = bff.paths.length;
    const second = await open({ bff });
    await until(() => expect(bff.paths.slice(before).sort()).toEqual(START));
    expect([first.streams().length, second.streams().length]).toEqual([1, 0]);
    const asked = bff.paths.length;
    bff.change(recordIdOf(1), { status: 'Delivered' });
    first.streams()[0]?.emit('change', { version: bff.version, cursor: '2' });
    await until(() => expect(statusIn(second, 1)).toBe('Delivered'));
    expect(bff.paths.slice(asked)).toEqual(['GET /api/orders/changes']);
  });

  test('a table that one had to fetch anew is in the others as well', async () => {
    const bff = new ScriptedBff(orders(5));
    const first = await open({ bff });
    await isReady(first, 5);
    await isStored();
    const before = bff.paths.length;
    const second = await open({ bff });
    await until(() => expect(bff.paths.slice(before).sort()).toEqual(START));
    bff.oldestCursor = 1_000;
    bff.change(recordIdOf(1), { status: 'Delivered' });
    first.streams()[0]?.emit('change', { version: bff.version, cursor: 'other' });
    await until(() => expect(statusIn(second, 1)).toBe('Delivered'));
  });

  test('when the one that listens is closed, the next one does', async () => {
    const bff = new ScriptedBff(orders(5));
    const first = await open({ bff });
    await isReady(first, 5);
    const second = await open({ bff });
    await first.stop();
    await until(() => expect(second.streams()).toHaveLength(1));
  });

  test('how a sync goes on shows in all of them', async () => {
    const bff = new ScriptedBff(orders(5));
    const first = await open({ bff });
    const second = await open({ bff });
    await until(() => expect(first.streams()).toHaveLength(1));
    first.streams()[0]?.emit('sync', { phase: 'reading', fetched: 100, expected: 500 });
    await until(() =>
      expect(second.sync.current()).toMatchObject({ isRunning: true, progress: { fetched: 100 } }),
    );
    first.streams()[0]?.emit('sync', { phase: 'finished', fetched: 500, expected: 500 });
    await until(() => expect(second.sync.current()).toMatchObject({ isRunning: false, progress: null }));
  });
});

describe('a device whose copy is gone', () => {
  test('a damaged copy is fetched anew', async () => {
    const bff = new ScriptedBff(orders(5));
    const window = await open({ bff });
    await isReady(window, 5);
    await window.stop();
    await withCache((cache) => cache.table('packs').toCollection().modify({ text: '[{' }));
    const later = await open({ bff });
    await isReady(later, 5);
    await later.stop();
    bff.script = noConnection;
    expect((await open({ bff })).orders.current().count).toBe(5);
  });

  test('a copy that a pack is missing of is none', async () => {
    const bff = new ScriptedBff(orders(2_500));
    const window = await open({ bff });
    await isReady(window, 2_500);
    await until(async () => expect(await countOf('packs')).toBe(3));
    await window.stop();
    await withCache((cache) =>
      cache
        .table('packs')
        .toCollection()
        .filter(({ index }) => index === 1)
        .delete(),
    );
    bff.script = noConnection;
    expect((await open({ bff })).orders.current()).toMatchObject({ phase: 'empty', count: 0 });
  });

  test('a copy of another format is fetched anew', async () => {
    const bff = new ScriptedBff(orders(5));
    const window = await open({ bff });
    await isReady(window, 5);
    await window.stop();
    await withCache((cache) => cache.table('copy').toCollection().modify({ format: 99 }));
    bff.script = noConnection;
    expect((await open({ bff })).orders.current()).toMatchObject({ phase: 'empty', count: 0 });
  });

  test('a copy deleted under the app is whole again after the next change', async () => {
    const bff = new ScriptedBff(orders(2_500));
    const window = await open({ bff });
    await isReady(window, 2_500);
    await until(async () => expect(await countOf('packs')).toBe(3));
    await Dexie.delete(CACHE);
    bff.change(recordIdOf(1), { status: 'Delivered' });
    window.streams()[0]?.emit('change', { version: bff.version, cursor: '2' });
    await until(async () => expect(await countOf('packs')).toBe(3));
    await window.stop();
    bff.script = noConnection;
    expect((await open({ bff })).orders.current().count).toBe(2_500);
  });
});

async function countOf(table: string): Promise<number> {
  return withCache((cache) => cache.table(table).count());
}

/** Looks into the database from outside, as it is. */
async function withCache<T>(job: (cache: Dexie) => PromiseLike<T>): Promise<T> {
  const cache = new Dexie(CACHE);
  try {
    await cache.open();
    return await job(cache);
  } finally {
    cache.close();
  }
}
