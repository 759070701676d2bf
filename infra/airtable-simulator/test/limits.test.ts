import { afterEach, describe, expect, it } from 'vitest';
import { numberedRows, startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
afterEach(() => api[Symbol.asyncDispose]());

const observed =
  '{"errors":[{"error":"RATE_LIMIT_REACHED","message":"Rate limit exceeded. Please try again later"}]}';

async function statuses(count: number, path = api.table): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index += 1) found.push((await api.call(path)).status);
  return found;
}

describe('five calls a second', () => {
  it('lock everybody out for 30 seconds from the sixth on', async () => {
    api = await startForTest({ requestsPerSecond: 5, rows: numberedRows(1) });
    expect(await statuses(6)).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await api.list();
    expect([refused.status, refused.text]).toEqual([429, observed]);
    expect(refused.headers.get('retry-after')).toBeNull();
    api.clock.advance(29_999);
    expect((await api.list()).status).toBe(429);
    api.clock.advance(1);
    expect((await api.list()).status).toBe(200);
  });

  it('are counted over any second, not by the clock', async () => {
    api = await startForTest({ requestsPerSecond: 5, rows: [] });
    api.clock.advance(700);
    expect(await statuses(3)).toEqual([200, 200, 200]);
    api.clock.advance(600);
    expect(await statuses(2)).toEqual([200, 200]);
    api.clock.advance(399);
    expect((await api.list()).status).toBe(429);
  });

  it('are answered again exactly one second later', async () => {
    api = await startForTest({ requestsPerSecond: 5, rows: [] });
    await statuses(5);
    api.clock.advance(1000);
    expect(await statuses(5)).toEqual([200, 200, 200, 200, 200]);
  });

  it('refuse only the excess in soft mode, with the documented body when switched', async () => {
    api = await startForTest({
      requestsPerSecond: 5,
      strictLockoutMs: 0,
      rateLimitBody: 'documented',
      rows: [],
    });
    expect(await statuses(7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect((await api.list()).body).toEqual({
      error: { type: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded. Please try again later' },
    });
    api.clock.advance(1000);
    expect((await api.list()).status).toBe(200);
  });

  it('let a burst through as a bucket, and then what has trickled in', async () => {
    api = await startForTest({ requestsPerSecond: 5, strictLockoutMs: 0, rateWindow: 'bucket', rows: [] });
    expect(await statuses(6)).toEqual([200, 200, 200, 200, 200, 429]);
    api.clock.advance(400);
    expect(await statuses(3)).toEqual([200, 200, 429]);
  });

  it('begin the lock-out anew with every call, when switched', async () => {
    api = await startForTest({ requestsPerSecond: 1, lockoutExtends: true, rows: [] });
    await statuses(2);
    api.clock.advance(20_000);
    await statuses(1);
    api.clock.advance(20_000);
    expect((await api.list()).status).toBe(429);
    api.clock.advance(30_000);
    expect((await api.list()).status).toBe(200);
  });

  it('count every call that names the base, by whoever, but none that does not', async () => {
    api = await startForTest({ requestsPerSecond: 2, rows: [] });
    expect(await statuses(10, '/v0/meta/whoami')).toEqual(Array.from({ length: 10 }, () => 200));
    await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`);
    await api.call(`/v0/bases/${api.simulator.baseId}/webhooks`);
    expect((await api.list()).status).toBe(429);
  });

  it('do not count strangers', async () => {
    api = await startForTest({ requestsPerSecond: 1, rows: [] });
    await api.call(api.table, { headers: { Authorization: 'Bearer nobody' } });
    expect((await api.list()).status).toBe(200);
  });

  it('are refused before anything is written', async () => {
    api = await startForTest({ requestsPerSecond: 1, rows: [] });
    await api.list();
    await api.call(api.table, { method: 'POST', body: { fields: {} } });
    expect(api.simulator.people.all()).toEqual([]);
  });
});

describe('the monthly cap', () => {
  const billing = {
    errors: [
      {
        error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED',
        message:
          "API billing plan limit exceeded. You've reached the maximum number of requests allowed for this month.",
      },
    ],
  };

  it('refuses records until the first of the next month while metadata answers', async () => {
    api = await startForTest({ monthlyCap: 3, rows: [] });
    expect(await statuses(3)).toEqual([200, 200, 200]);
    const refused = await api.list();
    expect([refused.status, refused.body]).toEqual([429, billing]);
    expect((await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`)).status).toBe(200);
    api.clock.advance(Date.parse('2026-12-01T00:00:00Z') - api.clock.now());
    expect((await api.list()).status).toBe(200);
  });

  it('slows down to two a second instead, when switched', async () => {
    api = await startForTest({
      monthlyCap: 1,
      monthlyCapEffect: 'slow',
      strictLockoutMs: 0,
      requestsPerSecond: 5,
      rows: [],
    });
    await statuses(1);
    api.clock.advance(1000);
    expect(await statuses(3)).toEqual([200, 200, 429]);
  });
});

describe('figures', () => {
  it('tell how many calls came, and the most in any second', async () => {
    api = await startForTest({ requestsPerSecond: 3, rows: numberedRows(1) });
    await statuses(2);
    api.clock.advance(999);
    await statuses(2);
    api.clock.advance(60_000);
    await api.call(`${api.table}/${numberedRows(1)[0]?.id}`, {
      method: 'PATCH',
      body: { fields: { Notes: 'x' } },
    });
    const stats = api.simulator.stats.snapshot();
    expect(stats).toMatchObject({
      calls: 5,
      callsByEndpoint: { listRecords: 4, updateRecord: 1 },
      answersByStatus: { 200: 4, 429: 1 },
      refused429: 1,
      maxCallsInAnySecond: 4,
      inFlight: 0,
    });
    expect(stats.recentWrites).toEqual([
      expect.objectContaining({
        endpoint: 'updateRecord',
        method: 'PATCH',
        body: { fields: { Notes: 'x' } },
      }),
    ]);
    expect(JSON.stringify(stats)).not.toContain(api.simulator.token);
  });
});
