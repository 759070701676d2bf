import { makeOrder } from '@orders/contract/testing';
import { startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import { RedisIdempotencyStore } from '../src/redis/redis-idempotency-store.ts';
import { createRedisRateLimiter } from '../src/redis/redis-rate-limiter.ts';
import { createRedisRecordTurns } from '../src/redis/redis-record-turns.ts';
import { createRedisRefreshLease } from '../src/redis/redis-refresh-lease.ts';
import { RedisRequestBudget } from '../src/redis/redis-request-budget.ts';
import { RedisSessionStore } from '../src/redis/redis-session-store.ts';
import { RedisSnapshotStore } from '../src/redis/redis-snapshot-store.ts';
import { answer } from './ports/idempotency-store.suite.ts';
import { commit, makeCommit } from './ports/snapshot-store.suite.ts';
import { type RedisCluster, startRedisCluster } from './support/redis-cluster.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock } from './support/redis-setting.ts';
import { startReplica } from './support/start-replica.ts';
import { StoreFollower } from './support/store-follower.ts';

describe.skipIf(!hasRedisServer)('a redis cluster of three nodes', () => {
  let cluster: RedisCluster;
  let setting: RedisSetting;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());
  beforeEach(() => {
    setting = new RedisSetting(cluster.url);
  });
  afterEach(() => setting[Symbol.asyncDispose]());

  async function parts() {
    const { keys, log } = setting;
    return { connection: await setting.connect(), keys, log, clock: realClock, random: Math.random };
  }

  test('keeps all keys of a base on one node, and bases on several', async () => {
    const { budget, lease, state } = setting.keys;
    expect(new Set([budget, lease, state].map((key) => key.match(/\{.*\}/)?.[0])).size).toBe(1);
    const nodes = await Promise.all([budget, lease, state].map((key) => cluster.nodeOf(key)));
    expect(new Set(nodes).size).toBe(1);
    const others = await Promise.all(
      Array.from({ length: 20 }, () => cluster.nodeOf(new RedisSetting(cluster.url).keys.budget)),
    );
    expect(new Set(others).size).toBe(3);
  });

  test('a commit is followed, a second one from the same version is not made, and all of it can be loaded', async () => {
    const [one, two] = [new RedisSnapshotStore(await parts()), new RedisSnapshotStore(await parts())];
    const first = await commit(one, { upserts: [makeOrder(1)] });
    const follower = new StoreFollower(two, first);
    const second = await commit(one, { base: first, upserts: [makeOrder(2)] });
    await follower.until(({ changes }) => changes.length === 1);
    await follower.stop();
    expect(follower.version).toEqual(second);
    expect(await two.commit(makeCommit({ base: first, upserts: [] }))).toEqual({ kind: 'superseded' });
    await two.save((await two.load())!);
    expect((await two.load())?.orders).toHaveLength(2);
  });

  test('one holds the lease, and whoever held it before commits nothing', async () => {
    const options = await parts();
    const store = new RedisSnapshotStore(options);
    const before = await createRedisRefreshLease(options).tryAcquire();
    expect(await createRedisRefreshLease(await parts()).tryAcquire()).toBeNull();
    await before!.release();
    const now = await createRedisRefreshLease(await parts()).tryAcquire();
    expect(await store.commit(makeCommit({ fence: before!.fence }))).toEqual({ kind: 'fenced' });
    expect((await commit(store, { fence: now!.fence })).seq).toBe(1);
    await now!.release();
  });

  test('the budget is shared, an answer is kept, a turn is taken, a limit is counted, a session is found', async () => {
    const [one, two] = [await parts(), await parts()];
    const budgets = [one, two].map(
      (options) => new RedisRequestBudget({ ...options, requestsPerSecond: 50, monthlyCalls: 0 }),
    );
    for (const budget of budgets) await budget.acquire('write', {});
    expect(budgets[1]?.state().callsThisMonth).toBe(2);
    for (const budget of budgets) await budget.close();

    const keys = [new RedisIdempotencyStore(one), new RedisIdempotencyStore(two)] as const;
    expect(await keys[0].claim('key', 'print')).toEqual({ kind: 'claimed' });
    expect(await keys[1].claim('key', 'print')).toEqual({ kind: 'running' });
    await keys[0].complete('key', 'print', answer);
    expect(await keys[1].claim('key', 'print')).toEqual({ kind: 'done', answer });

    await using turn = await createRedisRecordTurns(one).take('rec', { isNeeded: true });
    expect(turn.isHeld()).toBe(true);

    const limit = { count: 3, windowMs: 60_000 };
    const allowed: boolean[] = [];
    for (const options of [one, two, one, two]) {
      const limiter = createRedisRateLimiter({ ...options, fallback: createMemoryRateLimiter(options) });
      allowed.push((await limiter.take('caller', limit)).isAllowed);
    }
    expect(allowed).toEqual([true, true, true, false]);

    await new RedisSessionStore(one).set('id', 'value', 60_000, 'zoe');
    expect(await new RedisSessionStore(two).get('id')).toBe('value');
    await new RedisSessionStore(one).deleteBySubject('zoe');
    expect(await new RedisSessionStore(two).get('id')).toBeNull();
  });

  test('two replicas are one', async () => {
    await using simulator = await startSimulator({ orders: 50, requestsPerSecond: 0 });
    await using first = await startReplica(simulator, cluster.url);
    await first.untilReady();
    await using second = await startReplica(simulator, cluster.url);
    await second.untilReady();
    const health = (await (await second.get('/health')).json()) as { cache: unknown };
    expect(health.cache).toEqual({ driver: 'redis', state: 'ok' });
    const headers = { 'idempotency-key': 'cluster-one' };
    const written = await first.patch('ORD-000010', { status: 'Shipped' }, headers);
    expect(written.status).toBe(200);
    const minVersion = { 'orders-min-version': written.headers.get('orders-version') ?? '' };
    const read = await second.get('/api/orders/ORD-000010', minVersion);
    expect(await read.json()).toMatchObject({ status: 'Shipped' });
    const again = await second.patch('ORD-000010', { status: 'Shipped' }, headers);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });
});
