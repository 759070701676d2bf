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

const ORDERS = Array.from({ length: 20 }, (_, index) => makeOrderFields(index + 1));
const options = { callClass: 'write' } as const;
const write = { recordId: recordIdOf(1), values: { status: 'Shipped' } };

let test: AirtableSourceTest;
beforeEach(async () => {
  test = await startAirtableSource({ simulator: { rows: ORDERS.map(rowOf) } });
});
afterEach(async () => {
  await test[Symbol.asyncDispose]();
});

/** With little patience where Airtable never answers. */
const sourceFor = (fault: Fault) => (fault.kind === 'hang' ? test.another({ timeoutMs: 100 }) : test.source);

const statusNow = () => test.simulator.people.find(recordIdOf(1))?.fields['Status'];

describe('a write', () => {
  it('is one call for ten orders, and names no cell that it does not change', async () => {
    const writes = ORDERS.slice(0, 10).map(({ recordId }) => ({ recordId, values: { priority: 'High' } }));
    await test.source.write(writes, options);
    const { recentWrites } = test.simulator.stats.snapshot();
    expect(recentWrites.map(({ body }) => body)).toEqual([
      { records: writes.map(({ recordId }) => ({ id: recordId, fields: { Priority: 'High' } })) },
    ]);
  });

  it('of nothing is no call', async () => {
    expect(await test.source.write([], options)).toEqual([]);
    expect(test.takeCalls()).toEqual({});
  });

  it('of more than a batch is a mistake', async () => {
    const writes = ORDERS.slice(0, 11).map(({ recordId }) => ({ recordId, values: { priority: 'High' } }));
    await expect(test.source.write(writes, options)).rejects.toThrow(RangeError);
    expect(test.takeCalls()).toEqual({});
  });

  it('goes first out of the budget', async () => {
    await test.source.write([write], options);
    expect(test.budget.acquired).toEqual(['write']);
  });
});

describe('a write that is made when its call may start', () => {
  it('says what is to be written by then, and is asked once', async () => {
    const { promise: slot, resolve: grant } = Promise.withResolvers<void>();
    const source = test.another({ budget: { ...test.budget, acquire: () => slot } });
    const writes: (typeof write)[] = [];
    let asked = 0;
    const writing = source.write(() => {
      asked += 1;
      return writes;
    }, options);
    writes.push(write, { ...write, recordId: recordIdOf(2) });
    await new Promise(setImmediate);
    expect(asked).toBe(0);
    grant();
    expect(await writing).toMatchObject([{ recordId: recordIdOf(1) }, { recordId: recordIdOf(2) }]);
    expect(asked).toBe(1);
    expect(test.takeCalls()).toEqual({ updateRecords: 1 });
  });

  it('is not asked when it may not start', async () => {
    const failure = new Failure('source-throttled', 'paused');
    const source = test.another({ budget: { ...test.budget, acquire: () => Promise.reject(failure) } });
    const take = () => expect.fail('asked');
    await expect(source.write(take, options)).rejects.toBe(failure);
  });

  it('has to be of one to ten records', async () => {
    const eleven = ORDERS.slice(0, 11).map(({ recordId }) => ({ ...write, recordId }));
    for (const writes of [[], eleven]) {
      await expect(test.source.write(() => writes, options)).rejects.toThrow(RangeError);
    }
    expect(test.takeCalls()).toEqual({});
  });
});

describe('a look that is made when its call may start', () => {
  it('asks for the same records when it is tried again', async () => {
    const ids = [recordIdOf(2), recordIdOf(99), recordIdOf(1)];
    let asked = 0;
    const source = test.another({ timeoutMs: 20_000 });
    test.simulator.faults.add({ kind: 'error', status: 500, count: 1 });
    const found = await source.readOrders(() => {
      asked += 1;
      return ids;
    }, options);
    expect(found.map((order) => order?.recordId ?? null)).toEqual([recordIdOf(2), null, recordIdOf(1)]);
    expect(asked).toBe(1);
  });

  it('has to be of one to a hundred records', async () => {
    const many = Array.from({ length: 101 }, (_, index) => recordIdOf(index));
    for (const ids of [[], many]) {
      await expect(test.source.readOrders(() => ids, options)).rejects.toThrow(RangeError);
    }
    expect(test.takeCalls()).toEqual({});
  });
});

describe('a write whose answer is lost', () => {
  const afterwards: Fault[] = [
    { kind: 'drop', when: 'after' },
    { kind: 'hang', when: 'after' },
    { kind: 'error', status: 500, when: 'after' },
    { kind: 'error', status: 503, body: 'html', when: 'after' },
    { kind: 'html' },
    { kind: 'truncated' },
    { kind: 'missingId' },
  ];

  it.each(afterwards)('has an unknown outcome when it was written: %j', async (fault) => {
    test.simulator.faults.add(fault);
    await expect(sourceFor(fault).write([write], options)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(statusNow()).toBe('Shipped');
  });

  it.each<Fault>([{ kind: 'drop' }, { kind: 'hang' }, { kind: 'error', status: 502 }])(
    'has an unknown outcome when it was not: %j',
    async (fault) => {
      test.simulator.faults.add(fault);
      await expect(sourceFor(fault).write([write], options)).rejects.toMatchObject({
        name: 'OutcomeUnknown',
      });
      expect(statusNow()).toBe('Pending');
    },
  );

  it('is never sent a second time', async () => {
    test.simulator.faults.add({ kind: 'error', status: 503 });
    await expect(test.source.write([write], options)).rejects.toMatchObject({ name: 'OutcomeUnknown' });
    expect(test.takeCalls()).toEqual({ updateRecords: 1 });
    expect(test.clock.slept).toEqual([]);
  });

  it('has an unknown outcome for a caller who went while it was under way', async () => {
    test.simulator.faults.add({ kind: 'slow', ms: 50 });
    const caller = new AbortController();
    const writing = test.source.write([write], { ...options, signal: caller.signal });
    const arrived = async () => {
      while (test.simulator.stats.snapshot().inFlight === 0) await new Promise(setImmediate);
    };
    await arrived();
    caller.abort();
    await expect(writing).rejects.toMatchObject({ name: 'OutcomeUnknown' });
  });
});

describe('a write that cannot have happened', () => {
  it('is a plain failure when nobody listens', async () => {
    const source = test.another({ apiUrl: await urlOfNobody() });
    await expect(source.write([write], options)).rejects.toMatchObject({
      name: 'Failure',
      kind: 'source-unreachable',
    });
  });

  it('is a plain failure when Airtable throttles', async () => {
    test.simulator.faults.add({ kind: 'lockOut', count: 1 });
    await expect(test.source.write([write], options)).rejects.toMatchObject({
      name: 'Failure',
      kind: 'source-throttled',
    });
    expect(statusNow()).toBe('Pending');
  });

  it('is refused for a token that may only read', async () => {
    await using reader = await startAirtableSource({
      simulator: { rows: ORDERS.map(rowOf), scopes: ['data.records:read'] },
    });
    await expect(reader.source.write([write], options)).rejects.toMatchObject({
      name: 'SourceRefused',
      reason: 'permission',
    });
  });
});
