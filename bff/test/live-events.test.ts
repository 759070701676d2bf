import { changeEventSchema, syncEventSchema, upstreamEventSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import type { EventListener } from './support/event-listener.ts';
import { PATIENCE } from './support/patience.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const ORDERS = Array.from({ length: 250 }, (_, index) => makeOrderFields(index + 1));

let bff: Bff;
beforeEach(async () => {
  bff = await startBff({ simulator: { rows: ORDERS.map(rowOf) }, settings: { AIRTABLE_TIMEOUT_MS: '1000' } });
  onTestFinished(() => bff[Symbol.asyncDispose]());
});

async function listen(headers?: Record<string, string>): Promise<EventListener> {
  const listener = await bff.listen(headers);
  onTestFinished(() => listener[Symbol.dispose]());
  return listener;
}

const edit = async (number: number, status = 'Shipped') =>
  (await bff.fetch(`/api/orders/${recordIdOf(number)}`, { method: 'PATCH', body: { status } })).header(
    'orders-version',
  );
const sync = (mode = 'full') => bff.fetch(`/api/orders/sync?mode=${mode}`, { method: 'POST' });
const dataOf = (listener: EventListener, name: string) =>
  listener.events.filter(({ event }) => event === name).map(({ data }) => data);

describe('the stream of events', () => {
  it('is never compressed, kept or buffered', async () => {
    const { status, headers } = await listen({ 'Accept-Encoding': 'br, gzip' });
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^text\/event-stream\b/);
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-accel-buffering']).toBe('no');
    expect(headers['etag']).toBeUndefined();
  });

  it('begins with when to reconnect and how Airtable is', async () => {
    const listener = await listen();
    const first = await listener.first(() => true);
    expect(first).toEqual({ id: null, event: 'upstream', data: { state: 'ok' } });
    expect(listener.retries).toHaveLength(1);
    expect(listener.retries[0]).toBeGreaterThanOrEqual(1_000);
  });

  it('tells everybody of an edit, with version and cursor', async () => {
    const listeners = await Promise.all([listen(), listen()]);
    const version = await edit(1);
    for (const listener of listeners) {
      const { id, data } = await listener.first(({ event }) => event === 'change');
      expect(changeEventSchema.parse(data).version).toBe(version);
      expect(id).toBe(version);
      const { cursor } = changeEventSchema.parse(data);
      const missed = await bff.fetch(`/api/orders/changes?since=${cursor}`);
      expect(missed.json).toMatchObject({ reset: false, orders: [], removed: [] });
    }
  });

  it('tells of a sync and how far it is', async () => {
    const listener = await listen();
    await sync();
    await listener.first(
      ({ event, data }) => event === 'sync' && syncEventSchema.parse(data).phase === 'finished',
    );
    const events = dataOf(listener, 'sync').map((data) => syncEventSchema.parse(data));
    expect(events.map(({ phase }) => phase)).toEqual([
      'started',
      'reading',
      'reading',
      'reading',
      'finished',
    ]);
    expect(events.map(({ fetched }) => fetched)).toEqual([0, 100, 200, 250, 250]);
    expect(events.every(({ expected }) => expected === 250)).toBe(true);
  });

  it('tells of no change where a sync has found none', async () => {
    const listener = await listen();
    await sync();
    await edit(2);
    await listener.first(({ event }) => event === 'change');
    expect(dataOf(listener, 'change')).toHaveLength(1);
  });

  it('tells of a sync that fails, that Airtable is down, and that it is back', async () => {
    const listener = await listen();
    bff.simulator.faults.add({ kind: 'error', status: 503 });
    expect((await sync()).status).toBe(503);
    await listener.first(
      ({ event, data }) => event === 'sync' && syncEventSchema.parse(data).phase === 'failed',
    );
    bff.clock.leap(1_000);
    const upstream = () => dataOf(listener, 'upstream').map((data) => upstreamEventSchema.parse(data));
    await listener.until(() => upstream().at(-1)?.state === 'down');
    expect(Date.parse(upstream().at(-1)?.until ?? '')).toBeGreaterThan(bff.clock.now());
    bff.simulator.faults.clear();
    await sync();
    bff.clock.leap(1_000);
    await listener.until(() => upstream().length === 3);
    expect(upstream().map(({ state }) => state)).toEqual(['ok', 'down', 'ok']);
  });

  it('has a comment line every fifteen seconds', async () => {
    const listener = await listen();
    await listener.first(() => true);
    for (const count of [1, 2, 3]) {
      bff.clock.leap(15_000);
      await listener.until(() => listener.comments.length === count);
    }
  });
});

describe('a listener that comes back', () => {
  it('gets the changes after its last one', async () => {
    const versions = [await edit(1), await edit(2), await edit(3)];
    const listener = await listen({ 'Last-Event-ID': versions[0] ?? '' });
    await listener.first(({ event }) => event === 'upstream');
    expect(listener.events.filter(({ event }) => event === 'change').map(({ id }) => id)).toEqual(
      versions.slice(1),
    );
  });

  it('gets nothing twice when it has missed nothing', async () => {
    const listener = await listen({ 'Last-Event-ID': await edit(1) });
    await listener.first(({ event }) => event === 'upstream');
    expect(dataOf(listener, 'change')).toEqual([]);
  });

  it.each(['gone.7', 'nonsense', '%20'])('with the unknown id %s gets the newest change', async (id) => {
    const version = await edit(1);
    const listener = await listen({ 'Last-Event-ID': id });
    await listener.first(({ event }) => event === 'upstream');
    expect(listener.events.filter(({ event }) => event === 'change').map((event) => event.id)).toEqual([
      version,
    ]);
  });
});

describe('one caller', () => {
  it('may listen ten times at once, and again when one of them has gone', async () => {
    const listeners = await Promise.all(Array.from({ length: 10 }, () => listen()));
    expect(listeners.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const eleventh = await bff.fetch('/api/events');
    expect(eleventh.status).toBe(429);
    expect(eleventh.header('content-type')).toBe('application/problem+json');
    expect(Number(eleventh.header('retry-after'))).toBeGreaterThan(0);
    listeners[0]?.[Symbol.dispose]();
    await expect
      .poll(async () => {
        const next = await listen();
        if (next.status !== 200) next[Symbol.dispose]();
        return next.status;
      }, PATIENCE)
      .toBe(200);
  });

  it('does not listen by asking for the header fields alone', async () => {
    for (let time = 0; time < 12; time++) {
      const head = await bff.fetch('/api/events', { method: 'HEAD' });
      expect(head.status).toBe(200);
    }
  });
});

describe('a server that stops', () => {
  it('ends the streams and says when to come back', async () => {
    const own = await startBff({ simulator: { rows: ORDERS.slice(0, 3).map(rowOf) } });
    using listener = await own.listen();
    await listener.first(() => true);
    await own[Symbol.asyncDispose]();
    await listener.ended;
    expect(listener.retries).toHaveLength(2);
  });

  it('ends those that begin meanwhile as well, and is not held up by them', async () => {
    const own = await startBff({ simulator: { rows: ORDERS.slice(0, 3).map(rowOf) } });
    own.stop();
    using listener = await own.listen();
    await listener.ended;
    expect(listener.retries).toHaveLength(2);
    await own[Symbol.asyncDispose]();
  });
});
