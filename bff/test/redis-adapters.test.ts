import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditRecord } from '../src/domain/audit-record.ts';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import { RedisAuditTrail } from '../src/redis/redis-audit-trail.ts';
import type { RedisConnection } from '../src/redis/redis-connection.ts';
import { RedisIdempotencyStore } from '../src/redis/redis-idempotency-store.ts';
import { RedisPresence } from '../src/redis/redis-presence.ts';
import { createRedisRateLimiter } from '../src/redis/redis-rate-limiter.ts';
import { createRedisRecordTurns } from '../src/redis/redis-record-turns.ts';
import { createRedisRefreshLease } from '../src/redis/redis-refresh-lease.ts';
import { RedisRequestBudget } from '../src/redis/redis-request-budget.ts';
import { createRedisServiceTokenStore } from '../src/redis/redis-service-token-store.ts';
import { RedisSessionStore } from '../src/redis/redis-session-store.ts';
import { RedisSnapshotStore } from '../src/redis/redis-snapshot-store.ts';
import { auditTrailSuite } from './ports/audit-trail.suite.ts';
import { idempotencyStoreSuite } from './ports/idempotency-store.suite.ts';
import { presenceSuite } from './ports/presence.suite.ts';
import { rateLimiterSuite } from './ports/rate-limiter.suite.ts';
import { recordTurnsSuite } from './ports/record-turns.suite.ts';
import { refreshLeaseSuite } from './ports/refresh-lease.suite.ts';
import { requestBudgetSuite } from './ports/request-budget.suite.ts';
import { makeToken, serviceTokenStoreSuite } from './ports/service-token-store.suite.ts';
import { sessionStoreSuite } from './ports/session-store.suite.ts';
import { snapshotStoreSuite } from './ports/snapshot-store.suite.ts';
import { FakeClock } from './support/fake-clock.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock, settledThrough } from './support/redis-setting.ts';

describe.skipIf(!hasRedisServer)('in redis', () => {
  let things: AsyncDisposableStack;
  beforeEach(() => {
    things = new AsyncDisposableStack();
  });
  afterEach(async () => {
    await things.disposeAsync();
  });

  /** A base of its own, with time that the test turns, for this process and for Redis. */
  async function inFakeTime() {
    const setting = things.use(new RedisSetting());
    const connections: RedisConnection[] = [];
    const clock = new FakeClock({ settle: settledThrough(connections) });
    const connection = await setting.connect(clock);
    connections.push(connection);
    return { connection, clock, keys: setting.keys, log: setting.log, setting };
  }

  async function inRealTime() {
    const setting = things.use(new RedisSetting());
    const { keys, log } = setting;
    return { connection: await setting.connect(), clock: realClock, random: Math.random, keys, log, setting };
  }

  snapshotStoreSuite(async () => {
    const options = await inRealTime();
    return { store: new RedisSnapshotStore(options), lease: createRedisRefreshLease(options) };
  });
  refreshLeaseSuite(async () => createRedisRefreshLease(await inFakeTime()));
  recordTurnsSuite(async () => {
    const options = await inRealTime();
    return () => createRedisRecordTurns(options);
  });
  idempotencyStoreSuite(async () => {
    const store = new RedisIdempotencyStore(await inFakeTime());
    return store;
  });
  sessionStoreSuite(async () => new RedisSessionStore(await inFakeTime()));
  serviceTokenStoreSuite(async () => createRedisServiceTokenStore(await inRealTime()));
  auditTrailSuite(async () => {
    const trail = new RedisAuditTrail({ ...(await inRealTime()), retentionMs: 86_400_000 });
    return { trail, now: () => Date.now() };
  });
  rateLimiterSuite(async () => {
    const options = await inFakeTime();
    const fallback = createMemoryRateLimiter(options);
    return { clock: options.clock, limiter: createRedisRateLimiter({ ...options, fallback }) };
  });
  presenceSuite(async () => {
    const options = await inFakeTime();
    const presence = new RedisPresence(options);
    return { clock: options.clock, presence };
  });
  requestBudgetSuite(async () => {
    const options = await inFakeTime();
    return {
      clock: options.clock,
      open: ({ monthlyCalls = 0 } = {}) =>
        new RedisRequestBudget({ ...options, requestsPerSecond: 5, monthlyCalls }),
    };
  });

  test('every key that a deployment leaves behind ends by itself', async () => {
    const options = await inRealTime();
    const budget = new RedisRequestBudget({ ...options, requestsPerSecond: 5, monthlyCalls: 0 });
    const presence = new RedisPresence(options);
    const idempotency = new RedisIdempotencyStore(options);
    const sessions = new RedisSessionStore(options);
    const limiter = createRedisRateLimiter({ ...options, fallback: createMemoryRateLimiter(options) });
    const lease = await createRedisRefreshLease(options).tryAcquire();
    presence.touch();
    await budget.acquire('write', {});
    const waiting = budget.acquire('write', {});
    await limiter.take('one', { count: 1, windowMs: 60_000 });
    await sessions.set('one', 'value', 60_000, 'zoe');
    const tokens = createRedisServiceTokenStore(options);
    const { digest, token } = makeToken();
    await tokens.add(digest, token);
    await tokens.noteUse(digest, 1);
    const trail = new RedisAuditTrail({ ...options, retentionMs: 86_400_000 });
    trail.add(auditRecord(Date.now(), 'write', {}));
    await trail.close();
    await idempotency.claim('one', 'print');
    await idempotency.claim('two', 'print');
    await idempotency.complete('two', 'print', { status: 200, body: '', headers: {} });
    await waiting;

    const admin = await options.setting.admin();
    const prefix = options.keys.budget.slice(0, options.keys.budget.lastIndexOf(':'));
    const names = (await admin.keys('*')).filter((name) => name.startsWith(prefix));
    expect(names.length).toBeGreaterThanOrEqual(12);
    for (const name of names) expect(await admin.pttl(name), name).toBeGreaterThan(0);
    await lease?.release();
    await budget.close();
  });
});
