import { orderSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { parseList } from 'structured-headers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Failure } from '../src/domain/failures.ts';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import type { Answer } from './support/http-client.ts';
import { PATIENCE } from './support/patience.ts';
import { type BffOptions, startBff } from './support/start-bff.ts';

const PATH = `/api/orders/${recordIdOf(1)}`;
const AWAY = new Failure('source-unreachable', 'Airtable is away.');
const MINUTE = 60_000;

async function start(settings: Record<string, string>, options: BffOptions = {}) {
  const source = createFakeOrderSource({ orders: [1, 2, 3].map((number) => makeOrderFields(number)) });
  if (options.waitsUntilReady === false) source.failAlways(AWAY);
  const bff = await startBff({ source, settings, ...options });
  onTestFinished(async () => {
    source.releaseAll();
    await bff[Symbol.asyncDispose]();
  });
  const atStart = source.calls.readAll + source.calls.readChanges;
  return { bff, source, reads: () => source.calls.readAll + source.calls.readChanges - atStart };
}

function cacheStatus(answer: Answer): ReadonlyMap<string, unknown> {
  const [[, parameters] = [null, new Map()]] = parseList(answer.header('cache-status'));
  return parameters;
}

describe('orders past their time to live', () => {
  it('are served at once, with a negative ttl, while one refresh runs behind them', async () => {
    const { bff, source, reads } = await start({ CACHE_TTL_SECONDS: '60' });
    expect(cacheStatus(await bff.fetch(PATH)).get('ttl')).toBeGreaterThan(50);
    source.set(recordIdOf(1), { customer: 'Changed' });
    source.hold();
    bff.clock.leap(90_000);
    const answers = await Promise.all(
      [PATH, '/api/orders', '/api/orders/summary', PATH, PATH].map((path) => bff.fetch(path)),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(cacheStatus(answer).get('hit')).toBe(true);
      expect(cacheStatus(answer).get('ttl')).toBeLessThanOrEqual(-30);
      expect(Number(answer.header('age'))).toBeGreaterThanOrEqual(90);
    }
    expect(answers[0]?.as(orderSchema).customer).toBe('Customer 1');
    await source.untilWaiting(1);
    expect(reads()).toBe(1);
    source.releaseAll();
    await expect.poll(async () => (await bff.fetch(PATH)).as(orderSchema).customer, PATIENCE).toBe('Changed');
    const fresh = await bff.fetch(PATH);
    expect(cacheStatus(fresh).get('ttl')).toBeGreaterThan(50);
    expect(Number(fresh.header('age'))).toBeLessThan(5);
    expect(reads()).toBe(1);
  });

  it('stay fresh when a read confirms them unchanged', async () => {
    const { bff } = await start({ CACHE_TTL_SECONDS: '60' });
    const before = await bff.fetch(PATH);
    bff.clock.leap(90_000);
    await bff.fetch(PATH);
    await expect.poll(async () => Number((await bff.fetch(PATH)).header('age')), PATIENCE).toBeLessThan(5);
    const after = await bff.fetch(PATH, { headers: { 'If-None-Match': before.header('etag') } });
    expect(after.status).toBe(304);
    expect(after.header('orders-version')).toBe(before.header('orders-version'));
  });

  it('are still served while Airtable is away, and no longer when they are too old', async () => {
    const { bff, source } = await start({ CACHE_TTL_SECONDS: '60', STALE_IF_ERROR_SECONDS: '7200' });
    source.failAlways(AWAY);
    for (let minutes = 0; minutes < 118; minutes += 10) {
      bff.clock.leap(10 * MINUTE);
      const calls = source.calls.total;
      const answer = await bff.fetch(PATH);
      if (minutes < 110) expect(answer.status).toBe(200);
      await vi.waitFor(() => expect(source.calls.total).toBeGreaterThan(calls), PATIENCE);
    }
    bff.clock.leap(10 * MINUTE);
    for (const path of [PATH, '/api/orders', '/api/orders/summary', '/api/orders/changes']) {
      const expired = await bff.fetch(path);
      expect(expired.status, path).toBe(503);
      expect(Number(expired.header('retry-after'))).toBeGreaterThan(0);
      expect(expired.headers['cache-status']).toBeUndefined();
      expect(expired.text).not.toContain('Customer');
    }
    source.failAlways(null);
    bff.clock.leap(10 * MINUTE);
    await expect.poll(async () => (await bff.fetch(PATH)).status, PATIENCE).toBe(200);
  });

  it('are served once more where nobody has asked for days and Airtable is there', async () => {
    const { bff } = await start({ CACHE_TTL_SECONDS: '60', STALE_IF_ERROR_SECONDS: '120' });
    bff.clock.leap(3 * 24 * 60 * MINUTE);
    expect((await bff.fetch(PATH)).status).toBe(200);
  });

  it('may have a time to live of nothing', async () => {
    const { bff } = await start({ CACHE_TTL_SECONDS: '0' });
    const answer = await bff.fetch(PATH);
    expect(answer.status).toBe(200);
    expect(cacheStatus(answer).get('ttl')).toBeLessThanOrEqual(0);
  });
});

describe('looking for changes in the background', () => {
  const settings = { SYNC_INTERVAL_SECONDS: '30', CACHE_TTL_SECONDS: '86400' };

  it('costs no call while nobody is there', async () => {
    const { bff, reads } = await start(settings);
    for (let time = 0; time < 20; time++) {
      bff.clock.leap(MINUTE);
      await bff.fetch('/health');
      await bff.fetch('/health/ready');
      await bff.fetch('/metrics');
      await bff.fetch('/');
    }
    expect(reads()).toBe(0);
  });

  it('goes on for five minutes after somebody has asked', async () => {
    const { bff, reads } = await start(settings);
    await bff.fetch(PATH);
    for (let round = 1; round <= 9; round++) {
      bff.clock.leap(31_000);
      await vi.waitFor(() => expect(reads()).toBe(round), PATIENCE);
    }
    for (let round = 0; round < 10; round++) {
      bff.clock.leap(31_000);
      await bff.fetch('/health/live');
    }
    expect(reads()).toBeLessThanOrEqual(10);
  });

  it('goes on as long as somebody listens', async () => {
    const { bff, reads } = await start(settings);
    using listener = await bff.listen();
    for (let round = 1; round <= 15; round++) {
      bff.clock.leap(31_000);
      await vi.waitFor(() => expect(reads()).toBe(round), PATIENCE);
    }
    expect(listener.comments.length).toBeGreaterThan(10);
  });

  it('brings what others have changed to whoever listens', async () => {
    const { bff, source } = await start(settings);
    using listener = await bff.listen();
    source.set(recordIdOf(2), { customer: 'Changed' });
    source.delete(recordIdOf(3));
    bff.clock.leap(31_000);
    await listener.first(({ event }) => event === 'change');
    expect((await bff.fetch('/api/orders')).json).toMatchObject({ total: 2 });
  });

  it('is never done with an interval of nothing', async () => {
    const { bff, reads } = await start({ ...settings, SYNC_INTERVAL_SECONDS: '0' });
    using _listener = await bff.listen();
    for (let round = 0; round < 10; round++) {
      bff.clock.leap(MINUTE);
      await bff.fetch(PATH);
    }
    expect(reads()).toBe(0);
  });
});

describe('without any orders yet', () => {
  const write = { method: 'PATCH', body: { status: 'Shipped' } };

  it('reads and writes wait for the first sync', async () => {
    const { bff, source } = await start({}, { waitsUntilReady: false });
    await vi.waitFor(() => expect(source.calls.readAll).toBe(1), PATIENCE);
    const waiting = [bff.fetch(PATH), bff.fetch('/api/orders'), bff.fetch(PATH, write)];
    await bff.settle();
    source.failAlways(null);
    bff.clock.leap(6_000);
    const [order, list, edit] = await Promise.all(waiting);
    expect([order?.status, list?.status, edit?.status]).toEqual([200, 200, 200]);
    expect(list?.json).toMatchObject({ total: 3 });
  });

  it('they are told after twenty seconds to come back', async () => {
    const { bff, source } = await start({}, { waitsUntilReady: false });
    const paths = ['/api/orders', '/api/orders/summary', '/api/orders/changes', PATH, '/api/orders/unknown'];
    const waiting = [...paths.map((path) => bff.fetch(path)), bff.fetch(PATH, write)];
    const isOver = Promise.race(waiting).then(() => true);
    await bff.settle();
    bff.clock.leap(19_000);
    await bff.settle();
    expect(await Promise.race([isOver, Promise.resolve(false)])).toBe(false);
    bff.clock.leap(2_000);
    for (const answer of await Promise.all(waiting)) {
      expect(answer.status).toBe(503);
      expect(Number(answer.header('retry-after'))).toBeGreaterThan(0);
    }
    expect(source.calls.write).toBe(0);
  });

  it('the server is alive but not ready', async () => {
    const { bff, source } = await start({}, { waitsUntilReady: false });
    expect((await bff.fetch('/health/live')).status).toBe(200);
    const ready = await bff.fetch('/health/ready');
    expect(ready.status).toBe(503);
    expect((await bff.fetch('/health')).json).toMatchObject({ status: 'down', snapshot: { asOf: null } });
    source.failAlways(null);
    bff.clock.leap(6_000);
    await expect.poll(async () => (await bff.fetch('/health/ready')).status, PATIENCE).toBe(200);
  });
});
