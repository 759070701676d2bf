import { setTimeout as wait } from 'node:timers/promises';
import { type ClusterBench, startClusterBench } from './cluster-bench.ts';
import { type FaultRelay, startFaultRelay } from './fault-relay.ts';
import { percentile, type Scenario } from './load-table.ts';
import { type Answered, repeatWrite, startOpenLoop } from './open-loop.ts';
import type { LoadedOrder } from './orders-client.ts';
import { connectRedisAdmin } from './redis-admin.ts';
import {
  passwordSettings,
  REDIS_PASSWORD,
  REDIS_TROUBLES,
  type RedisPlace,
  type RedisTrouble,
} from './redis-troubles.ts';

const ORDERS = 1_000;
const READS_PER_SECOND = 150;
const TROUBLE_MS = 4_000;
const WRITES = 4;
const LOOK_EVERY_MS = 20;
const LONGEST_RECOVERY_MS = 30_000;

/** What readers and writers notice of a Redis in trouble, and how soon all is well when it is over. */
export const redisTrouble: Scenario = async () => {
  let relay: FaultRelay | undefined;
  await using bench = await startClusterBench({
    orders: ORDERS,
    redis: { settings: passwordSettings() },
    async redisUrl(port) {
      relay = await startFaultRelay(port);
      return `redis://:${REDIS_PASSWORD}@127.0.0.1:${relay.port}`;
    },
  });
  if (relay === undefined) throw new Error('There is no relay.');
  await using ownRelay = relay;
  const { redis: server } = bench.cluster;
  const admin = () => connectRedisAdmin(server.port, REDIS_PASSWORD);
  const place: RedisPlace = { server, relay: ownRelay, admin };
  const rows = [];
  for (const trouble of REDIS_TROUBLES) rows.push(await suffer(bench, place, trouble));
  return {
    title: `Redis in trouble for ${TROUBLE_MS / 1_000} s, ${READS_PER_SECOND} reads a second on three replicas`,
    columns: [
      'trouble',
      'first s p50',
      'first s p99 ms',
      'after p50',
      'after p99 ms',
      'reads 5xx',
      '429s',
      'writes',
      'slowest 503 ms',
      'back s',
    ],
    rows,
    notes: [
      'Writes: status × times. Back: from the end of the trouble until every replica says that Redis is there and shows a write that another one has answered.',
    ],
  };
};

async function suffer(
  bench: ClusterBench,
  place: RedisPlace,
  trouble: RedisTrouble,
): Promise<(string | number)[]> {
  const urls = bench.cluster.replicas.map(({ url }) => url);
  const load = startOpenLoop({ urls, requestsPerSecond: READS_PER_SECOND, writeEvery: 1, orders: [] });
  // Connections are there before it begins.
  await wait(1_000);
  const beganAt = load.elapsedMs();
  await trouble.begin(place);
  const writes = await writeMeanwhile(bench, urls);
  await wait(Math.max(0, TROUBLE_MS - (load.elapsedMs() - beganAt)));
  await trouble.end?.(place);
  const endedAt = load.elapsedMs();
  const backMs = await untilBack(bench, trouble.end === null ? beganAt : endedAt, () => load.elapsedMs());
  const answered = (await load.stop()).filter(({ at }) => at >= beganAt && at < endedAt);
  const first = answered.filter(({ at }) => at < beganAt + 1_000);
  const after = answered.filter(({ at }) => at >= beganAt + 1_000);
  const failed = writes.filter(({ status }) => status !== 200);
  return [
    trouble.name,
    figure(first, 0.5),
    figure(first, 0.99),
    figure(after, 0.5),
    figure(after, 0.99),
    answered.filter(({ status }) => status === 0 || status >= 500).length,
    answered.filter(({ status }) => status === 429).length,
    countsOf(writes.map(({ status }) => status)),
    failed.length === 0 ? '' : Math.round(Math.max(...failed.map(({ ms }) => ms))),
    backMs === null ? `> ${LONGEST_RECOVERY_MS / 1_000}` : (backMs / 1_000).toFixed(1),
  ];
}

function figure(answered: readonly Answered[], share: number): string {
  return percentile(
    answered.map(({ ms }) => ms),
    share,
  ).toFixed(1);
}

interface TimedWrite {
  readonly status: number;
  readonly ms: number;
}

/** One write after another, each on another replica. */
async function writeMeanwhile(bench: ClusterBench, urls: readonly string[]): Promise<TimedWrite[]> {
  const writes: TimedWrite[] = [];
  for (let count = 0; count < WRITES; count++) {
    const startedAt = performance.now();
    const status = await repeatWrite(urls[count % urls.length] ?? '', nextWrite(bench));
    writes.push({ status, ms: performance.now() - startedAt });
  }
  return writes;
}

/** Milliseconds since the trouble ended; `null` when it goes on for too long. */
async function untilBack(bench: ClusterBench, since: number, now: () => number): Promise<number | null> {
  const urls = bench.cluster.replicas.map(({ url }) => url);
  while (now() - since < LONGEST_RECOVERY_MS) {
    if (await isWell(bench, urls)) return now() - since;
    await wait(LOOK_EVERY_MS);
  }
  return null;
}

async function isWell(bench: ClusterBench, [writer = '', ...readers]: readonly string[]): Promise<boolean> {
  const states = await Promise.all([writer, ...readers].map(cacheState));
  if (states.some((state) => state !== 'ok')) return false;
  const write = nextWrite(bench);
  if ((await repeatWrite(writer, write)) !== 200) return false;
  const shown = await Promise.all(readers.map((url) => statusOf(url, write.recordId)));
  return shown.every((status) => status === write.status);
}

async function cacheState(url: string): Promise<string> {
  const answer = await fetch(new URL('/health', url));
  return ((await answer.json()) as { cache: { state: string } }).cache.state;
}

async function statusOf(url: string, recordId: string): Promise<unknown> {
  const answer = await fetch(new URL(`/api/orders/${recordId}`, url));
  return ((await answer.json()) as { status?: unknown }).status;
}

const taken = new WeakMap<ClusterBench, number>();

/** A write of an order that has not been written yet, as long as there are some. */
function nextWrite(bench: ClusterBench): { recordId: string; status: string; key: string } {
  const count = taken.get(bench) ?? 0;
  taken.set(bench, count + 1);
  const { recordId, status } = bench.orders[count % bench.orders.length] as LoadedOrder;
  const next = (status === 'Shipped') === (Math.floor(count / bench.orders.length) % 2 === 0);
  return { recordId, status: next ? 'Delivered' : 'Shipped', key: `redis-trouble-${count}` };
}

function countsOf(statuses: readonly number[]): string {
  return Object.entries(Object.groupBy(statuses, String))
    .map(([status, all]) => `${status} × ${all?.length}`)
    .join(', ');
}
