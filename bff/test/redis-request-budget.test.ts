import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallClass } from '../src/application/ports.ts';
import { monthOf } from '../src/domain/month-plan.ts';
import type { RedisConnection } from '../src/redis/redis-connection.ts';
import { RedisRequestBudget } from '../src/redis/redis-request-budget.ts';
import { recordCalls } from './ports/request-budget.suite.ts';
import { FakeClock } from './support/fake-clock.ts';
import { FaultProxy } from './support/fault-proxy.ts';
import { hasRedisServer, startRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock, settledThrough } from './support/redis-setting.ts';

describe.skipIf(!hasRedisServer)('redis request budget', () => {
  let setting: RedisSetting;
  let connections: RedisConnection[];
  let clock: FakeClock;
  const budgets: RedisRequestBudget[] = [];

  beforeEach(() => {
    setting = new RedisSetting();
    connections = [];
    clock = new FakeClock({ settle: settledThrough(connections) });
  });
  afterEach(async () => {
    for (const budget of budgets.splice(0)) await budget.close();
    await setting[Symbol.asyncDispose]();
  });

  async function open(options: { monthlyCalls?: number; on?: RedisConnection } = {}) {
    const connection = options.on ?? (await setting.connect(clock));
    if (!connections.includes(connection)) connections.push(connection);
    const { monthlyCalls = 0 } = options;
    const common = { connection, keys: setting.keys, clock, requestsPerSecond: 5 };
    const budget = new RedisRequestBudget({ ...common, monthlyCalls });
    budgets.push(budget);
    await clock.advance(0);
    return budget;
  }

  test('replicas take turns, in the order of urgency and arrival over all of them', async () => {
    const [one, two] = [await open(), await open()];
    const { log, call } = recordCalls(clock);
    void call(one, 'first', 'sync');
    await clock.advance(10);
    void call(two, 'background', 'background');
    await clock.advance(10);
    void call(one, 'sync', 'sync');
    await clock.advance(10);
    void call(two, 'late sync', 'sync');
    await clock.advance(10);
    void call(one, 'write', 'write');
    await clock.advance(1500);
    expect(log.map((line) => line.replace(/@.*/, ''))).toEqual([
      'first',
      'write',
      'sync',
      'late sync',
      'background',
    ]);
  });

  test('no slot is lost while replicas take turns', async () => {
    const replicas = [await open(), await open(), await open()];
    const begun: number[] = [];
    for (let index = 0; index < 24; index++) {
      void replicas[index % 3]!.acquire('sync', {}).then(
        () => void begun.push(clock.now()),
        () => {},
      );
    }
    const start = clock.now();
    await clock.advance(8_000);
    expect(begun).toHaveLength(24);
    expect(begun.at(-1)! - start).toBeLessThan(23 * 222.3 + 1);
  });

  test('a replica that dies first in line costs the others less than a tenth of a second', async () => {
    const [one, two, dying] = [await open(), await open(), await open()];
    const { log, call } = recordCalls(clock);
    await one.acquire('write', {});
    void call(dying, 'dead', 'write');
    await clock.advance(10);
    void call(two, 'alive', 'sync');
    await clock.advance(10);
    const last = connections.pop()!;
    await last.close();
    await clock.advance(380);
    expect(log).toHaveLength(1);
    expect(Number(log[0]!.replace('alive@', ''))).toBeLessThan(212 + 100);
  });

  test('a pause begun by one replica holds all, and all see it', async () => {
    const [one, two] = [await open(), await open()];
    const { log, call } = recordCalls(clock);
    await one.pause(30_000);
    void call(two, 'write', 'write');
    void call(two, 'hurried', 'write', { deadlineMs: 10_000 });
    await clock.advance(100);
    expect(log).toEqual(['hurried source-throttled@0']);
    expect(two.state().pausedUntil).toBe(clock.now() - 100 + 30_000);
    const third = await open();
    await clock.advance(0);
    expect(third.state().pausedUntil).not.toBeNull();
    await clock.advance(30_000);
    expect(log[1]).toBe('write@30000');
  });

  test('the month is counted over all replicas and survives an emptied Redis', async () => {
    const [one, two] = [await open(), await open()];
    for (const budget of [one, two, one]) {
      const turn = budget.acquire('write', {});
      await clock.advance(500);
      await turn;
    }
    await clock.advance(5_000);
    expect([one.state().callsThisMonth, two.state().callsThisMonth]).toEqual([3, 3]);
    const admin = await setting.admin();
    await admin.del(setting.keys.month(monthOf(clock.now())), setting.keys.budget);
    await clock.advance(5_000);
    expect((await open()).state().callsThisMonth).toBe(3);
    expect(await admin.pttl(setting.keys.month(monthOf(clock.now())))).toBeGreaterThan(31 * 86_400_000);
  });

  test.each(['hash', 'text'])('garbage under its keys (%s) is thrown away', async (kind) => {
    const budget = await open();
    const admin = await setting.admin();
    for (const key of [setting.keys.budget, setting.keys.waiting, setting.keys.month(monthOf(clock.now()))]) {
      await admin.del(key);
      if (kind === 'text') await admin.set(key, 'garbage');
      else await admin.hset(key, 'free_at', 'garbage', 'x', 'garbage');
    }
    const turn = budget.acquire('write', {});
    await clock.advance(500);
    await turn;
    expect(budget.state().callsThisMonth).toBe(1);
  });

  test('never more than five calls begin in any 1.1 s, whoever makes them and whatever stalls', async () => {
    const replicas = [await open(), await open(), await open(), await open()];
    const arrival = fc.record({
      atMs: fc.nat(3000),
      replica: fc.nat(3),
      callClass: fc.constantFrom<CallClass>('write', 'sync', 'background'),
    });
    const load = fc.record({ arrivals: fc.array(arrival, { maxLength: 20 }), stallMs: fc.nat(400) });
    await fc.assert(
      fc.asyncProperty(load, async ({ arrivals, stallMs }) => {
        const begun: number[] = [];
        for (const { atMs, replica, callClass } of arrivals) {
          void clock
            .sleep(atMs)
            .then(() => replicas[replica]!.acquire(callClass, {}))
            .then(
              () => void begun.push(clock.now()),
              () => {},
            );
        }
        await clock.advance(1000);
        clock.jump(stallMs);
        await clock.advance(9000);
        expect(begun).toHaveLength(arrivals.length);
        expectWithinLimit(begun);
      }),
      { numRuns: 12 },
    );
  });

  test('while Redis is away and when it is back, four replicas still stay within the limit', async () => {
    await using server = await startRedisServer();
    await using outage = new RedisSetting(server.url);
    const own = await Promise.all([1, 2, 3, 4].map(() => outage.connect(clock)));
    connections.push(...own);
    const begun: number[] = [];
    const stop = new AbortController();
    for (const connection of own) {
      const budget = await open({ on: connection });
      for (let index = 0; index < 3; index++) void keepCalling(budget, begun, stop.signal);
    }
    const start = clock.now();
    await clock.advance(3_000);
    await server.kill();
    await Promise.all(own.map((connection) => untilDown(connection)));
    await clock.advance(6_000);
    const alone = begun.filter((at) => at > start + 4_000).length;
    await server.restart();
    for (const connection of own) {
      await connection.untilUp(5_000);
      await clock.advance(700);
    }
    await clock.advance(5_000);
    stop.abort();
    expect(alone).toBeGreaterThanOrEqual(4);
    expect(begun.filter((at) => at > clock.now() - 3_000).length).toBeGreaterThanOrEqual(12);
    expectWithinLimit(begun);
  });

  test('a replica that had nothing to ask for while Redis was away does not spend what others are spending', async () => {
    await using server = await startRedisServer();
    const { port } = new URL(server.url);
    const upstream = { host: '127.0.0.1', port: Number(port) };
    await using proxy = await FaultProxy.start({ upstream, clock: realClock, random: Math.random });
    await using direct = new RedisSetting(server.url);
    await using proxied = new RedisSetting(proxy.through(server.url), { keys: direct.keys });
    const others = await Promise.all([1, 2, 3].map(() => proxied.connect(clock)));
    const own = await direct.connect(clock);
    connections.push(...others, own);
    const begun: number[] = [];
    const stop = new AbortController();
    for (const connection of others) void keepCalling(await open({ on: connection }), begun, stop.signal);
    const idle = await open({ on: own });
    await clock.advance(2_000);
    await proxy.down();
    await server.kill();
    await Promise.all([...others, own].map((connection) => untilDown(connection)));
    // Within this time it does not look by itself either.
    await clock.advance(2_500);
    const back = clock.now();
    await server.restart();
    await own.untilUp(5_000);
    for (let index = 0; index < 3; index++) void keepCalling(idle, begun, stop.signal);
    await clock.advance(1_000);
    expect(begun.filter((at) => at > back).length).toBeGreaterThan(0);
    await proxy.clear();
    await Promise.all(others.map((connection) => connection.untilUp(5_000)));
    await clock.advance(5_000);
    stop.abort();
    expectWithinLimit(begun);
    expect(begun.filter((at) => at > clock.now() - 2_000).length).toBeGreaterThanOrEqual(8);
  });

  async function keepCalling(
    budget: RedisRequestBudget,
    begun: number[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      for (;;) {
        await budget.acquire('sync', { signal });
        begun.push(clock.now());
      }
    } catch {
      // The test is over.
    }
  }
});

/** Never more than five in any 1.1 s. */
function expectWithinLimit(begun: readonly number[]): void {
  for (const [index, at] of begun.entries()) {
    expect(begun.slice(index).filter((other) => other < at + 1110).length).toBeLessThanOrEqual(5);
  }
}

async function untilDown(connection: RedisConnection): Promise<void> {
  while (connection.isUp()) await new Promise(setImmediate);
}
