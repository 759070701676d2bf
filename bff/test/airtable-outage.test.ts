import { inspect } from 'node:util';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import type { Fault } from '@orders/infra/airtable-simulator/faults/fault.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../src/domain/failures.ts';
import {
  type AirtableSourceTest,
  rowOf,
  startAirtableSource,
  urlOfNobody,
} from './support/airtable-source.ts';

const ORDERS = Array.from({ length: 5 }, (_, index) => makeOrderFields(index + 1));
const options = { callClass: 'sync' } as const;

let test: AirtableSourceTest;
beforeEach(async () => {
  test = await startAirtableSource({
    simulator: { rows: ORDERS.map(rowOf) },
    source: { maxConcurrentRequests: 4 },
  });
});
afterEach(async () => {
  await test[Symbol.asyncDispose]();
});

const readOne = (source = test.source, signal?: AbortSignal) =>
  source.readOrders([recordIdOf(1)], { ...options, ...(signal === undefined ? {} : { signal }) });

/** Waits for requests to arrive at the simulator, without waiting for time to pass. */
async function untilInFlight(count: number): Promise<void> {
  while (test.simulator.stats.snapshot().inFlight !== count) await new Promise(setImmediate);
}

async function openBreaker(source = test.source): Promise<void> {
  test.simulator.faults.add({ kind: 'html' });
  for (let call = 0; call < 10; call += 1) await readOne(source).catch(() => {});
  test.simulator.faults.clear();
  test.takeCalls();
}

describe('a read in trouble', () => {
  it.each<Fault>([
    { kind: 'error', status: 500 },
    { kind: 'error', status: 502, body: 'html' },
    { kind: 'error', status: 503, body: 'empty' },
    { kind: 'drop' },
  ])('is tried again and succeeds: %j', async (fault) => {
    await using patient = await startAirtableSource({
      simulator: { rows: ORDERS.map(rowOf) },
      source: { timeoutMs: 20_000 },
    });
    patient.simulator.faults.add({ ...fault, count: 2 });
    expect(await readOne(patient.source)).toMatchObject([{ recordId: recordIdOf(1) }]);
    expect(patient.takeCalls()).toEqual({ listRecords: 3 });
    expect(patient.source.state()).toMatchObject({ state: 'ok' });
  });

  it('spends the budget for every try', async () => {
    await using patient = await startAirtableSource();
    patient.simulator.faults.add({ kind: 'error', status: 500 });
    await expect(readOne(patient.source)).rejects.toMatchObject({ kind: 'source-unreachable' });
    expect(patient.budget.acquired).toEqual(['sync', 'sync', 'sync']);
  });

  it('ends in time when Airtable never answers, and is not tried again', async () => {
    const source = test.another({ timeoutMs: 100 });
    test.simulator.faults.add({ kind: 'hang' });
    await expect(readOne(source)).rejects.toMatchObject({ kind: 'source-timeout' });
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
    expect(source.state()).toMatchObject({ state: 'unreachable' });
  });

  it('says that Airtable cannot be reached when nobody listens', async () => {
    const source = test.another({ apiUrl: await urlOfNobody() });
    await expect(readOne(source)).rejects.toMatchObject({ kind: 'source-unreachable' });
  });
});

describe('the breaker before Airtable', () => {
  it('lets a hundred healthy calls pass after one time-out', async () => {
    const source = test.another({ timeoutMs: 1_000 });
    test.simulator.faults.add({ kind: 'hang', count: 1 });
    await expect(readOne(source)).rejects.toMatchObject({ kind: 'source-timeout' });
    const reads = await Promise.all(Array.from({ length: 100 }, () => readOne(source)));
    expect(reads).toHaveLength(100);
    expect(source.state()).toMatchObject({ breaker: 'closed' });
  });

  it('stays closed however many callers wait for a place', async () => {
    test.simulator.faults.add({ kind: 'slow', ms: 5 });
    await Promise.all(Array.from({ length: 30 }, () => readOne()));
    expect(test.source.state()).toMatchObject({ breaker: 'closed' });
    // One of the four is kept for a write.
    expect(test.simulator.stats.snapshot().maxInFlight).toBe(3);
  });

  it('stays closed whatever Airtable refuses', async () => {
    const write = { recordId: recordIdOf(1), values: { status: 'Teleported' } };
    for (let call = 0; call < 20; call += 1) {
      await expect(test.source.write([write], options)).rejects.toMatchObject({ name: 'WriteRejected' });
    }
    expect(test.source.state()).toMatchObject({ state: 'ok', breaker: 'closed' });
  });

  it('spends neither calls nor budget while it is open, and says until when', async () => {
    await openBreaker();
    const { acquired } = test.budget;
    const spent = acquired.length;
    await expect(readOne()).rejects.toMatchObject({
      kind: 'source-unreachable',
      retryAfterMs: expect.any(Number),
    });
    expect(test.takeCalls()).toEqual({});
    expect(acquired).toHaveLength(spent);
    expect(test.source.state()).toMatchObject({
      state: 'unreachable',
      breaker: 'open',
      retryAt: expect.any(Number),
    });
  });

  it('keeps reads and writes apart', async () => {
    await openBreaker();
    const write = { recordId: recordIdOf(1), values: { status: 'Shipped' } };
    expect(await test.source.write([write], options)).toMatchObject([{ status: 'Shipped' }]);
  });

  it('closes when Airtable is back', async () => {
    const source = test.another({ breakerResetMs: 1 });
    await openBreaker(source);
    while (source.state().breaker === 'open') await new Promise(setImmediate);
    await readOne(source);
    expect(source.state()).toMatchObject({ state: 'ok', breaker: 'closed', retryAt: null });
  });

  it('learns what Airtable did from a probe whose caller has gone', async () => {
    const source = test.another({ breakerResetMs: 1 });
    await openBreaker(source);
    while (source.state().breaker === 'open') await new Promise(setImmediate);
    test.simulator.faults.add({ kind: 'slow', ms: 30 });
    const caller = new AbortController();
    const probe = readOne(source, caller.signal);
    await untilInFlight(1);
    caller.abort();
    await expect(probe).rejects.toMatchObject({ kind: 'source-timeout' });
    expect(source.state().breaker).toBe('half-open');
    await untilInFlight(0);
    while (source.state().breaker === 'half-open') await new Promise(setImmediate);
    expect(source.state().breaker).toBe('closed');
  });

  it('is not moved by callers who go', async () => {
    test.simulator.faults.add({ kind: 'slow', ms: 20 });
    for (let call = 0; call < 15; call += 1) {
      const caller = new AbortController();
      const read = readOne(test.source, caller.signal);
      await untilInFlight(1);
      caller.abort();
      await expect(read).rejects.toMatchObject({ kind: 'source-timeout' });
      await untilInFlight(0);
    }
    expect(test.source.state()).toMatchObject({ breaker: 'closed' });
  });
});

describe('a caller with little time', () => {
  it('gets the failure that its signal carries', async () => {
    test.simulator.faults.add({ kind: 'slow', ms: 50 });
    const reason = new Failure('source-timeout', 'The deadline has passed.');
    const caller = new AbortController();
    const read = readOne(test.source, caller.signal);
    await untilInFlight(1);
    caller.abort(reason);
    await expect(read).rejects.toBe(reason);
  });

  it('sends nothing when its time is over before the budget has a slot', async () => {
    const caller = new AbortController();
    const budget = {
      ...test.budget,
      async acquire() {
        caller.abort();
      },
    };
    await expect(readOne(test.another({ budget }), caller.signal)).rejects.toMatchObject({
      kind: 'source-timeout',
    });
    await readOne();
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
  });

  it('hears of the budget what the budget says', async () => {
    const failure = new Failure('source-throttled', 'paused', { retryAfterMs: 20_000 });
    const budget = { ...test.budget, acquire: () => Promise.reject(failure) };
    await expect(readOne(test.another({ budget }))).rejects.toBe(failure);
    expect(test.takeCalls()).toEqual({});
  });
});

describe('the token', () => {
  it('is in no failure and in no line of the log, whatever happens', async () => {
    const kinds: Fault[] = [
      { kind: 'error', status: 500 },
      { kind: 'html' },
      { kind: 'drop' },
      { kind: 'hang' },
      { kind: 'lockOut', count: 1 },
    ];
    const failures: unknown[] = [];
    const source = test.another({ timeoutMs: 100 });
    for (const fault of kinds) {
      test.simulator.faults.add(fault);
      failures.push(await readOne(source).catch((error: unknown) => error));
      test.simulator.faults.clear();
    }
    failures.push(
      await readOne(test.another({ apiUrl: await urlOfNobody() })).catch((error: unknown) => error),
    );
    const told = inspect([failures, test.log.lines], { depth: 20, showHidden: true });
    expect(failures.every((failure) => failure instanceof Failure)).toBe(true);
    expect(told).not.toContain(test.simulator.token);
  });
});
