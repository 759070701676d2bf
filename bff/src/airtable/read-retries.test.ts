import { describe, expect, it } from 'vitest';
import { Failure } from '../domain/failures.ts';
import { AirtableProblem, TransportProblem } from './airtable-failures.ts';
import { quietTelemetry } from './airtable-telemetry.ts';
import type { AirtableRequest } from './airtable-transport.ts';
import { createReadRetries } from './read-retries.ts';

const READ: AirtableRequest = { kind: 'read', method: 'GET', path: 'appOrdersSample00/Orders' };
const BROKEN = new Failure('source-unreachable', 'broken', { cause: new TransportProblem('ECONNRESET', '') });
const SERVER_ERROR = new Failure('source-unreachable', '500', { cause: new AirtableProblem(500, null, '') });

/** Answers with these outcomes in turn, then well; every call takes `tookMs`. */
function createTest(outcomes: readonly (Failure | 'ok')[], tookMs = 0) {
  const queue = [...outcomes];
  const slept: number[] = [];
  const limits: (number | undefined)[] = [];
  let now = 1_000_000;
  const client = {
    async call(_request: AirtableRequest, options: { timeoutMs?: number }) {
      limits.push(options.timeoutMs);
      now += tookMs;
      const outcome = queue.shift() ?? 'ok';
      if (outcome !== 'ok') throw outcome;
      return { body: {}, dateMs: null };
    },
    state: () => ({ state: 'ok', breaker: 'closed', pausedUntil: null, retryAt: null }) as const,
    close() {},
  };
  const clock = {
    now: () => now,
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const options = { client, clock, random: () => 0.5, log, telemetry: quietTelemetry, timeoutMs: 10_000 };
  return { call: createReadRetries(options), slept, limits, advance: (ms: number) => (now += ms) };
}

describe('a read', () => {
  it('is tried again after server errors and broken connections, later each time', async () => {
    const test = createTest([BROKEN, SERVER_ERROR]);
    await test.call(READ, { callClass: 'sync' });
    expect(test.slept).toEqual([1_250, 4_250]);
  });

  it('is tried twice again and no more', async () => {
    const test = createTest([BROKEN, BROKEN, BROKEN]);
    await expect(test.call(READ, { callClass: 'sync' })).rejects.toBe(BROKEN);
    expect(test.limits).toHaveLength(3);
  });

  it.each([
    new Failure('source-timeout', 'too late'),
    new Failure('source-nonsense', 'HTML'),
    new Failure('source-throttled', '429', { cause: new AirtableProblem(429, null, '') }),
    new Failure('source-quota-used-up', 'used up', { cause: new AirtableProblem(429, null, '') }),
    new Failure('source-refused', 'no', { cause: new AirtableProblem(403, null, '') }),
    new Failure('source-unreachable', 'the breaker is open'),
  ])('is not tried again after $message', async (failure) => {
    const test = createTest([failure]);
    await expect(test.call(READ, { callClass: 'sync' })).rejects.toBe(failure);
    expect(test.limits).toHaveLength(1);
  });

  it('gets no more time from the first trouble on than one call has', async () => {
    const test = createTest([BROKEN, BROKEN], 3_000);
    await expect(test.call(READ, { callClass: 'sync' })).rejects.toBe(BROKEN);
    expect(test.limits).toEqual([10_000, 10_000 - 3_000 - 1_250]);
  });

  it('is tried again for a tenth of all calls at the most', async () => {
    const test = createTest(Array.from({ length: 500 }, (_, index) => (index % 2 === 0 ? BROKEN : 'ok')));
    const reads = Array.from({ length: 200 }, async () =>
      test.call(READ, { callClass: 'sync' }).catch(() => null),
    );
    await Promise.all(reads);
    expect(test.slept.length).toBeGreaterThan(0);
    expect(test.slept.length).toBeLessThanOrEqual(0.1 * test.limits.length);
  });

  it('may be tried again when the last tries are a minute ago', async () => {
    const test = createTest([BROKEN, BROKEN, BROKEN, BROKEN, 'ok', BROKEN]);
    await expect(test.call(READ, { callClass: 'sync' })).rejects.toBe(BROKEN);
    await expect(test.call(READ, { callClass: 'sync' })).rejects.toBe(BROKEN);
    test.advance(61_000);
    await test.call(READ, { callClass: 'sync' });
    await test.call(READ, { callClass: 'sync' });
    expect(test.slept).toHaveLength(3);
  });

  it('is not tried again for a caller who has gone', async () => {
    const test = createTest([BROKEN]);
    const signal = AbortSignal.abort();
    await expect(test.call(READ, { callClass: 'sync', signal })).rejects.toMatchObject({
      kind: 'source-timeout',
    });
    expect(test.limits).toHaveLength(1);
  });
});

describe('creating a webhook', () => {
  it('is not tried again, lest there be two', async () => {
    const test = createTest([BROKEN]);
    const request: AirtableRequest = {
      kind: 'webhook',
      method: 'POST',
      path: 'bases/appOrdersSample00/webhooks',
    };
    await expect(test.call(request, { callClass: 'sync' })).rejects.toBe(BROKEN);
    expect(test.limits).toHaveLength(1);
  });
});
