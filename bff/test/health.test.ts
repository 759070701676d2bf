import { healthSchema, sessionSchema } from '@orders/contract';
import { makeOrderFields } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const ORDERS = [1, 2, 3].map((number) => makeOrderFields(number));

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({
    simulator: { rows: ORDERS.map(rowOf) },
    settings: { AIRTABLE_MONTHLY_CALLS: '5000' },
  });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

describe('/health', () => {
  it('has exactly the members of the contract', async () => {
    const answer = await bff.fetch('/health');
    expect(answer.status).toBe(200);
    expect(answer.header('cache-control')).toBe('no-store');
    const health = answer.json as Record<string, object>;
    expect(Object.keys(health)).toEqual(['status', 'airtable', 'cache', 'snapshot']);
    expect(Object.keys(health['airtable'] ?? {})).toEqual([
      'state',
      'breaker',
      'pausedUntil',
      'callsThisMonth',
      'monthlyCalls',
    ]);
    expect(Object.keys(health['cache'] ?? {})).toEqual(['driver', 'state']);
    expect(Object.keys(health['snapshot'] ?? {})).toEqual(['asOf', 'ageSeconds', 'orders', 'version']);
  });

  it('says how things are', async () => {
    const list = await bff.fetch('/api/orders');
    const health = (await bff.fetch('/health')).as(healthSchema);
    const { calls } = bff.simulator.stats.snapshot();
    expect(health).toMatchObject({
      status: 'ok',
      airtable: {
        state: 'ok',
        breaker: 'closed',
        pausedUntil: null,
        callsThisMonth: calls,
        monthlyCalls: 5_000,
      },
      cache: { driver: 'memory', state: 'ok' },
      snapshot: {
        asOf: list.header('orders-as-of'),
        orders: 3,
        version: list.header('orders-version'),
      },
    });
    expect(health.snapshot?.ageSeconds).toBeLessThan(5);
  });

  it('counts the age of the snapshot', async () => {
    const before = (await bff.fetch('/health')).as(healthSchema).snapshot?.ageSeconds ?? 0;
    bff.clock.leap(100_000);
    const after = (await bff.fetch('/health')).as(healthSchema).snapshot?.ageSeconds ?? 0;
    expect(after - before).toBeGreaterThanOrEqual(100);
    expect(after - before).toBeLessThan(105);
  });

  it('is ready as long as there is a snapshot, whatever Airtable does', async () => {
    bff.simulator.faults.add({ kind: 'drop' });
    await bff.fetch('/api/orders/sync', { method: 'POST' });
    expect((await bff.fetch('/health/ready')).status).toBe(200);
    expect((await bff.fetch('/health')).json).toMatchObject({ status: 'degraded' });
    bff.simulator.faults.clear();
  });

  it('is not ready, but alive and answering, while the server drains', async () => {
    const own = await startBff({ source: createFakeOrderSource({ orders: ORDERS }) });
    own.stop();
    const ready = await own.fetch('/health/ready');
    expect(ready.status).toBe(503);
    expect(Number(ready.header('retry-after'))).toBeGreaterThan(0);
    expect((await own.fetch('/health/live')).status).toBe(200);
    const orders = await own.fetch('/api/orders');
    expect(orders.status).toBe(200);
    expect(orders.header('connection')).toBe('close');
    await own[Symbol.asyncDispose]();
  });

  it('costs no call to Airtable', async () => {
    bff.takeCalls();
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics', '/api/session']) {
      expect((await bff.fetch(path)).status, path).toBe(200);
    }
    expect(bff.takeCalls()).toEqual({});
  });
});

describe('/metrics', () => {
  const seriesOf = async () => {
    const { text } = await bff.fetch('/metrics');
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };

  it('is Prometheus text in which every series has a type', async () => {
    const answer = await bff.fetch('/metrics');
    expect(answer.header('content-type')).toMatch(/^text\/plain; version=/);
    const typed = new Set(Array.from(answer.text.matchAll(/^# TYPE (\S+) /gm), ([, name]) => name));
    for (const line of await seriesOf()) {
      expect(line).toMatch(/^[a-z_:][a-z0-9_:]*(\{.*\})? [-+0-9.eEinfINFna]+( \d+)?$/i);
      const name = line.split(/[{ ]/)[0] ?? '';
      expect(typed.has(name) || typed.has(name.replace(/_(bucket|sum|count)$/, ''))).toBe(true);
    }
  });
});

describe('/api/session', () => {
  it('is anonymous without a login', async () => {
    const answer = await bff.fetch('/api/session');
    expect(answer.as(sessionSchema)).toEqual({ user: null, role: 'editor', authMode: 'none' });
    expect(Object.keys(answer.json as object)).toEqual(['user', 'role', 'authMode']);
  });
});
