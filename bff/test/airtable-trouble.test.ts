import { bulkResponseSchema, healthSchema, orderSchema, problemSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import type { Fault } from '@orders/infra/airtable-simulator/faults/fault.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import { type EditBench, PATH, startEditing } from './support/edit-bench.ts';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import type { Answer } from './support/http-client.ts';
import { PATIENCE } from './support/patience.ts';
import { type BffOptions, startBff } from './support/start-bff.ts';

/** Too short for a read to be tried again. */
const TIMEOUT_MS = 1_000;
/** Several times what the contract gives a sync and an edit in trouble, for machines that are busy otherwise. */
const PATIENCE_MS = 15_000;

const start = (options: BffOptions = {}): Promise<EditBench> =>
  startEditing({
    ...options,
    settings: { AIRTABLE_TIMEOUT_MS: String(TIMEOUT_MS), ...options.settings },
  });

const syncOf = ({ bff }: EditBench) => bff.fetch('/api/orders/sync', { method: 'POST' });
const healthOf = async ({ bff }: EditBench) => (await bff.fetch('/health')).as(healthSchema);

function expectProblem(answer: Answer, status: number, { bff }: EditBench): void {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.header('content-type')).toBe('application/problem+json');
  expect(answer.as(problemSchema)).toMatchObject({ status });
  expect(answer.text).not.toContain(bff.simulator.token);
  expect(answer.text).not.toMatch(/INTERNAL|UNAUTHORIZED|<html|node:|at async|\.ts:/i);
  if (status === 503) expect(Number(answer.header('retry-after'))).toBeGreaterThan(0);
}

const TROUBLES: readonly (readonly [Fault, number])[] = [
  [{ kind: 'error', status: 500 }, 503],
  [{ kind: 'error', status: 502, body: 'html' }, 503],
  [{ kind: 'error', status: 503, body: 'empty' }, 503],
  [{ kind: 'error', status: 504 }, 504],
  [{ kind: 'drop' }, 503],
  [{ kind: 'html' }, 502],
  [{ kind: 'truncated' }, 502],
  [{ kind: 'hang' }, 504],
  [{ kind: 'slow', ms: 2_000 }, 504],
  [{ kind: 'lockOut' }, 503],
  [{ kind: 'error', status: 401 }, 502],
  [{ kind: 'error', status: 403 }, 502],
  [{ kind: 'error', status: 404 }, 502],
];

describe('while Airtable is in trouble', () => {
  // Started apart from the tests, whose time limits are the promise.
  let bench: EditBench;
  beforeEach(async () => {
    bench = await start({ settings: { CACHE_TTL_SECONDS: '60' } });
  });

  it.each(TROUBLES)('(%j) a sync is a %i in time', { timeout: PATIENCE_MS }, async (fault, status) => {
    bench.bff.simulator.faults.add(fault);
    expectProblem(await syncOf(bench), status, bench);
  });

  it.each(TROUBLES)('(%j) an edit is a %i in time', { timeout: PATIENCE_MS }, async (fault, status) => {
    bench.bff.simulator.faults.add(fault);
    expectProblem(await bench.patch({ status: 'Shipped' }), status, bench);
  });

  it.each(TROUBLES)('(%j) reads go on', async (fault) => {
    const before = await bench.orderNow();
    bench.bff.simulator.faults.add(fault);
    bench.bff.clock.leap(3_600_000);
    for (const path of [PATH, '/api/orders', '/api/orders/summary', '/api/orders/changes']) {
      const answer = await bench.bff.fetch(path);
      expect(answer.status).toBe(200);
      expect(Number(answer.header('age'))).toBeGreaterThanOrEqual(3_600);
    }
    expect(await bench.orderNow()).toEqual(before);
  });
});

describe('many who wait behind an Airtable that does not answer', () => {
  const orders = Array.from({ length: 300 }, (_, index) => makeOrderFields(index + 1));
  const updates = orders.map(({ recordId }) => ({ recordId, status: 'Shipped' }));

  let bench: EditBench;
  beforeEach(async () => {
    bench = await startEditing({
      simulator: { rows: orders.map(rowOf) },
      settings: { AIRTABLE_TIMEOUT_MS: String(TIMEOUT_MS) },
    });
  });

  it('are all answered after one round', async () => {
    bench.bff.simulator.faults.add({ kind: 'hang' });
    const single = bench.patch({ priority: 'High' }, {}, `/api/orders/${recordIdOf(200)}`);
    const bulk = (await bench.patch({ updates }, {}, '/api/orders')).as(bulkResponseSchema);
    expect(new Set(bulk.results.map(({ status }) => status))).toEqual(new Set([504]));
    expect(bench.writes()).toBe(0);
    expect(bench.bff.takeCalls()['updateRecords']).toBeLessThanOrEqual(5);
    expectProblem(await single, 504, bench);
  });

  it('are told so before it has answered, and find out later what became of it', async () => {
    const source = createFakeOrderSource({ orders: orders.slice(0, 3) });
    await using bff = await startBff({ source });
    source.hold('write', 'after');
    const edit = () =>
      bff.fetch(PATH, {
        method: 'PATCH',
        body: { status: 'Shipped' },
        headers: { 'Idempotency-Key': 'k1' },
      });
    const first = edit();
    await source.untilWaiting(1);
    source.setState({ state: 'unreachable' });
    bff.clock.leap(2_000 + 3_000);
    expect((await first).status).toBe(504);
    source.releaseAll();
    await expect.poll(async () => (await edit()).status, PATIENCE).toBe(200);
    expect(source.calls.write).toBe(1);
  });

  it('wait on while there is no trouble', async () => {
    const source = createFakeOrderSource({ orders: orders.slice(0, 3) });
    await using bff = await startBff({ source });
    source.hold('write', 'after');
    const edit = bff.fetch(PATH, { method: 'PATCH', body: { status: 'Shipped' } });
    await source.untilWaiting(1);
    bff.clock.leap(60_000);
    await bff.settle();
    source.releaseAll();
    expect((await edit).status).toBe(200);
  });
});

describe('an edit whose answer is lost', () => {
  const LOST: Fault[] = [
    { kind: 'drop', when: 'after' },
    { kind: 'hang', when: 'after' },
    { kind: 'error', status: 500, when: 'after' },
    { kind: 'error', status: 503, body: 'html', when: 'after' },
    { kind: 'html' },
    { kind: 'truncated' },
  ];
  const key = { 'Idempotency-Key': 'k1' };

  it.each(LOST)('(%j) is settled as done, with one write', async (fault) => {
    const bench = await start();
    bench.bff.simulator.faults.add({ ...fault, endpoint: 'updateRecords', count: 1 });
    const answer = await bench.patch({ status: 'Shipped' }, key);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.as(orderSchema).status).toBe('Shipped');
    expect(await bench.orderNow()).toEqual(answer.json);
    expect((await bench.patch({ status: 'Shipped' }, key)).text).toBe(answer.text);
    expect(bench.writes()).toBe(1);
  });

  it.each<Fault>([{ kind: 'drop' }, { kind: 'error', status: 503 }])(
    '(%j) before it arrived is said to have failed, and can be sent again',
    async (fault) => {
      const bench = await start();
      bench.bff.simulator.faults.add({ ...fault, endpoint: 'updateRecords', count: 1 });
      expectProblem(await bench.patch({ status: 'Shipped' }, key), 503, bench);
      expect(bench.cells()['Status']).toBe('Pending');
      expect((await bench.orderNow()).status).toBe('Pending');
      expect((await bench.patch({ status: 'Shipped' }, key)).status).toBe(200);
      expect(bench.writes()).toBe(1);
    },
  );

  it('and cannot be looked after is settled when it is sent again, with one write', async () => {
    const bench = await start();
    const { etag } = await bench.orderNow();
    const { faults } = bench.bff.simulator;
    faults.add({ kind: 'drop', when: 'after', endpoint: 'updateRecords', count: 1 });
    faults.add({ kind: 'error', status: 503, endpoint: 'listRecords' });
    const headers = { 'If-Match': etag, ...key };
    expectProblem(await bench.patch({ status: 'Shipped' }, headers), 503, bench);
    faults.clear();
    const answer = await bench.patch({ status: 'Shipped' }, headers);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.as(orderSchema).status).toBe('Shipped');
    expect(bench.writes()).toBe(1);
  });

  it('in a batch of many is settled for each of them', async () => {
    const bench = await start();
    const { faults } = bench.bff.simulator;
    faults.add({ kind: 'drop', when: 'after', endpoint: 'updateRecords', count: 1 });
    const updates = [1, 2, 3].map((number) => ({ orderId: `ORD-00000${number}`, status: 'Shipped' }));
    const answer = await bench.patch({ updates }, {}, '/api/orders');
    expect(answer.json).toMatchObject({ results: updates.map(() => ({ status: 200 })) });
    expect(bench.writes()).toBe(1);
  });
});

describe('throttling', () => {
  it('holds everybody back, says for how long, and ends by itself', async () => {
    const bench = await start({ simulator: { strictLockoutMs: 1 } });
    const { bff } = bench;
    bff.simulator.faults.add({ kind: 'lockOut', method: 'PATCH', count: 1 });
    expectProblem(await bench.patch({ status: 'Shipped' }), 503, bench);
    const { airtable, status } = await healthOf(bench);
    expect([status, airtable?.state]).toEqual(['degraded', 'throttled']);
    const pause = Date.parse(airtable?.pausedUntil ?? '') - bff.clock.now();
    expect(pause).toBeGreaterThan(25_000);
    bff.takeCalls();
    const refused = await bench.patch({ status: 'Shipped' });
    expectProblem(refused, 503, bench);
    expect(Number(refused.header('retry-after'))).toBeGreaterThanOrEqual(25);
    expect(bff.takeCalls()).toEqual({});
    bff.clock.leap(40_000);
    expect((await bench.patch({ status: 'Shipped' })).status).toBe(200);
    expect(await healthOf(bench)).toMatchObject({
      status: 'ok',
      airtable: { state: 'ok', pausedUntil: null },
    });
  });

  it('by the month is a 503 too', async () => {
    const bench = await start();
    bench.bff.simulator.switches.monthlyCap = 1;
    expectProblem(await bench.patch({ status: 'Shipped' }), 503, bench);
    expectProblem(await syncOf(bench), 503, bench);
    expect((await bench.bff.fetch(PATH)).status).toBe(200);
  });
});

describe('the breaker', () => {
  it('opens when calls go on failing, shows in /health, and closes by itself', async () => {
    const bench = await start({
      breakerResetMs: 50,
      settings: { SYNC_INTERVAL_SECONDS: '5' },
    });
    const { bff } = bench;
    expect((await healthOf(bench)).airtable).toMatchObject({ state: 'ok', breaker: 'closed' });
    bff.simulator.faults.add({ kind: 'drop' });
    for (let time = 0; time < 12; time++) expectProblem(await syncOf(bench), 503, bench);
    const seen = new Set<string | undefined>();
    await expect
      .poll(async () => {
        const { airtable, status } = await healthOf(bench);
        seen.add(airtable?.breaker);
        expect([status, airtable?.state]).toEqual(['degraded', 'unreachable']);
        if (airtable?.breaker !== 'open') await syncOf(bench);
        return [...seen];
      }, PATIENCE)
      .toContain('open');
    bff.simulator.faults.clear();
    using _listener = await bff.listen();
    await expect
      .poll(async () => {
        bff.clock.leap(60_000);
        return (await healthOf(bench)).airtable;
      }, PATIENCE)
      .toMatchObject({ state: 'ok', breaker: 'closed' });
    expect((await healthOf(bench)).status).toBe('ok');
  });

  it('that is open costs no calls', async () => {
    const bench = await start();
    bench.bff.simulator.faults.add({ kind: 'drop', endpoint: 'listRecords' });
    for (let time = 0; time < 10; time++) await syncOf(bench);
    expect((await healthOf(bench)).airtable?.breaker).toBe('open');
    bench.bff.takeCalls();
    expectProblem(await syncOf(bench), 503, bench);
    expect(bench.bff.takeCalls()).toEqual({});
  });
});
