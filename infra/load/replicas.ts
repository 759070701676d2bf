import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { startProgram } from '../cluster/child-program.ts';
import { serverSettings } from './load-bench.ts';
import { percentile, type Scenario } from './load-table.ts';
import { createOrdersClient, type LoadedOrder, type OrdersClient } from './orders-client.ts';
import { type RedisFigures, redisFigures } from './redis-figures.ts';
import { startRedisProgram } from './redis-program.ts';

const REPLICAS = 3;
const IDLE_MS = 20_000;
const READS = 2_000;
const WRITES = 100;
const AT_ONCE = 16;
const MEGABYTE = 1024 ** 2;

const SIMULATOR = new URL('../airtable-simulator/main.ts', import.meta.url);
const SERVER = new URL('../../bff/src/main.ts', import.meta.url);

/** What replicas cost Redis and what they take themselves; docs/scaling.md computes with it. */
export const replicas: Scenario = async ({ orders: asked }) => {
  const orders = asked ?? 5_000;
  await using started = new AsyncDisposableStack();
  const { url, redis } = started.use(await startRedisProgram());
  const simulator = await startSimulator(started, orders);
  const running: Replica[] = [];
  for (let index = 0; index < REPLICAS; index++) {
    running.push(await startReplica(started, simulator, url));
    // The first one packs what it has read, for the others to start from.
    while ((await redis.exists(packedKey(simulator))) === 0) await wait(100);
  }
  return {
    title: `${REPLICAS} replicas on one Redis, ${orders.toLocaleString('en')} orders`,
    columns: ['what', 'figure'],
    rows: [
      ...running.slice(0, 2).flatMap(({ startMs, megabytes }, index) => [
        [`start of a replica from ${index === 0 ? 'Airtable' : 'Redis'}, ms`, startMs.toFixed(0)],
        ['… its memory then, MB', megabytes.toFixed(0)],
      ]),
      ...(await redisCosts(redis, running)),
      ...(await processorTimes(running)),
    ],
    notes: [
      'Commands are counted as Redis does: those inside scripts as well. Bytes are those to and from Redis.',
    ],
  };
};

interface Replica {
  readonly client: OrdersClient;
  readonly startMs: number;
  readonly megabytes: number;
}

interface SimulatedBase {
  readonly url: string;
  readonly token: string;
  readonly baseId: string;
  readonly tableId: string;
}

const packedKey = ({ baseId, tableId }: SimulatedBase) => `orders:{${baseId}}:${tableId}:v1:packed`;

async function startReplica(
  started: AsyncDisposableStack,
  base: SimulatedBase,
  url: string,
): Promise<Replica> {
  const at = performance.now();
  const settings = { ...serverSettings(base, 'node_modules/.cache/orders-load/replicas'), ...SETTINGS };
  const server = started.use(await startProgram(SERVER, { env: { ...settings, REDIS_URL: url } }));
  const client = createOrdersClient((server.ready as { ready: string }).ready);
  await client.untilReady();
  const startMs = performance.now() - at;
  const bytes = await client.metric('process_resident_memory_bytes');
  return { client, startMs, megabytes: bytes / MEGABYTE };
}

type Row = [what: string, figure: string];

async function redisCosts(redis: Redis, [first, second]: readonly Replica[]): Promise<Row[]> {
  if (first === undefined || second === undefined) return [];
  const orders = await first.client.orders(2 * WRITES);
  const lags: number[] = [];
  const idle = await redisFigures(redis, () => wait(IDLE_MS));
  const reads = await redisFigures(redis, () => repeat(READS, () => first.client.timedGet('/api/orders')));
  const alone = await redisFigures(redis, async () => {
    for (const order of orders.slice(0, WRITES)) lags.push(await changeAndLook(first, second, order));
  });
  const joined = await redisFigures(redis, () =>
    Promise.all(orders.slice(WRITES).map((order) => first.client.change(order))),
  );
  const memory = /^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1];
  const each = (what: string, { commands, bytesIn, bytesOut }: RedisFigures, count: number): Row => [
    `${what}: commands, bytes in, bytes out`,
    [commands, bytesIn, bytesOut].map((sum) => (sum / count).toFixed(sum < 10 * count ? 1 : 0)).join(', '),
  ];
  return [
    each('an idle replica, a second', idle, (REPLICAS * IDLE_MS) / 1_000),
    each('a read', reads, READS),
    ['… µs in Redis', reads.scriptMicroseconds.toFixed(0)],
    each('a write alone, and a look elsewhere', alone, WRITES),
    each('one of many writes at once', joined, WRITES),
    [
      'a write seen elsewhere after ms, p50, p99',
      [0.5, 0.99].map((share) => percentile(lags, share).toFixed(0)).join(', '),
    ],
    ['memory of Redis, MB', (Number(memory) / MEGABYTE).toFixed(1)],
  ];
}

/** Airtable is made fast: what is measured is this side. Limits are on, and high. */
const SETTINGS = {
  AIRTABLE_REQUESTS_PER_SECOND: '100',
  TRUSTED_PROXIES: '127.0.0.1',
  RATE_LIMIT_ORDERS_LIST: '1000000/minute',
  RATE_LIMIT_GET_ORDER: '1000000/minute',
  RATE_LIMIT_UPDATE_ORDER: '1000000/minute',
};

async function startSimulator(started: AsyncDisposableStack, orders: number): Promise<SimulatedBase> {
  const env = {
    SIMULATOR_ORDERS: String(orders),
    SIMULATOR_ACTIVITY: 'off',
    SIMULATOR_LATENCY_MS: '20',
    SIMULATOR_REQUESTS_PER_SECOND: '0',
  };
  const simulator = await startProgram(SIMULATOR, { env });
  started.use(simulator);
  return simulator.ready as SimulatedBase;
}

async function repeat(times: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Processor time of a request, which other work on the machine hardly changes. */
async function processorTimes([replica]: readonly Replica[]): Promise<Row[]> {
  if (replica === undefined) return [];
  const { client } = replica;
  const page = await client.get('/api/orders');
  const etag = page.headers.get('etag') ?? '';
  await page.body?.cancel();
  const cursor = await lastCursor(client);
  // One caller may ask for changes ten times a second only.
  const from = (index: number) => ({ 'x-forwarded-for': `10.1.${(index >> 8) & 255}.${index & 255}` });
  const kinds: [what: string, work: (index: number) => Promise<unknown>][] = [
    ['a page', () => client.timedGet('/api/orders')],
    // Node's fetch adds no-cache where a precondition is set by hand, and that is honoured.
    ['a 304', () => client.timedGet('/api/orders', { 'if-none-match': etag, 'cache-control': 'max-age=0' })],
    ['changes, nothing new', (index) => client.timedGet(`/api/orders/changes?since=${cursor}`, from(index))],
  ];
  const rows: Row[] = [];
  for (const [what, work] of kinds) {
    await repeat(READS / 10, work);
    const before = await client.metric('process_cpu_seconds_total');
    await repeat(READS, work);
    const after = await client.metric('process_cpu_seconds_total');
    rows.push([`processor µs of ${what}`, (((after - before) / READS) * 1e6).toFixed(0)]);
  }
  return rows;
}

async function lastCursor(client: OrdersClient): Promise<string> {
  let since = '';
  for (;;) {
    const answer = await client.get(`/api/orders/changes${since}`);
    const { cursor, more } = (await answer.json()) as { cursor: string; more: boolean };
    if (!more) return cursor;
    since = `?since=${cursor}`;
  }
}

/** Milliseconds from the answer until another replica shows it, the question included. */
async function changeAndLook(first: Replica, second: Replica, order: LoadedOrder): Promise<number> {
  const version = await first.client.change(order);
  return second.client.timedGet(`/api/orders/${order.recordId}`, { 'orders-min-version': version });
}
