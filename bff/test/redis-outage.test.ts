import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { makeOrder } from '@orders/contract/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import { RedisBreaker } from '../src/redis/redis-breaker.ts';
import { redisOptions } from '../src/redis/redis-clients.ts';
import type { RedisConnection } from '../src/redis/redis-connection.ts';
import { RedisIdempotencyStore } from '../src/redis/redis-idempotency-store.ts';
import { createRedisRateLimiter } from '../src/redis/redis-rate-limiter.ts';
import { createRedisRecordTurns } from '../src/redis/redis-record-turns.ts';
import { createRedisRefreshLease } from '../src/redis/redis-refresh-lease.ts';
import { RedisSessionStore } from '../src/redis/redis-session-store.ts';
import { RedisSnapshotStore } from '../src/redis/redis-snapshot-store.ts';
import { answer } from './ports/idempotency-store.suite.ts';
import { commit, confirmation, makeCommit } from './ports/snapshot-store.suite.ts';
import { FakeClock, nextTurn } from './support/fake-clock.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock } from './support/redis-setting.ts';
import { StoreFollower } from './support/store-follower.ts';

const unavailable = { kind: 'store-unavailable' };
const limit = { count: 8, windowMs: 60_000 };

describe('redis client options', () => {
  test('nothing waits for a Redis that is away, and no silence is endured for long', () => {
    const options = redisOptions('requests', () => 0.5);
    expect(options).toMatchObject({
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      connectTimeout: 1_000,
      commandTimeout: 1_000,
      socketTimeout: 1_000,
    });
    for (const random of [0, 0.999]) {
      for (const attempt of [1, 5, 50, 5000]) {
        expect(redisOptions('requests', () => random).retryStrategy(attempt)).toBeLessThanOrEqual(1_000);
      }
    }
    expect(redisOptions('following', () => 0.5).socketTimeout).toBeGreaterThan(5_000);
  });
});

describe('redis breaker', () => {
  test('after three failures in a row nobody asks for a second, then one does', () => {
    const clock = new FakeClock();
    const breaker = new RedisBreaker(clock);
    for (let index = 0; index < 3; index++) {
      expect(breaker.admit()).toBe(true);
      breaker.failed();
    }
    expect(breaker.admit()).toBe(false);
    clock.jump(999);
    expect(breaker.admit()).toBe(false);
    clock.jump(1);
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
    breaker.failed();
    expect(breaker.admit()).toBe(false);
    clock.jump(1000);
    expect(breaker.admit()).toBe(true);
    breaker.succeeded();
    expect([breaker.admit(), breaker.admit(), breaker.isOpen]).toEqual([true, true, false]);
  });

  test('single failures between successes leave it closed', () => {
    const breaker = new RedisBreaker(new FakeClock());
    for (let index = 0; index < 10; index++) {
      breaker.failed();
      breaker.failed();
      breaker.succeeded();
    }
    expect(breaker.isOpen).toBe(false);
  });
});

describe.skipIf(!hasRedisServer)('a Redis in trouble', () => {
  let server: RedisServer;
  let setting: RedisSetting;
  let clock: FakeClock;
  let connection: RedisConnection;

  beforeEach(async () => {
    server = await startRedisServer();
    setting = new RedisSetting(server.url, { leastPatienceMs: 0 });
    clock = new FakeClock();
    connection = await setting.connect(clock);
  });
  afterEach(async () => {
    server.resume();
    await setting[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const parts = () => ({ connection, keys: setting.keys, log: setting.log, clock, random: Math.random });

  /** What every adapter does without Redis: fails at once or goes on alone, and never waits. */
  async function expectOnOurOwn() {
    const idempotency = new RedisIdempotencyStore(parts());
    const store = new RedisSnapshotStore(parts());
    const limiter = createRedisRateLimiter({ ...parts(), fallback: createMemoryRateLimiter({ clock }) });
    await expect(idempotency.claim('key', 'print')).rejects.toMatchObject(unavailable);
    await expect(store.load()).rejects.toMatchObject(unavailable);
    await expect(store.commit(makeCommit())).rejects.toMatchObject(unavailable);
    await expect(createRedisRefreshLease(parts()).tryAcquire()).rejects.toMatchObject(unavailable);
    await expect(new RedisSessionStore(parts()).get('id')).rejects.toMatchObject(unavailable);
    expect(store.isUp()).toBe(false);
    const allowed = [];
    for (let index = 0; index < 4; index++) allowed.push((await limiter.take('caller', limit)).isAllowed);
    expect(allowed).toEqual([true, true, false, false]);
  }

  /** Three failures, and nobody asks any more. */
  async function untilGivenUp() {
    while (connection.isUp()) await connection.run('request', (client) => client.ping()).catch(() => {});
  }

  async function untilBack() {
    while (!connection.isUp()) {
      await clock.advance(1_000);
      await connection.run('request', (client) => client.set(setting.keys.fence, 1)).catch(() => nextTurn());
    }
    await connection.untilUp(5_000);
  }

  const up = 'Redis is up';
  const down = 'Redis is down';

  test('killed and started again', async () => {
    await server.kill();
    await untilGivenUp();
    await expectOnOurOwn();
    await server.restart();
    await untilBack();
    expect(await createRedisRefreshLease(parts()).tryAcquire()).not.toBeNull();
    expect(setting.log.messages('info')).toEqual([up, down, up]);
  });

  test('frozen', async () => {
    server.pause();
    await untilGivenUp();
    await expectOnOurOwn();
    server.resume();
    await untilBack();
    expect(setting.log.messages('info')).toEqual([up, down, up]);
  });

  const troubles: [string, string[], string[]][] = [
    ['out of memory', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    ['a replica without a master', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
    ['slow', ['CLIENT', 'PAUSE', '60000', 'ALL'], ['CLIENT', 'UNPAUSE']],
  ];

  test.each(troubles)('%s', async (name, [command = '', ...args], [mend = '', ...mending]) => {
    const admin = await setting.admin();
    await admin.call(command, ...args);
    const limiter = createRedisRateLimiter({ ...parts(), fallback: createMemoryRateLimiter({ clock }) });
    for (let index = 0; index < 3; index++)
      expect(await limiter.take('warm', limit)).toHaveProperty('isAllowed');
    while (connection.isUp()) await limiter.take('warm', limit);
    await expectOnOurOwn();
    // A paused server does not hear that it is to go on: it is freed from outside.
    if (name === 'slow') await server.restart();
    else await admin.call(mend, ...mending);
    await untilBack();
    expect(await createRedisRefreshLease(parts()).tryAcquire()).not.toBeNull();
  });

  test('a turn that an edit needs is not relied on once the connection was lost', async () => {
    await using patient = new RedisSetting(server.url);
    connection = await patient.connect(clock);
    const turns = createRedisRecordTurns({ ...parts(), random: Math.random });
    const needed = await turns.take('recOne', { isNeeded: true });
    const other = await turns.take('recOther', { isNeeded: false });
    expect([needed.isHeld(), other.isHeld()]).toEqual([true, true]);
    await server.restart();
    await expect.poll(() => needed.isHeld()).toBe(false);
    expect(other.isHeld()).toBe(true);
    await connection.untilUp(5_000);
    const again = await turns.take('recOne', { isNeeded: true });
    expect(again.isHeld()).toBe(true);
    for (const turn of [needed, other, again]) await turn[Symbol.asyncDispose]();
  });

  test('restarted without its scripts and its data', async () => {
    await using patient = new RedisSetting(server.url);
    connection = await patient.connect(clock);
    const limiter = createRedisRateLimiter({ ...parts(), fallback: createMemoryRateLimiter({ clock }) });
    await limiter.take('caller', limit);
    const admin = await setting.admin();
    await admin.script('FLUSH');
    await admin.flushall();
    expect(await limiter.take('caller', limit)).toMatchObject({ isAllowed: true, remaining: 7 });
  });

  test('a wrong password, a refused connection and a black hole', async () => {
    const admin = await setting.admin();
    await admin.config('SET', 'requirepass', 'right');
    const hole = createServer().listen(0, '127.0.0.1');
    await once(hole, 'listening');
    const sockets: { destroy(): void }[] = [];
    hole.on('connection', (socket) => sockets.push(socket));
    const { port } = hole.address() as AddressInfo;
    const urls = [
      server.url.replace('//', '//:wrong-password@'),
      'redis://127.0.0.1:1',
      `redis://127.0.0.1:${port}`,
    ];
    for (const url of urls) {
      await using strange = new RedisSetting(url, { leastPatienceMs: 0 });
      const impatient = new FakeClock();
      const opening = strange.connect(impatient);
      await impatient.advance(5_000);
      connection = await opening;
      await expectOnOurOwn();
      expect(JSON.stringify(strange.log.lines)).not.toContain('wrong-password');
    }
    for (const socket of sockets) socket.destroy();
    hole.close();
  });

  test('an answer that could not be kept is kept as soon as Redis is back, and known here meanwhile', async () => {
    const store = new RedisIdempotencyStore(parts());
    await store.claim('key', 'print');
    await server.kill();
    await untilGivenUp();
    await store.complete('key', 'print', answer);
    expect(await store.claim('key', 'print')).toEqual({ kind: 'done', answer });
    expect(await store.claim('key', 'other')).toEqual({ kind: 'other-request' });
    await server.restart();
    await untilBack();
    await clock.advance(5_000);
    const answers = () => connection.run('bulk', (client) => client.keys('*:answer:*'));
    while ((await answers()).length === 0) await clock.advance(5_000);
    const another = new RedisIdempotencyStore({ ...parts(), connection: await setting.connect(clock) });
    expect(await another.claim('key', 'print')).toEqual({ kind: 'done', answer });
  });

  test('a follower goes on when Redis is back, and is told to load when it came back empty', async () => {
    const options = { ...parts(), clock: realClock };
    const store = new RedisSnapshotStore({ ...options, connection: await setting.connect() });
    const other = new RedisSnapshotStore({ ...options, connection: await setting.connect() });
    const first = await commit(store, { upserts: [makeOrder(1)] });
    const follower = new StoreFollower(other, first);
    server.pause();
    server.resume();
    const second = await commit(store, { base: first, upserts: [makeOrder(2)] });
    await follower.until(({ changes }) => changes.length === 1);
    expect(follower.version).toEqual(second);
    await server.restart();
    await follower.until(({ gaps }) => gaps > 0);
    const upserts = [makeOrder(1), makeOrder(2)];
    const anew = await commit(store, { upserts, confirmation });
    expect((await other.load())?.orders).toHaveLength(2);
    follower.version = anew;
    await commit(store, { base: anew, upserts: [makeOrder(3)] });
    await follower.until(({ changes }) => changes.length === 2);
    await follower.stop();
  });
});
