import { makeOrderFields } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SHED_ORDER } from '../src/http/shed-class.ts';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import { createMetrics } from '../src/metrics/create-metrics.ts';
import { createRedisRateLimiter } from '../src/redis/redis-rate-limiter.ts';
import { rowOf } from './support/airtable-source.ts';
import { PATIENCE } from './support/patience.ts';
import { readSeries, seriesNames } from './support/prometheus-text.ts';
import { sharedRedisUrl } from './support/redis-server.ts';
import { RedisSetting } from './support/redis-setting.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const ORDERS = [1, 2, 3].map((number) => makeOrderFields(number));

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({
    simulator: { rows: ORDERS.map(rowOf) },
    settings: {
      AIRTABLE_MONTHLY_CALLS: '5000',
      RATE_LIMIT_ORDERS_SUMMARY: '2/hour',
      CACHE_TTL_SECONDS: '60',
    },
    breakerResetMs: 1_000_000,
  });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

/** The value of one series; 0 where it is not there. */
async function figureOf(series: string): Promise<number> {
  return readSeries((await bff.fetch('/metrics')).text).get(series) ?? 0;
}

/** By how much a series moves while something is done. */
async function moved(series: string, work: () => Promise<unknown>): Promise<number> {
  const before = await figureOf(series);
  await work();
  return (await figureOf(series)) - before;
}

const patch = (path: string, body: object, headers: Record<string, string> = {}) =>
  bff.fetch(path, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const sync = () => bff.fetch('/api/orders/sync', { method: 'POST' });

test('every metric has a name, a unit and a help text as Prometheus wants them', async () => {
  const { text } = await bff.fetch('/metrics');
  for (const { name, type, help } of seriesNames(text)) {
    expect(help, name).not.toBe('');
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    // What prom-client brings along has names of its own making.
    if (!/^(?:bff|http_server)_/.test(name)) continue;
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(name, name).not.toMatch(/_(?:ms|milliseconds|minutes|kb|count|sum|bucket)$/);
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
});

test('ten thousand addresses, methods and orders add no series', { timeout: 120_000 }, async () => {
  await bff.fetch('/api/orders/ORD-0');
  await bff.fetch('/nothing/0');
  await bff.fetch('/nothing/0', { method: 'PROPFIND' });
  await bff.fetch('/metrics');
  const ours = async () => {
    const series = [...readSeries((await bff.fetch('/metrics')).text).keys()];
    return series.filter((name) => /^(?:bff|http_server)_/.test(name)).length;
  };
  const before = await ours();
  for (let number = 0; number < 100; number++) {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        bff.fetch(index % 2 === 0 ? `/api/orders/ORD-x${number}-${index}` : `/nothing/${number}/${index}`),
      ),
    );
  }
  expect(await ours()).toBe(before);
});

describe('of requests', () => {
  test('the time is observed by method, route and status', async () => {
    const labels = 'http_request_method="GET",http_route="/api/orders",http_response_status_code="200"';
    const series = `http_server_request_duration_seconds_count{${labels}}`;
    expect(await moved(series, () => bff.fetch('/api/orders'))).toBe(1);
  });

  test('reads are counted by the age of the data', async () => {
    const read = () => bff.fetch('/api/orders');
    await sync();
    expect(await moved('bff_cache_requests_total{result="fresh"}', read)).toBe(1);
    bff.clock.leap(61_000);
    expect(await moved('bff_cache_requests_total{result="swr"}', read)).toBe(1);
    await vi.waitFor(
      async () => expect(await figureOf('bff_snapshot_age_seconds')).toBeLessThan(60),
      PATIENCE,
    );
    bff.clock.leap(61_000);
    bff.simulator.faults.add({ kind: 'drop' });
    await sync();
    expect(await moved('bff_cache_requests_total{result="sie"}', read)).toBe(1);
    bff.simulator.faults.clear();
    await using cold = await startBff({ simulator: { rows: ORDERS.map(rowOf) }, waitsUntilReady: false });
    await cold.fetch('/api/orders');
    const counted = readSeries((await cold.fetch('/metrics')).text);
    expect(counted.get('bff_cache_requests_total{result="miss"}')).toBe(1);
  });

  test('edits are counted by how they end', async () => {
    const path = '/api/orders/ORD-000001';
    const counted = (result: string) => `bff_writes_total{result="${result}"}`;
    const keyed = () => patch(path, { status: 'Shipped' }, { 'idempotency-key': '"one"' });
    expect(await moved(counted('ok'), keyed)).toBe(1);
    expect(await moved(counted('replayed'), keyed)).toBe(1);
    expect(
      await moved(counted('conflict'), () => patch(path, { status: 'Pending' }, { 'if-match': '"x"' })),
    ).toBe(1);
    expect(await moved(counted('refused'), () => patch(path, { status: 'Nonsense' }))).toBe(1);
    bff.simulator.faults.add({ kind: 'error', status: 403 });
    expect(await moved(counted('failed'), () => patch(path, { status: 'Pending' }))).toBe(1);
    bff.simulator.faults.clear();
  });

  test('limits are counted by policy and result', async () => {
    const counted = (result: string) =>
      `bff_ratelimit_total{policy="summary",result="${result}",backend="memory"}`;
    const ask = () => bff.fetch('/api/orders/summary');
    expect(await moved(counted('allowed'), ask)).toBe(1);
    await ask();
    expect(await moved(counted('refused'), ask)).toBe(1);
  });

  test('what was turned away is counted by its kind', async () => {
    const metrics = createMetrics();
    for (const shedClass of SHED_ORDER) {
      metrics.countShed(shedClass);
      expect(readSeries(await metrics.text()).get(`bff_shed_total{class="${shedClass}"}`)).toBe(1);
    }
  });

  test('listeners are counted while they listen', async () => {
    await using listener = await bff.listen();
    await listener.first(({ event }) => event === 'upstream');
    expect(await figureOf('bff_sse_clients')).toBe(1);
  });
});

describe('of Airtable', () => {
  test('calls are counted by operation and outcome, and their wait by class', async () => {
    expect(await moved('bff_upstream_requests_total{op="read",outcome="ok"}', sync)).toBeGreaterThan(0);
    expect(await moved('bff_upstream_queue_seconds_count{class="sync"}', sync)).toBeGreaterThan(0);
    expect(await moved('bff_upstream_month_calls', sync)).toBeGreaterThan(0);
    expect(await figureOf('bff_upstream_month_quota')).toBe(5_000);
  });

  test('reads are timed by kind and outcome', async () => {
    const counted = (kind: string, outcome: string) =>
      `bff_sync_duration_seconds_count{kind="${kind}",outcome="${outcome}"}`;
    expect(await moved(counted('full', 'ok'), sync)).toBe(1);
    const look = () => bff.fetch('/api/orders/sync?mode=changes', { method: 'POST' });
    expect(await moved(counted('changes', 'ok'), look)).toBe(1);
    bff.simulator.faults.add({ kind: 'drop' });
    expect(await moved(counted('full', 'failed'), sync)).toBe(1);
    bff.simulator.faults.clear();
    expect(await figureOf('bff_snapshot_rows')).toBe(3);
  });

  test('a refusal, a pause and an open breaker show', async () => {
    await using own = await startBff({
      simulator: { rows: ORDERS.map(rowOf) },
      settings: { AIRTABLE_MONTHLY_CALLS: '0' },
      breakerResetMs: 1_000_000,
    });
    const look = async (series: string) => readSeries((await own.fetch('/metrics')).text).get(series);
    const failing = () => own.fetch('/api/orders/sync', { method: 'POST' });
    own.simulator.faults.add({ kind: 'error', status: 401 });
    await failing();
    expect(await look('bff_upstream_refused')).toBe(1);
    own.simulator.faults.clear();
    own.simulator.faults.add({ kind: 'error', status: 500 });
    for (let number = 0; number < 12; number++) await failing();
    expect(await look('bff_breaker_state{name="read"}')).toBe(2);
    own.simulator.faults.clear();
    own.simulator.faults.add({ kind: 'error', status: 429 });
    await own.fetch('/api/orders/ORD-000001', {
      method: 'PATCH',
      body: '{"status":"Shipped"}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await look('bff_upstream_pause_seconds')).toBeGreaterThan(20);
  });
});

describe.skipIf(sharedRedisUrl() === undefined)('of Redis', () => {
  test('commands are timed by outcome, and limits say who counted', async () => {
    await using setting = new RedisSetting();
    const metrics = createMetrics();
    const connection = await setting.connect(undefined, metrics.observeRedisCommand);
    const limiter = createRedisRateLimiter({
      ...{ connection, keys: setting.keys },
      fallback: createMemoryRateLimiter({ clock: { now: () => Date.now(), sleep: async () => {} } }),
    });
    const limit = { count: 5, windowMs: 1_000 };
    expect((await limiter.take('one', limit)).isCountedAlone).toBeUndefined();
    await connection.run('request', (client) => client.call('NONSENSE')).catch(() => {});
    const counted = readSeries(await metrics.text());
    expect(counted.get('bff_redis_command_seconds_count{outcome="ok"}')).toBeGreaterThan(0);
    expect(counted.get('bff_redis_command_seconds_count{outcome="failed"}')).toBe(1);
    await connection.close();
    expect((await limiter.take('one', limit)).isCountedAlone).toBe(true);
  });
});
