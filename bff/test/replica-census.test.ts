import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import { RedisConnection } from '../src/redis/redis-connection.ts';
import { RedisIdempotencyStore } from '../src/redis/redis-idempotency-store.ts';
import { createRedisRateLimiter } from '../src/redis/redis-rate-limiter.ts';
import { createRedisRecordTurns } from '../src/redis/redis-record-turns.ts';
import { ReplicaCensus } from '../src/redis/replica-census.ts';
import { FakeClock } from './support/fake-clock.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from './support/redis-server.ts';
import { RedisSetting } from './support/redis-setting.ts';

const SECOND = 1_000;
const unavailable = { kind: 'store-unavailable' };
const answer = { status: 200, body: '{}', headers: {} };

describe.skipIf(!hasRedisServer)('how many replicas there are', () => {
  let server: RedisServer;
  let setting: RedisSetting;
  let clock: FakeClock;
  beforeEach(async () => {
    server = await startRedisServer();
    setting = new RedisSetting(server.url, { leastPatienceMs: 0 });
    clock = new FakeClock();
  });
  afterEach(async () => {
    await setting[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function startReplica() {
    const connection = await setting.connect(clock);
    const options = { connection, keys: setting.keys, clock, random: Math.random, log: setting.log };
    const census = new ReplicaCensus(options);
    await census.report();
    return { ...options, census };
  }

  test('each counts itself and the others', async () => {
    const [one, two] = [await startReplica(), await startReplica()];
    expect(two.census.count).toBe(2);
    await one.census.report();
    expect(one.census.count).toBe(2);
    expect(one.census.isOnlyOne).toBe(false);
  });

  test('one that is gone counts for a minute more: it may only be restarted', async () => {
    const one = await startReplica();
    const two = await startReplica();
    await one.census.report();
    await two.connection.close();
    for (const second of [20, 40, 59]) {
      await clock.advance(second === 20 ? 20 * SECOND : 19 * SECOND + (second === 40 ? SECOND : 0));
      await one.census.report();
      expect(one.census.count).toBe(2);
    }
    await clock.advance(25 * SECOND);
    await one.census.report();
    expect(one.census.isOnlyOne).toBe(true);
  });

  test('where Redis has never said, there may be several', async () => {
    const parts = { keys: setting.keys, clock, random: Math.random, log: setting.log };
    const connection = new RedisConnection({ ...parts, url: 'redis://127.0.0.1:1' });
    const census = new ReplicaCensus({ ...parts, connection });
    await census.report();
    await connection.close();
    expect(census).toMatchObject({ count: 4, isOnlyOne: false });
  });

  describe('without Redis', () => {
    const limit = { count: 12, windowMs: 60 * SECOND };

    async function letIn(replica: Awaited<ReturnType<typeof startReplica>>): Promise<number> {
      const limiter = createRedisRateLimiter({ ...replica, fallback: createMemoryRateLimiter({ clock }) });
      let count = 0;
      while ((await limiter.take('caller', limit)).isAllowed) count += 1;
      return count;
    }

    test('limits are divided among as many as there were', async () => {
      const replicas = [await startReplica(), await startReplica(), await startReplica()];
      for (const { census } of replicas) await census.report();
      await server.kill();
      for (const replica of replicas) expect(await letIn(replica)).toBe(4);
    });

    test('a single replica goes on, and a repeated request is not taken for a new one', async () => {
      const replica = await startReplica();
      const store = new RedisIdempotencyStore(replica);
      expect(await store.claim('before', 'print')).toEqual({ kind: 'claimed' });
      await store.complete('before', 'print', answer);
      await server.kill();
      expect(await letIn(replica)).toBe(12);
      expect(await store.claim('before', 'print')).toEqual({ kind: 'done', answer });
      expect(await store.claim('before', 'another')).toEqual({ kind: 'other-request' });
      // It may have been done by the process before this one.
      expect(await store.claim('unknown', 'print')).toEqual({ kind: 'reclaimed' });
      await store.complete('unknown', 'print', answer);
      expect(await store.claim('unknown', 'print')).toEqual({ kind: 'done', answer });
      const turn = await createRedisRecordTurns(replica).take('rec', { isNeeded: true });
      expect(turn.isHeld()).toBe(true);
    });

    test('of several none does what has to be agreed upon', async () => {
      const [one] = [await startReplica(), await startReplica()];
      await one.census.report();
      await server.kill();
      await expect(new RedisIdempotencyStore(one).claim('key', 'print')).rejects.toMatchObject(unavailable);
      const taken = createRedisRecordTurns(one).take('rec', { isNeeded: true });
      await expect(taken).rejects.toMatchObject(unavailable);
    });
  });
});
