import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import type { RedisConnection } from '../src/redis/redis-connection.ts';
import { RedisIdempotencyStore } from '../src/redis/redis-idempotency-store.ts';
import { RedisPresence } from '../src/redis/redis-presence.ts';
import { createRedisRateLimiter } from '../src/redis/redis-rate-limiter.ts';
import { createRedisRecordTurns } from '../src/redis/redis-record-turns.ts';
import { createRedisRefreshLease } from '../src/redis/redis-refresh-lease.ts';
import { RedisSessionStore } from '../src/redis/redis-session-store.ts';
import { RedisSnapshotStore } from '../src/redis/redis-snapshot-store.ts';
import { answer } from './ports/idempotency-store.suite.ts';
import { commit, makeCommit } from './ports/snapshot-store.suite.ts';
import { FakeClock } from './support/fake-clock.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting, settledThrough } from './support/redis-setting.ts';

const HOUR = 3_600_000;

describe.skipIf(!hasRedisServer)('what replicas share in redis', () => {
  let setting: RedisSetting;
  let connections: RedisConnection[];
  let clock: FakeClock;

  beforeEach(() => {
    setting = new RedisSetting();
    connections = [];
    clock = new FakeClock({ settle: settledThrough(connections) });
  });
  afterEach(async () => {
    await setting[Symbol.asyncDispose]();
  });

  /** The only key of this base. */
  async function onlyKey(): Promise<string> {
    const prefix = setting.keys.lease.slice(0, -'lease'.length);
    const names = await (await setting.admin()).keys('*');
    return names.find((name) => name.startsWith(prefix)) ?? '';
  }

  async function replica() {
    const connection = await setting.connect(clock);
    connections.push(connection);
    const { keys, log } = setting;
    return { connection, keys, log, clock, random: Math.random };
  }

  describe('lease', () => {
    test('a holder renews it, so that nobody else gets it', async () => {
      const [one, two] = [createRedisRefreshLease(await replica()), createRedisRefreshLease(await replica())];
      const held = await one.tryAcquire();
      const admin = await setting.admin();
      for (let index = 0; index < 5; index++) {
        await admin.pexpire(setting.keys.lease, 7_000);
        await clock.advance(3_000);
        expect(await admin.pttl(setting.keys.lease)).toBeGreaterThan(9_000);
      }
      expect(await two.tryAcquire()).toBeNull();
      expect(held!.signal.aborted).toBe(false);
      await held!.release();
      expect((await two.tryAcquire())!.fence).toBeGreaterThan(held!.fence);
    });

    test('a holder that finds it lost stops at once', async () => {
      const [one, two] = [createRedisRefreshLease(await replica()), createRedisRefreshLease(await replica())];
      const held = await one.tryAcquire();
      await (await setting.admin()).del(setting.keys.lease);
      const next = await two.tryAcquire();
      await clock.advance(3_000);
      expect(held!.signal.reason).toMatchObject({ kind: 'superseded' });
      await held!.release();
      expect(await one.tryAcquire()).toBeNull();
      await next!.release();
    });

    test('a holder that cannot renew it gives up before others can get it', async () => {
      const options = await replica();
      const held = await createRedisRefreshLease(options).tryAcquire();
      connections.pop();
      await options.connection.close();
      await clock.advance(8_900);
      expect(held!.signal.aborted).toBe(false);
      await clock.advance(1_000);
      expect(held!.signal.aborted).toBe(true);
    });

    test('whoever held it before and wakes up commits nothing, in 1,000 of 1,000 trials', async () => {
      const [sleeper, next] = [await replica(), await replica()];
      const stores = [new RedisSnapshotStore(sleeper), new RedisSnapshotStore(next)] as const;
      let version = await commit(stores[0], {});
      const admin = await setting.admin();
      for (let trial = 0; trial < 1_000; trial++) {
        const before = await createRedisRefreshLease(sleeper).tryAcquire();
        await admin.del(setting.keys.lease);
        const now = await createRedisRefreshLease(next).tryAcquire();
        const stale = makeCommit({ base: version, removed: ['rec'], fence: before!.fence });
        const outcomes = await Promise.all([
          stores[0].commit(stale),
          stores[1].commit(makeCommit({ base: version, removed: [`rec${trial}`], fence: now!.fence })),
        ]);
        expect(outcomes.map(({ kind }) => kind)).toEqual(['fenced', 'committed']);
        version = { ...version, seq: version.seq + 1 };
        await Promise.all([before!.release(), now!.release()]);
      }
    });

    test('numbers grow on when Redis was emptied', async () => {
      const lease = createRedisRefreshLease(await replica());
      const first = await lease.tryAcquire();
      await (await setting.admin()).del(setting.keys.lease, setting.keys.fence);
      await clock.advance(1);
      const second = await lease.tryAcquire();
      expect(second!.fence).toBeGreaterThan(first!.fence);
      await Promise.all([first!.release(), second!.release()]);
    });

    test('one held by a stranger without an end gets one', async () => {
      const lease = createRedisRefreshLease(await replica());
      const admin = await setting.admin();
      await admin.set(setting.keys.lease, 'stranger');
      expect(await lease.tryAcquire()).toBeNull();
      expect(await admin.pttl(setting.keys.lease)).toBeGreaterThan(0);
    });
  });

  describe('turns', () => {
    test('one is renewed while the edit lasts, and one whose holder died is free within ten seconds', async () => {
      const [one, two] = [createRedisRecordTurns(await replica()), createRedisRecordTurns(await replica())];
      const turn = await one.take('rec', { isNeeded: true });
      const admin = await setting.admin();
      for (let index = 0; index < 5; index++) {
        await admin.pexpire(setting.keys.turn('rec'), 7_000);
        await clock.advance(3_000);
        expect(await admin.pttl(setting.keys.turn('rec'))).toBeGreaterThan(9_000);
        expect(turn.isHeld()).toBe(true);
      }
      expect(await admin.pttl(setting.keys.turn('rec'))).toBeLessThanOrEqual(10_000);
      await turn[Symbol.asyncDispose]();
      await using next = await two.take('rec', { isNeeded: true });
      expect(next.isHeld()).toBe(true);
    });

    test('a holder that was stopped for too long knows that it is no longer its turn', async () => {
      const turn = await createRedisRecordTurns(await replica()).take('rec', { isNeeded: true });
      clock.jump(9_500);
      expect(turn.isHeld()).toBe(false);
      await turn[Symbol.asyncDispose]();
    });

    test('a holder whose turn somebody else has by now learns of it, and does not end theirs', async () => {
      const turn = await createRedisRecordTurns(await replica()).take('rec', { isNeeded: true });
      const admin = await setting.admin();
      await admin.set(setting.keys.turn('rec'), 'another');
      await clock.advance(3_000);
      expect(turn.isHeld()).toBe(false);
      await turn[Symbol.asyncDispose]();
      expect(await admin.get(setting.keys.turn('rec'))).toBe('another');
    });
  });

  describe('idempotency', () => {
    test('equal requests to several replicas are worked on once, and all get the answer, large or small', async () => {
      const stores = [
        new RedisIdempotencyStore(await replica()),
        new RedisIdempotencyStore(await replica()),
      ] as const;
      for (const body of ['{}', JSON.stringify(Array(500).fill('an order with a Zoë 🚚'))]) {
        const claims = await Promise.all(
          [0, 1, 0, 1].map((index) => stores[index as 0 | 1].claim(body, 'print')),
        );
        expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', 'running', 'running', 'running']);
        const worker = stores[claims.findIndex(({ kind }) => kind === 'claimed') % 2]!;
        await worker.complete(body, 'print', { ...answer, body });
        for (const store of stores) {
          expect(await store.claim(body, 'print')).toEqual({ kind: 'done', answer: { ...answer, body } });
        }
      }
    });

    test('F-09: an answer is kept for two weeks, a running request is renewed', async () => {
      const store = new RedisIdempotencyStore(await replica());
      const admin = await setting.admin();
      await store.claim('key', 'print');
      const name = await onlyKey();
      await admin.pexpire(name, 9_000);
      await clock.advance(5_000);
      expect(await admin.pttl(name)).toBeGreaterThan(15_000);
      await store.complete('key', 'print', answer);
      expect(await admin.pttl(name)).toBeGreaterThan(14 * 24 * HOUR - 60_000);
    });

    test('the key of a replica that died is free again, and the dead cannot take it back', async () => {
      const [dead, alive] = [
        new RedisIdempotencyStore(await replica()),
        new RedisIdempotencyStore(await replica()),
      ];
      await dead.claim('key', 'print');
      const admin = await setting.admin();
      const name = await onlyKey();
      await admin.del(name);
      expect(await alive.claim('key', 'other print')).toEqual({ kind: 'claimed' });
      await dead.release('key');
      await dead.complete('key', 'print', answer);
      expect(await alive.claim('key', 'other print')).toEqual({ kind: 'running' });
    });

    const print = createHash('sha256').update('print').digest('hex');
    test.each(['garbage', 'r', `d${print}{`, `d${print}b:AAAA`])(
      '%j under a key is thrown away',
      async (garbage) => {
        const store = new RedisIdempotencyStore(await replica());
        await store.claim('key', 'print');
        await store.release('key');
        await store.claim('key', 'print');
        const admin = await setting.admin();
        const name = await onlyKey();
        await admin.set(name, garbage);
        expect(await store.claim('key', 'print')).toEqual({ kind: 'claimed' });
      },
    );
  });

  test('sessions and presence reach the other replicas', async () => {
    const [one, two] = [await replica(), await replica()];
    const [mine, yours] = [new RedisSessionStore(one), new RedisSessionStore(two)];
    await mine.set('id', 'value', HOUR, 'zoe');
    expect(await yours.get('id')).toBe('value');
    await yours.deleteBySubject('zoe');
    expect(await mine.get('id')).toBeNull();

    const [here, there] = [new RedisPresence(one), new RedisPresence(two)];
    await clock.advance(100);
    here.touch();
    const touchedAt = clock.now();
    await clock.advance(10_000);
    expect(there.lastSeen()).toBe(touchedAt);
  });

  test('a limit is counted over all replicas, in little room', async () => {
    const limiters = [await replica(), await replica()].map((options) =>
      createRedisRateLimiter({ ...options, fallback: createMemoryRateLimiter(options) }),
    );
    const limit = { count: 300, windowMs: 60_000 };
    let allowed = 0;
    for (let index = 0; index < 320; index++) {
      if ((await limiters[index % 2]!.take('caller', limit)).isAllowed) allowed++;
    }
    expect(allowed).toBe(300);
    const admin = await setting.admin();
    const name = await onlyKey();
    expect(await admin.memory('USAGE', name)).toBeLessThan(2_000);
  });
});
