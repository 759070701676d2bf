import { setTimeout as wait } from 'node:timers/promises';
import type { ReplicaProcess } from '../cluster/replica-process.ts';
import { type ClusterBench, startClusterBench } from './cluster-bench.ts';
import { percentile, type Scenario, seconds } from './load-table.ts';
import { connectRedisAdmin, type RedisAdmin } from './redis-admin.ts';

const TRIALS = 3;
const LOOK_EVERY_MS = 10;
/** The holder has renewed its lease by then, so that all that is left to it is waited for. */
const HELD_MS = 3_500;
/** Reading these takes longer than any of the trials. */
const ORDERS = 3_000;
const PASSWORD = 'orders';

/** How soon another replica reads when the one that held the lease is gone. */
export const takeover: Scenario = async () => {
  await using bench = await startClusterBench({
    orders: ORDERS,
    redis: { settings: ['--requirepass', PASSWORD] },
    redisUrl: (port) => `redis://:${PASSWORD}@127.0.0.1:${port}`,
  });
  using redis = await connectRedisAdmin(bench.cluster.redis.port, PASSWORD);
  const key = `orders:{${bench.cluster.airtable?.baseId}}:${bench.cluster.airtable?.tableId}:lease`;
  // From here on a full read takes half a minute.
  await bench.airtable.command({ switches: { latencyMs: 8_000 } });
  const rows = [];
  for (const how of ['killed', 'SIGSTOPped'] as const) {
    const times: number[] = [];
    for (let trial = 0; trial < TRIALS; trial++)
      times.push(await loseHolder(bench, { redis, key }, how, trial));
    rows.push([how, times.length, seconds(percentile(times, 0.5)), seconds(Math.max(...times))]);
  }
  return {
    title: 'Taking the lease over from a replica that is gone amid a full read',
    columns: ['holder was', 'trials', 'p50 s', 'slowest s'],
    rows,
    notes: [
      'From the signal to the moment at which another replica holds the lease, which two others wait for; goal: 12 s.',
    ],
  };
};

interface Lease {
  readonly redis: RedisAdmin;
  readonly key: string;
}

async function loseHolder(
  { cluster, clients }: ClusterBench,
  { redis, key }: Lease,
  how: 'killed' | 'SIGSTOPped',
  trial: number,
): Promise<number> {
  const holder = cluster.replicas[trial % cluster.replicas.length] as ReplicaProcess;
  const syncs = [clients[trial % clients.length]?.sync().catch(() => 0)];
  const held = await untilHeld({ redis, key }, '');
  for (const client of clients)
    if (client !== clients[trial % clients.length]) syncs.push(client.sync().catch(() => 0));
  await wait(HELD_MS);
  const lostAt = performance.now();
  if (how === 'killed') await holder.kill();
  else holder.pause();
  await untilHeld({ redis, key }, held);
  const ms = performance.now() - lostAt;
  // The reads under way end, and with them the lease.
  for (const replica of cluster.replicas) await replica.kill();
  await redis.command(`DEL ${key}`);
  await Promise.all(syncs);
  for (const replica of cluster.replicas) await replica.start();
  await cluster.untilReady();
  return ms;
}

/** The token of the lease, once it is somebody else's than `not`. */
async function untilHeld({ redis, key }: Lease, not: string): Promise<string> {
  for (;;) {
    const token = await redis.command(`GET ${key}`);
    // Redis says -1 where there is nothing.
    if (token.length > 2 && token !== not) return token;
    await wait(LOOK_EVERY_MS);
  }
}
