import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { AuditFiles } from '../src/memory/audit-files.ts';
import { createMemoryIdempotencyStore } from '../src/memory/memory-idempotency-store.ts';
import { createMemoryPresence } from '../src/memory/memory-presence.ts';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import { createMemoryRefreshLease } from '../src/memory/memory-refresh-lease.ts';
import { createMemoryRequestBudget } from '../src/memory/memory-request-budget.ts';
import { createMemorySessionStore } from '../src/memory/memory-session-store.ts';
import { createMemorySnapshotStore } from '../src/memory/memory-snapshot-store.ts';
import { createServiceTokenFiles } from '../src/memory/service-token-files.ts';
import { auditTrailSuite } from './ports/audit-trail.suite.ts';
import { answer, idempotencyStoreSuite } from './ports/idempotency-store.suite.ts';
import { presenceSuite } from './ports/presence.suite.ts';
import { rateLimiterSuite } from './ports/rate-limiter.suite.ts';
import { refreshLeaseSuite } from './ports/refresh-lease.suite.ts';
import { requestBudgetSuite } from './ports/request-budget.suite.ts';
import { serviceTokenStoreSuite } from './ports/service-token-store.suite.ts';
import { sessionStoreSuite } from './ports/session-store.suite.ts';
import { snapshotStoreSuite } from './ports/snapshot-store.suite.ts';
import { FakeClock } from './support/fake-clock.ts';
import { createRecordedLog } from './support/recorded-log.ts';

const HOUR = 3_600_000;

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'orders-memory-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe('in memory', () => {
  snapshotStoreSuite(async () => {
    const lease = createMemoryRefreshLease();
    const store = createMemorySnapshotStore({ epoch: 'k3x9', currentFence: lease.currentFence });
    return { store, lease };
  });
  refreshLeaseSuite(async () => createMemoryRefreshLease());
  idempotencyStoreSuite(async () => createMemoryIdempotencyStore({ clock: new FakeClock() }));
  sessionStoreSuite(async () => createMemorySessionStore(new FakeClock()));
  serviceTokenStoreSuite(async () => createServiceTokenFiles(join(await emptyDirectory(), 'tokens')));
  auditTrailSuite(async () => {
    const clock = new FakeClock();
    const trail = new AuditFiles({
      directory: join(await emptyDirectory(), 'audit'),
      retentionMs: 86_400_000,
      maxFileBytes: 10_000,
      clock,
      log: createRecordedLog(),
    });
    return { trail, now: () => clock.now() };
  });
  rateLimiterSuite(async () => {
    const clock = new FakeClock();
    return { clock, limiter: createMemoryRateLimiter({ clock }) };
  });
  presenceSuite(async () => {
    const clock = new FakeClock();
    return { clock, presence: createMemoryPresence(clock) };
  });
  requestBudgetSuite(async () => {
    const clock = new FakeClock();
    const log = createRecordedLog();
    return {
      clock,
      open: ({ monthlyCalls = 0 } = {}) =>
        createMemoryRequestBudget({ requestsPerSecond: 5, monthlyCalls, clock, log }),
    };
  });
});

describe('memory idempotency store', () => {
  test('F-09: keeps an answer for two weeks', async () => {
    const clock = new FakeClock();
    const store = createMemoryIdempotencyStore({ clock });
    await store.claim('key', 'print');
    await store.complete('key', 'print', answer);
    await clock.advance(14 * 24 * HOUR - 1);
    expect(await store.claim('key', 'print')).toEqual({ kind: 'done', answer });
    await clock.advance(2);
    expect(await store.claim('key', 'other print')).toEqual({ kind: 'claimed' });
  });

  test('forgets the oldest answers when there are too many or they are too long, never what runs', async () => {
    const clock = new FakeClock();
    const store = createMemoryIdempotencyStore({ clock, maxAnswers: 3, maxTotalLength: 100 });
    await store.claim('running', 'print');
    for (const key of ['a', 'b', 'c', 'd']) await store.complete(key, 'print', { ...answer, body: '1' });
    expect(await store.claim('a', 'print')).toEqual({ kind: 'claimed' });
    expect(await store.claim('b', 'print')).toMatchObject({ kind: 'done' });
    await store.complete('e', 'print', { ...answer, body: 'x'.repeat(99) });
    expect(await store.claim('c', 'print')).toEqual({ kind: 'claimed' });
    expect(await store.claim('d', 'print')).toMatchObject({ kind: 'done' });
    expect(await store.claim('e', 'print')).toMatchObject({ kind: 'done' });
    expect(await store.claim('running', 'print')).toEqual({ kind: 'running' });
  });
});

describe('memory rate limiter', () => {
  test('remembers a bounded number of callers, and none whose window is empty', async () => {
    const clock = new FakeClock();
    const limiter = createMemoryRateLimiter({ clock, maxKeys: 100 });
    for (let index = 0; index < 1000; index++) await limiter.take(`${index}`, { count: 5, windowMs: 1000 });
    expect(limiter.size).toBe(100);
    await clock.advance(1000);
    await limiter.take('one', { count: 5, windowMs: 1000 });
    expect(limiter.size).toBe(1);
  });

  test('a flood of strangers does not free the one who asks all the time', async () => {
    const clock = new FakeClock();
    const limiter = createMemoryRateLimiter({ clock, maxKeys: 100 });
    const limit = { count: 1, windowMs: 60_000 };
    await limiter.take('busy', limit);
    for (let index = 0; index < 1000; index++) {
      await limiter.take(`${index}`, limit);
      expect((await limiter.take('busy', limit)).isAllowed).toBe(false);
    }
  });
});

describe('memory session store', () => {
  test('a session ends when its time is over', async () => {
    const clock = new FakeClock();
    const store = createMemorySessionStore(clock);
    await store.set('one', 'value', HOUR, 'zoe');
    await clock.advance(HOUR - 1);
    expect(await store.get('one')).toBe('value');
    await clock.advance(1);
    expect(await store.get('one')).toBeNull();
  });
});

describe('memory request budget', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'orders-budget-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  function open(clock = new FakeClock(), counterFile = join(folder, 'data', 'calls.json')) {
    const log = createRecordedLog();
    const budget = createMemoryRequestBudget({
      requestsPerSecond: 5,
      monthlyCalls: 0,
      clock,
      log,
      counterFile,
    });
    const call = async () => {
      const turn = budget.acquire('write', {});
      await clock.advance(250);
      await turn;
    };
    return { budget, clock, log, call };
  }

  test('the number of calls survives a restart and a crash two seconds later', async () => {
    const first = open();
    await first.call();
    await first.call();
    await first.budget.close();
    const second = open();
    expect(second.budget.state().callsThisMonth).toBe(2);
    await second.call();
    await second.clock.advance(2000);
    expect(open().budget.state().callsThisMonth).toBe(3);
    expect(await readdir(join(folder, 'data'))).toEqual(['calls.json']);
  });

  test('the number of a month that is over is not taken up', async () => {
    const first = open();
    await first.call();
    await first.budget.close();
    const december = new FakeClock({ startMs: Date.UTC(2026, 11, 1) });
    expect(open(december).budget.state().callsThisMonth).toBe(0);
  });

  test.each(['', '{', '[]', 'null', '{"month":"2026-11","calls":-1}', '{"month":"2026-11","calls":"7"}'])(
    'a file that holds %j counts as 0, with a warning',
    async (content) => {
      const file = join(folder, 'calls.json');
      await writeFile(file, content);
      const { budget, log, call } = open(new FakeClock(), file);
      expect(budget.state().callsThisMonth).toBe(0);
      expect(log.messages('warn')).toEqual(['calls of this month unreadable, counting from 0']);
      await call();
      await budget.close();
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ month: '2026-11', calls: 1 });
    },
  );

  test('a place that cannot be written is said once, and calls go on', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { budget, clock, log, call } = open(new FakeClock(), join(file, 'calls.json'));
    for (let index = 0; index < 3; index++) {
      await call();
      await clock.advance(3000);
    }
    await budget.close();
    expect(log.messages('warn').filter((message) => message.includes('could not be kept'))).toHaveLength(1);
  });
});
