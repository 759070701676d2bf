import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { createOpenBudget, rowOf, startAirtableSource } from './support/airtable-source.ts';
import { FakeClock, nextTurn } from './support/fake-clock.ts';
import { answerJson, startScriptedAirtable } from './support/scripted-airtable.ts';

const options = { callClass: 'sync' } as const;
const ids = [recordIdOf(1)];
const message = 'Rate limit exceeded. Please try again later';

/** A source before a server that answers every call so. */
async function startAnswering(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const server = await startScriptedAirtable((_request, response) =>
    answerJson(response, status, body, headers),
  );
  const test = await startAirtableSource();
  const budget = createOpenBudget();
  return {
    server,
    budget,
    source: test.another({ apiUrl: server.url, budget, random: () => 0 }),
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('throttling', () => {
  it.each([
    [{ errors: [{ error: 'RATE_LIMIT_REACHED', message }] }],
    [{ error: { type: 'RATE_LIMIT_REACHED', message } }],
    [{ error: 'RATE_LIMIT_REACHED' }],
    ['not JSON'],
  ])('makes everybody hold back: %j', async (body) => {
    await using test = await startAnswering(429, body);
    await expect(test.source.readOrders(ids, options)).rejects.toMatchObject({
      name: 'Failure',
      kind: 'source-throttled',
      retryAfterMs: 30_000,
    });
    expect(test.budget.pauses).toEqual([30_000]);
    expect(test.server.requests).toHaveLength(1);
  });

  it('lasts longer when Airtable says so', async () => {
    await using test = await startAnswering(429, {}, { 'retry-after': '45' });
    await expect(test.source.readOrders(ids, options)).rejects.toMatchObject({ retryAfterMs: 45_000 });
    expect(test.budget.pauses).toEqual([45_000]);
  });

  it('lasts no shorter for a date or nonsense in place of seconds', async () => {
    for (const value of ['Wed, 21 Oct 2026 07:28:00 GMT', 'soon', '-5', '1e9']) {
      await using test = await startAnswering(429, {}, { 'retry-after': value });
      await expect(test.source.readOrders(ids, options)).rejects.toMatchObject({ kind: 'source-throttled' });
      expect(test.budget.pauses[0]).toBeGreaterThanOrEqual(30_000);
      expect(test.budget.pauses[0]).toBeLessThanOrEqual(3_600_000);
    }
  });

  it('is the state of the source while the budget is paused', async () => {
    await using test = await startAirtableSource();
    const pausedUntil = Date.now() + 60_000;
    const budget = { ...test.budget, state: () => ({ pausedUntil, callsThisMonth: 0 }) };
    const source = test.another({ budget });
    expect(source.state()).toMatchObject({ state: 'throttled', pausedUntil });
    test.clock.shift(60_001);
    expect(source.state()).toMatchObject({ state: 'ok', pausedUntil: null });
  });

  it('that lasts longer than a call is told to new callers at once', async () => {
    await using test = await startAirtableSource({ source: { timeoutMs: 5_000 } });
    const pausedFor = (ms: number) => {
      const pausedUntil = test.clock.now() + ms;
      return { ...test.budget, state: () => ({ pausedUntil, callsThisMonth: 0 }) };
    };
    await expect(test.another({ budget: pausedFor(20_000) }).readOrders(ids, options)).rejects.toMatchObject({
      kind: 'source-throttled',
      retryAfterMs: expect.any(Number),
    });
    expect(test.takeCalls()).toEqual({});
    await test.another({ budget: pausedFor(4_000) }).readOrders(ids, options);
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
  });

  it('ends the waiting of those in the queue, who otherwise may wait longer than a call takes', async () => {
    await using test = await startAirtableSource();
    const deadlines: (number | undefined)[] = [];
    const budget = {
      ...test.budget,
      acquire: async (_class: unknown, { deadlineMs }: { deadlineMs?: number }) =>
        void deadlines.push(deadlineMs),
    };
    await test.another({ budget, timeoutMs: 5_000, throttlePauseMs: 30_000 }).readOrders(ids, options);
    await test.another({ budget, timeoutMs: 5_000, throttlePauseMs: 1_000 }).readOrders(ids, options);
    expect(deadlines).toEqual([29_999, 30_000]);
  });

  it('is a failure also when the pause cannot be told to the others', async () => {
    await using test = await startAirtableSource();
    const budget = { ...test.budget, pause: () => Promise.reject(new Error('no store')) };
    test.simulator.faults.add({ kind: 'lockOut', count: 1 });
    await expect(test.another({ budget }).readOrders(ids, options)).rejects.toMatchObject({
      kind: 'source-throttled',
    });
  });
});

describe('calls that leave', () => {
  it('keep their distance from when the one before was written, not from when it had its slot', async () => {
    await using test = await startAirtableSource();
    const clock = new FakeClock();
    const source = test.another({ requestsPerSecond: 5, clock });
    await source.readOrders(ids, options);
    const second = source.readOrders(ids, options);
    while (clock.sleeping === 0) await nextTurn();
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
    await clock.advance(1_000 / 4.5);
    await second;
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
  });
});

describe('the monthly cap', () => {
  it('makes nobody hold back and is not tried again', async () => {
    const body = { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message: 'used up' }] };
    await using test = await startAnswering(429, body);
    await expect(test.source.readOrders(ids, options)).rejects.toMatchObject({
      kind: 'source-quota-used-up',
    });
    expect(test.budget.pauses).toEqual([]);
    expect(test.server.requests).toHaveLength(1);
    expect(test.source.state()).toMatchObject({ state: 'throttled', breaker: 'closed' });
  });

  it('is over when Airtable answers again', async () => {
    await using test = await startAirtableSource({
      simulator: { rows: [rowOf(makeOrderFields(1))], monthlyCap: 1 },
    });
    await test.source.readOrders(ids, options);
    await expect(test.source.readOrders(ids, options)).rejects.toMatchObject({
      kind: 'source-quota-used-up',
    });
    test.simulator.switches.monthlyCap = 0;
    await test.source.readOrders(ids, options);
    expect(test.source.state()).toMatchObject({ state: 'ok' });
  });
});
