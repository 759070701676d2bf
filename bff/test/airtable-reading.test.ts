import type { OrderFields } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import type { Fault } from '@orders/infra/airtable-simulator/faults/fault.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AirtableSourceTest, rowOf, startAirtableSource } from './support/airtable-source.ts';

const ORDERS = Array.from({ length: 250 }, (_, index) => makeOrderFields(index + 1));

let test: AirtableSourceTest;
beforeEach(async () => {
  test = await startAirtableSource({ simulator: { rows: ORDERS.map(rowOf) } });
});
afterEach(async () => {
  await test[Symbol.asyncDispose]();
});

function readAll(onProgress: (fetched: number) => void = () => {}) {
  return test.source.readAll({ callClass: 'background', onProgress });
}

const idsOf = (orders: readonly OrderFields[]) => orders.map((order) => order.recordId).toSorted();
const allIds = idsOf(ORDERS);

describe('reading everything', () => {
  it('costs one call for a hundred orders, each of them out of the budget', async () => {
    await readAll();
    expect(test.takeCalls()).toEqual({ listRecords: 3 });
    expect(test.budget.acquired).toEqual(['background', 'background', 'background']);
  });

  it('asks for the fields of an order and for no others', async () => {
    await readAll();
    const [call] = test.simulator.stats.snapshot().recentCalls;
    const query = new URL(call?.path ?? '', test.simulator.url).searchParams;
    expect(query.getAll('fields[]')).toEqual([
      'Order ID',
      'Customer',
      'Status',
      'Order Total',
      'Created At',
      'Updated At',
      'Priority',
    ]);
  });

  it('goes on after a page that is short because orders were deleted meanwhile', async () => {
    const ids = test.simulator.people.all().map((record) => record.id);
    const { orders } = await readAll((fetched) => {
      if (fetched === 100) test.simulator.people.delete(...ids.slice(100, 150));
    });
    expect(orders).toHaveLength(200);
  });

  it('starts over when Airtable forgets its place', async () => {
    test.simulator.faults.add({ kind: 'expireOffsets', skip: 2, count: 1 });
    const { orders } = await readAll();
    expect(idsOf(orders)).toEqual(allIds);
    expect(test.takeCalls()).toEqual({ listRecords: 6 });
  });

  it('gives up when Airtable forgets its place again and again', async () => {
    test.simulator.faults.add({ kind: 'expireOffsets' });
    await expect(readAll()).rejects.toMatchObject({ kind: 'source-unreachable' });
    expect(test.takeCalls()).toEqual({ listRecords: 8 });
  });

  it('notices a list that leads back to its beginning', async () => {
    test.simulator.faults.add({ kind: 'offsetLoop' });
    await expect(readAll()).rejects.toMatchObject({ kind: 'source-nonsense' });
    expect(test.takeCalls()['listRecords']).toBeLessThanOrEqual(25);
  });

  it('reads by POST what is too long for a URL', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => recordIdOf(index + 1));
    const long = 'Long name '.repeat(600);
    const source = test.another({
      mapping: {
        orderId: 'Order ID',
        customer: 'Customer',
        status: 'Status',
        orderTotal: 'Order Total',
        createdAt: null,
        updatedAt: null,
        priority: long,
      },
    });
    test.simulator.faults.add({ kind: 'renameField', field: 'Priority', to: long });
    const orders = await source.readOrders(ids, { callClass: 'sync' });
    expect(orders.map((order) => order?.priority)).toEqual(ids.map(() => 'Medium'));
    expect(test.simulator.stats.snapshot().recentCalls).toMatchObject([{ method: 'POST' }]);
  });
});

describe('records that make no sense', () => {
  it.each<[Fault, string]>([
    [{ kind: 'wrongTypes', field: 'Order Total' }, 'Order Total: wrong-type'],
    [{ kind: 'wrongTypes', field: 'Created At', value: 7 }, 'Created At: wrong-type'],
    [{ kind: 'wrongTypes', field: 'Status', value: [[]] }, 'Status: wrong-type'],
  ])('are shown as far as they can be: %j', async (fault, oddity) => {
    test.simulator.faults.add(fault);
    const { orders } = await readAll();
    expect(idsOf(orders)).toEqual(allIds);
    expect(test.oddities).toEqual(ORDERS.map(() => oddity));
    expect(test.log.messages('warn')).toEqual(['a cell cannot be read and is shown as blank']);
  });

  it('may hold the special values of formulas', async () => {
    test.simulator.faults.add({ kind: 'specialValue', field: 'Order Total' });
    const { orders } = await readAll();
    expect(orders.every((order) => order.orderTotal === null && order.orderId !== null)).toBe(true);
    expect(test.log.messages('warn')).toHaveLength(2);
  });
});

describe('answers that make no sense', () => {
  it.each<[Fault]>([
    [{ kind: 'html' }],
    [{ kind: 'truncated' }],
    [{ kind: 'missingId' }],
    [{ kind: 'duplicateId' }],
    [{ kind: 'hugeBody', bytes: 9_000_000 }],
    [{ kind: 'error', status: 200, body: 'json' }],
    [{ kind: 'error', status: 200, body: 'empty' }],
  ])('are a stated failure: %j', async (fault) => {
    test.simulator.faults.add({ ...fault, skip: 1 });
    await expect(readAll()).rejects.toMatchObject({ kind: 'source-nonsense' });
  });

  it('are not asked for again', async () => {
    test.simulator.faults.add({ kind: 'html' });
    await expect(readAll()).rejects.toMatchObject({ kind: 'source-nonsense' });
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
  });
});

describe('the options of status and priority', () => {
  const options = { callClass: 'sync' } as const;

  it('are asked for once by all who want them, and again after ten minutes', async () => {
    await Promise.all([1, 2, 3].map(() => test.source.fieldOptions(options)));
    await test.source.fieldOptions(options);
    expect(test.takeCalls()).toEqual({ listTables: 1 });
    test.clock.shift(601_000);
    test.simulator.faults.add({ kind: 'addOption', field: 'Status', name: 'Returned' });
    expect((await test.source.fieldOptions(options)).status).toContain('Returned');
  });

  it('are asked for anew after Airtable refused one', async () => {
    await test.source.fieldOptions(options);
    const write = { recordId: recordIdOf(1), values: { status: 'Teleported' } };
    await expect(test.source.write([write], options)).rejects.toMatchObject({ reason: 'option' });
    await test.source.fieldOptions(options);
    expect(test.takeCalls()).toEqual({ listTables: 2, updateRecords: 1 });
  });

  it('go on being known while Airtable fails', async () => {
    const known = await test.source.fieldOptions(options);
    test.clock.shift(601_000);
    test.simulator.faults.add({ kind: 'error', status: 500 });
    expect(await test.source.fieldOptions(options)).toEqual(known);
  });

  it('outlive a caller who has gone', async () => {
    const caller = new AbortController();
    test.simulator.faults.add({ kind: 'slow', ms: 50, count: 1 });
    const gone = test.source.fieldOptions({ ...options, signal: caller.signal });
    const patient = test.source.fieldOptions(options);
    caller.abort();
    await expect(gone).rejects.toMatchObject({ kind: 'source-timeout' });
    expect((await patient).priority).toEqual(['Low', 'Medium', 'High']);
    expect(test.takeCalls()).toEqual({ listTables: 1 });
  });
});

describe('options without the right to metadata', () => {
  it('are not told, and not asked for again each time', async () => {
    await using hidden = await startAirtableSource({ simulator: { scopes: ['data.records:read'] } });
    for (const _ of [1, 2]) {
      expect(await hidden.source.fieldOptions({ callClass: 'sync' })).toEqual({
        status: null,
        priority: null,
      });
    }
    expect(hidden.takeCalls()).toEqual({ listTables: 1 });
    expect(hidden.source.state()).toMatchObject({ state: 'ok' });
  });
});
