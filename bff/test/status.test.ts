import { serverStatusSchema } from '@orders/contract';
import { makeOrderFields } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const ORDERS = [1, 2, 3].map((number) => makeOrderFields(number));
const start = (settings: Record<string, string> = {}) =>
  startBff({ simulator: { rows: ORDERS.map(rowOf) }, settings });

let bff: Bff;
beforeAll(async () => {
  bff = await start({ AIRTABLE_MONTHLY_CALLS: '5000', AIRTABLE_WEBHOOKS: 'auto' });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

const statusOf = async (server: Bff) => (await server.fetch('/api/status')).as(serverStatusSchema);
const sync = (server: Bff) => server.fetch('/api/orders/sync', { method: 'POST' });

describe('the status', () => {
  test('says when all is well, and how it came to the data', async () => {
    const status = await statusOf(bff);
    expect(status).toMatchObject({
      state: 'ok',
      version: '1.2.3',
      airtable: { state: 'ok', breakers: { read: 'closed', write: 'closed' }, pausedUntil: null },
      budget: { monthlyCalls: 5_000, perSecond: 1_000 },
      reads: { full: { outcome: 'ok', orders: 3 }, waitUntil: null },
      snapshot: { orders: 3, freshness: 'fresh' },
      redis: { driver: 'memory', isUp: true },
      replicas: 1,
    });
    expect(status.sentences).toHaveLength(1);
    expect(status.sentences[0]).toMatch(/^All is well/);
    expect(status.budget.forecast).toBeGreaterThanOrEqual(status.budget.callsThisMonth);
    expect(status.airtable.webhook).toMatchObject({ mode: 'auto', lastCall: { outcome: 'ok' } });
  });

  test('says in words why data is old when Airtable does not answer, and forgets it when it does', async () => {
    await using own = await start();
    own.simulator.faults.add({ kind: 'error', status: 500 });
    await sync(own);
    const status = await statusOf(own);
    expect(status.state).toBe('degraded');
    expect(status.sentences.join(' ')).toMatch(/does not answer.*last read failed/);
    const failures = status.failures.map(({ text }) => text);
    expect(failures).toContainEqual(expect.stringMatching(/^reading Airtable failed \(failure source-/));
    own.simulator.faults.clear();
    await sync(own);
    expect((await statusOf(own)).state).toBe('ok');
  });

  test('says when the token is refused and when calls are held back', async () => {
    await using own = await start();
    own.simulator.faults.add({ kind: 'error', status: 401, count: 1 });
    await sync(own);
    expect((await statusOf(own)).sentences.join(' ')).toMatch(/Airtable refuses.*does not mend itself/);
    own.simulator.faults.clear();
    own.simulator.faults.add({ kind: 'error', status: 429 });
    await sync(own);
    expect((await statusOf(own)).sentences.join(' ')).toMatch(/held back for [1-9]\d* s more/);
  });

  test('costs no call to Airtable', async () => {
    bff.takeCalls();
    await statusOf(bff);
    await bff.fetch('/api/status/capsule');
    expect(bff.takeCalls()).toEqual({});
  });

  test('is not for others on the network, nor for those behind a proxy on this machine', async () => {
    for (const path of ['/api/status', '/api/status/capsule']) {
      const answer = await bff.fetch(path, { headers: { 'X-Forwarded-For': '203.0.113.9' } });
      expect(answer.status).toBe(403);
    }
  });

  test('with a login, is for administrators only', async () => {
    await using own = await start({ AUTH_MODE: 'proxy', TRUSTED_PROXIES: '127.0.0.1' });
    expect((await own.fetch('/api/status')).status).toBe(401);
    const signedIn = { headers: { 'X-Forwarded-User': 'ada', 'X-Forwarded-For': '203.0.113.9' } };
    expect((await own.fetch('/api/status', signedIn)).status).toBe(403);
  });
});

describe('the capsule', () => {
  test('holds what was decided in the last minutes, and nothing of orders, people or secrets', async () => {
    await using own = await start();
    own.simulator.faults.add({ kind: 'error', status: 500, count: 5 });
    await sync(own);
    await own.fetch('/api/orders?q=Hanna%20Secretive');
    const answer = await own.fetch('/api/status/capsule');
    expect(answer.header('content-disposition')).toContain('orders-capsule.json');
    const capsule = answer.json as { decisions: { what: string }[]; status: unknown };
    expect(capsule.decisions.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['read of Airtable ended', 'reading Airtable failed']),
    );
    expect(serverStatusSchema.safeParse(capsule.status).success).toBe(true);
    for (const { customer, orderId, recordId } of ORDERS) {
      for (const text of [customer ?? '?', orderId ?? '?', recordId]) expect(answer.text).not.toContain(text);
    }
    for (const text of [own.simulator.token, own.simulator.baseId, 'Secretive']) {
      expect(answer.text).not.toContain(text);
    }
  });
});
