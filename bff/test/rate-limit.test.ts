import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import Koa, { type Context, type Middleware } from 'koa';
import koaRatelimit from 'koa-ratelimit';
import { parseItem } from 'structured-headers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RateLimiter, RequestLimit } from '../src/application/ports.ts';
import { rateLimit } from '../src/http/rate-limit.ts';
import { createMemoryRateLimiter } from '../src/memory/memory-rate-limiter.ts';
import { RedisConnection } from '../src/redis/redis-connection.ts';
import { createRedisKeys } from '../src/redis/redis-keys.ts';
import { createRedisRateLimiter } from '../src/redis/redis-rate-limiter.ts';
import { FakeClock } from './support/fake-clock.ts';
import { createRecordedLog } from './support/recorded-log.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting } from './support/redis-setting.ts';

const MINUTE = 60_000;

describe('rate limit', () => {
  let things: AsyncDisposableStack;
  let clock: FakeClock;
  beforeEach(() => {
    things = new AsyncDisposableStack();
    clock = new FakeClock();
  });
  afterEach(async () => {
    await things.disposeAsync();
  });

  /** A server that counts; answers the function that asks it. */
  async function serve(middleware: Middleware, app = new Koa()) {
    app.silent = true;
    app.use(middleware);
    app.use((ctx) => {
      ctx.body = 'served';
    });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    things.defer(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    const { port } = server.address() as AddressInfo;
    return (headers: Record<string, string> = {}) => fetch(`http://127.0.0.1:${port}/`, { headers });
  }

  const refuse = (ctx: Context, seconds: number) =>
    ctx.throw(429, `wait ${seconds} s`, { headers: ctx.response.headers });

  function ours(limit: RequestLimit | 'off', limiter: RateLimiter = createMemoryRateLimiter({ clock })) {
    return rateLimit({
      policyName: 'orders-list',
      limit,
      limiter,
      principalOf: (ctx) => ctx.get('x-person') || 'anonymous',
      onLimited: refuse,
    });
  }

  test('counted answers tell quota, what is left and when there is more, as structured fields', async () => {
    const ask = await serve(ours({ count: 100, windowMs: MINUTE }));
    const first = await ask();
    expect(first.headers.get('ratelimit-policy')).toBe('"orders-list";q=100;w=60');
    expect(first.headers.get('ratelimit')).toBe('"orders-list";r=99;t=60');
    await clock.advance(20_500);
    const second = await ask();
    expect(parseItem(second.headers.get('ratelimit')!)).toEqual([
      'orders-list',
      new Map([
        ['r', 98],
        ['t', 40],
      ]),
    ]);
    expect(await second.text()).toBe('served');
    expect([...second.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });

  test('a refused request is answered by the caller, with a true Retry-After', async () => {
    const ask = await serve(ours({ count: 2, windowMs: MINUTE }));
    await ask();
    await clock.advance(10_200);
    await ask();
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(await refused.text()).toBe('wait 50 s');
    expect(refused.headers.get('retry-after')).toBe('50');
    expect(refused.headers.get('ratelimit')).toBe('"orders-list";r=0;t=50');
  });

  test('of 100 clients that wait exactly Retry-After all are let in', async () => {
    const ask = await serve(ours({ count: 3, windowMs: 1000 }));
    for (let client = 0; client < 100; client++) {
      const headers = { 'x-person': `${client}` };
      for (let index = 0; index < 3; index++) {
        await ask(headers);
        await clock.advance(client % 7);
      }
      const refused = await ask(headers);
      expect(refused.status).toBe(429);
      await clock.advance(Number(refused.headers.get('retry-after')) * 1000);
      expect((await ask(headers)).status).toBe(200);
    }
  });

  test('people are counted apart, whatever address they claim; an unnamed one too', async () => {
    const app = new Koa({ proxy: true });
    const ask = await serve(ours({ count: 1, windowMs: MINUTE }), app);
    expect((await ask({ 'x-person': 'zoe' })).status).toBe(200);
    expect((await ask({ 'x-person': 'max' })).status).toBe(200);
    expect((await ask({ 'x-person': 'zoe', 'x-forwarded-for': '1.2.3.4' })).status).toBe(429);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  test('a principal without a name is counted like any other', async () => {
    const ask = await serve(
      rateLimit({
        policyName: 'orders-list',
        limit: { count: 1, windowMs: MINUTE },
        limiter: createMemoryRateLimiter({ clock }),
        principalOf: () => '',
        onLimited: refuse,
      }),
    );
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
  });

  test('one caller’s limits are counted apart', async () => {
    const limiter = createMemoryRateLimiter({ clock });
    const limits = ['orders-list', 'summary'].map((policyName) =>
      rateLimit({
        policyName,
        limit: { count: 1, windowMs: MINUTE },
        limiter,
        principalOf: () => 'zoe',
        onLimited: refuse,
      }),
    );
    const ask = await serve((ctx, next) => limits[ctx.get('x-summary') === '' ? 0 : 1]!(ctx, next));
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
    expect((await ask({ 'x-summary': '1' })).status).toBe(200);
  });

  test('off counts nothing', async () => {
    const ask = await serve(ours('off'));
    for (let index = 0; index < 5; index++) {
      const answer = await ask();
      expect(answer.status).toBe(200);
      expect(answer.headers.has('ratelimit')).toBe(false);
    }
  });

  test('a failure further in is not taken for a limit', async () => {
    const app = new Koa();
    const ask = await serve(async (ctx, next) => {
      await ours({ count: 5, windowMs: MINUTE })(ctx, () => Promise.reject(new Error('inner')));
      await next();
    }, app);
    expect((await ask()).status).toBe(500);
  });

  test('without Redis requests are counted here, by this replica’s share of the limit', async () => {
    const connection = new RedisConnection({
      url: 'redis://127.0.0.1:1',
      clock,
      random: Math.random,
      log: createRecordedLog(),
    });
    things.defer(() => connection.close());
    const limiter = createRedisRateLimiter({
      connection,
      keys: createRedisKeys('app', 'tbl'),
      fallback: createMemoryRateLimiter({ clock }),
    });
    const ask = await serve(ours({ count: 10, windowMs: MINUTE }, limiter));
    const statuses: number[] = [];
    for (let index = 0; index < 5; index++) statuses.push((await ask()).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await ask()).headers.get('ratelimit-policy')).toBe('"orders-list";q=10;w=60');
  });

  describe('koa-ratelimit by itself, which is why it is wrapped', () => {
    test('answers 500 when Redis is away', async () => {
      const db = new Redis('redis://127.0.0.1:1', { enableOfflineQueue: false, retryStrategy: null });
      db.on('error', () => {});
      const ask = await serve(koaRatelimit({ driver: 'redis', db, max: 5 }));
      expect((await ask()).status).toBe(500);
      db.disconnect();
    });

    test('counts nothing in memory unless it is given a map, which it never empties', async () => {
      const options = { driver: 'memory', max: 2 } as Parameters<typeof koaRatelimit>[0];
      const ask = await serve(koaRatelimit(options));
      const statuses = await Promise.all(Array.from({ length: 6 }, () => ask().then(({ status }) => status)));
      expect(statuses).toEqual(Array(6).fill(200));
      const db = new Map();
      const counted = await serve(
        koaRatelimit({ driver: 'memory', db, max: 2, duration: 1, id: (ctx) => ctx.get('x-person') }),
      );
      for (let index = 0; index < 50; index++) await counted({ 'x-person': `${index}` });
      expect(db.size).toBe(50);
    });

    test.skipIf(!hasRedisServer)('rounds Retry-After down and keeps an entry for each request', async () => {
      await using setting = new RedisSetting();
      const db = await setting.admin();
      const id = setting.keys.lease;
      const ask = await serve(koaRatelimit({ driver: 'redis', db, max: 300, duration: 900, id: () => id }));
      const answers = await Promise.all(Array.from({ length: 301 }, () => ask()));
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.headers.get('retry-after')).toBe('0');
      expect(await db.memory('USAGE', `limit:${id}`)).toBeGreaterThan(20_000);
    });

    test('takes the address that the client claims, behind a proxy that is trusted', async () => {
      const app = new Koa({ proxy: true });
      const ask = await serve(koaRatelimit({ driver: 'memory', db: new Map(), max: 1 }), app);
      for (let index = 0; index < 5; index++) {
        expect((await ask({ 'x-forwarded-for': `10.0.0.${index}` })).status).toBe(200);
      }
    });
  });
});
