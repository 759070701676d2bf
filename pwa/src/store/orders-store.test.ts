import {
  createReportingCalendar,
  EMPTY_FILTER,
  type Order,
  type OrderQuery,
  orderComparator,
  orderPredicate,
  plainRows,
  SORT_FIELDS,
  summarize,
} from '@orders/contract';
import { makeOrder, recordIdOf } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEntry } from '../../test/support/outbox-factory.ts';
import { EMPTY_OUTBOX } from '../db/outbox-rows.ts';
import { LocalOrders } from './orders-store.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const at = (asOf: number) => ({ asOf, version: null });

/** Nothing else wants the page. */
const AT_ONCE = { pause: async () => undefined, untilIdle: async () => undefined };

async function storeOf(orders: readonly Order[], timeZone = 'UTC'): Promise<LocalOrders> {
  const store = new LocalOrders({ ...AT_ONCE, now: () => NOW });
  await store.setTimeZone(timeZone);
  await store.replaceCopy([orders], at(NOW));
  return store;
}

const query = (fields: Partial<OrderQuery> = {}): OrderQuery => ({
  ...EMPTY_FILTER,
  page: 1,
  pageSize: 500,
  sort: { field: 'createdAt', descending: true },
  ...fields,
});

const text = fc.option(
  fc.oneof(
    fc.constantFrom('ORD-9', 'ord-09', 'ORD-10', 'Ωmega', 'Straße 9', 'José', 'jose', '', '🙂', 'A-B', 'a b'),
    fc.string({ maxLength: 6 }),
  ),
);
const option = fc.constantFrom('Pending', 'Shipped', 'On hold', 'on hold', 'Zurückgestellt', 'High', null);
const instant = fc.option(
  fc
    .date({ min: new Date('2026-10-01'), max: new Date('2026-11-20'), noInvalidDate: true })
    .map((d) => d.toISOString()),
);
const orders = fc
  .uniqueArray(
    fc.record({
      number: fc.nat(400),
      orderId: text,
      customer: text,
      status: option,
      priority: option,
      orderTotal: fc.option(fc.integer({ min: -500, max: 5_000 }).map((cents) => cents / 100)),
      createdAt: instant,
      updatedAt: instant,
    }),
    { selector: ({ number }) => number, maxLength: 60 },
  )
  .map((rows) => rows.map(({ number, ...fields }) => makeOrder(number, fields)));
const filters = fc.record({
  statuses: fc.subarray(['Pending', 'On hold', null]),
  priorities: fc.subarray(['High', null]),
  search: fc.constantFrom('', 'ord', 'jose', '9'),
  createdFrom: fc.constantFrom(null, '2026-10-20'),
  createdTo: fc.constantFrom(null, '2026-11-05'),
  minTotal: fc.constantFrom(null, 1),
  maxTotal: fc.constantFrom(null, 40),
  customers: fc.subarray(['José', null]),
  updatedFrom: fc.constantFrom(null, '2026-10-25'),
});
const sort = fc.record({ field: fc.constantFrom(...SORT_FIELDS), descending: fc.boolean() });
const queries = fc
  .tuple(
    fc.oneof(fc.constant(EMPTY_FILTER), filters),
    fc.record({
      page: fc.integer({ min: 1, max: 3 }),
      pageSize: fc.constantFrom(7, 500),
      sort,
      thenBy: fc.array(sort, { maxLength: 2 }),
    }),
  )
  .map(([filter, rest]): OrderQuery => ({ ...filter, ...rest }));

function expectedPage(all: readonly Order[], asked: OrderQuery, timeZone: string): string[] {
  const predicate = orderPredicate(asked, plainRows(createReportingCalendar(timeZone)));
  const compare = orderComparator(asked.sort, asked.thenBy);
  const matches = all.filter((order) => predicate?.(order) ?? true).sort(compare);
  const from = (asked.page - 1) * asked.pageSize;
  return matches.slice(from, from + asked.pageSize).map(({ recordId }) => recordId);
}

describe('queries', () => {
  test('pages are those of the contract: its filters, its order', async () => {
    await fc.assert(
      fc.asyncProperty(
        orders,
        queries,
        fc.constantFrom('UTC', 'Pacific/Auckland'),
        async (all, asked, zone) => {
          const store = await storeOf(all, zone);
          const page = store.current().query(asked);
          expect(page.orders.map(({ recordId }) => recordId)).toEqual(expectedPage(all, asked, zone));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('lists kept up to date change by change are the lists made anew', async () => {
    await fc.assert(
      fc.asyncProperty(
        orders,
        fc.array(fc.tuple(orders, fc.array(fc.nat(400), { maxLength: 5 })), { maxLength: 4 }),
        fc.array(queries, { minLength: 1, maxLength: 4 }),
        async (all, changes, asked) => {
          const store = await storeOf(all);
          const expected = new Map(all.map((order) => [order.recordId, order]));
          for (const [round, [changed, removedNumbers]] of changes.entries()) {
            for (const one of asked) store.current().query(one);
            const renewed = changed.map((order) => ({ ...order, etag: `"${round}-${order.recordId}"` }));
            const removed = removedNumbers.map(recordIdOf);
            store.changeCopy(renewed, removed, at(NOW));
            for (const order of renewed) expected.set(order.recordId, order);
            for (const recordId of removed) expected.delete(recordId);
            const list = [...expected.values()];
            for (const one of asked) {
              const page = store.current().query(one);
              expect(page.orders.map(({ recordId }) => recordId)).toEqual(expectedPage(list, one, 'UTC'));
            }
            const figures = summarize(list, createReportingCalendar('UTC'), NOW);
            expect(store.current().summary?.figures).toEqual(figures);
            expect(store.current().count).toBe(list.length);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('so many changes that the lists are made anew end in the same lists', async () => {
    const store = await storeOf(Array.from({ length: 600 }, (_, index) => makeOrder(index)));
    const asked = query({ sort: { field: 'customer', descending: true } });
    store.current().query(asked);
    const changed = Array.from({ length: 300 }, (_, index) =>
      makeOrder(index * 2, { customer: `New ${index % 7}`, etag: '"new"' }),
    );
    store.changeCopy(changed, [recordIdOf(1)], at(NOW));
    const rest = Array.from({ length: 300 }, (_, index) => makeOrder(index * 2 + 1)).slice(1);
    const page = store.current().query(asked);
    expect(page.orders.map(({ recordId }) => recordId)).toEqual(
      expectedPage([...changed, ...rest], asked, 'UTC'),
    );
  });

  test('an order that has not changed stays the same object', async () => {
    const store = await storeOf([makeOrder(1), makeOrder(2)]);
    const before = store.current().find('ORD-000001');
    store.changeCopy([makeOrder(1), makeOrder(2, { status: 'Shipped', etag: '"new"' })], [], at(NOW + 1));
    expect(store.current().find('ORD-000001')).toBe(before);
    await store.replaceCopy([[makeOrder(1)]], at(NOW + 2));
    expect(store.current().find('ORD-000001')).toBe(before);
  });

  test('the view is another one only after a change', async () => {
    const store = await storeOf([makeOrder(1)]);
    const view = store.current();
    store.changeCopy([makeOrder(1)], [], at(NOW));
    expect(store.current()).toBe(view);
    store.changeCopy([], [recordIdOf(1)], at(NOW));
    expect(store.current()).not.toBe(view);
  });
});

describe('names', () => {
  test('an Order ID names an order only where one order has it', async () => {
    const store = await storeOf([
      makeOrder(1, { orderId: 'A' }),
      makeOrder(2, { orderId: 'A' }),
      makeOrder(3, { orderId: null }),
    ]);
    const view = store.current();
    expect(view.find('A')).toBeNull();
    expect(view.find(recordIdOf(2))?.recordId).toBe(recordIdOf(2));
    expect(view.query(query()).orders.map((order) => view.labelOf(order))).toEqual([3, 2, 1].map(recordIdOf));
    store.changeCopy([], [recordIdOf(1)], at(NOW));
    expect(store.current().find('A')?.recordId).toBe(recordIdOf(2));
    expect(store.current().labelOf(store.current().find('A')!)).toBe('A');
  });
});

describe('the outbox laid over', () => {
  test('waiting edits are seen in rows, filters and figures, refused ones only as a mark', async () => {
    const store = await storeOf([makeOrder(1), makeOrder(2)]);
    store.setOutbox({
      ...EMPTY_OUTBOX,
      entries: [
        makeEntry(1, { recordId: recordIdOf(1), patch: { status: 'Shipped' } }),
        makeEntry(2, { recordId: recordIdOf(2), patch: { priority: 'High' }, state: 'rejected' }),
      ],
    });
    const view = store.current();
    const shipped = view.query(query({ statuses: ['Shipped'] })).orders;
    expect(shipped.map(({ recordId, editState }) => [recordId, editState])).toEqual([
      [recordIdOf(1), 'waiting'],
    ]);
    expect(view.find('ORD-000002')).toMatchObject({ priority: 'Medium', editState: 'rejected' });
    expect(view.summary?.figures.byStatus[2]).toMatchObject({ status: 'Shipped', count: 1 });
    expect(view.summary?.pendingEdits).toBe(1);
    store.setOutbox(EMPTY_OUTBOX);
    expect(store.current().find('ORD-000001')).toMatchObject({ status: 'Pending', editState: null });
  });

  test('F-33: an acknowledged order is shown until the copy has caught up', async () => {
    const store = await storeOf([makeOrder(1)]);
    const order = makeOrder(1, { status: 'Shipped', etag: '"acked"' });
    store.setOutbox({
      ...EMPTY_OUTBOX,
      tags: [{ recordId: order.recordId, order, version: 'e.2', ackedAt: NOW }],
    });
    store.changeCopy([makeOrder(1, { etag: '"stale"', customer: 'Another' })], [], at(NOW));
    expect(store.current().find('ORD-000001')).toMatchObject({ status: 'Shipped', editState: null });
    store.changeCopy([order], [], at(NOW));
    store.setOutbox(EMPTY_OUTBOX);
    expect(store.current().find('ORD-000001')?.status).toBe('Shipped');
  });

  test('an edit made while a new copy is being counted is in it', async () => {
    const store = new LocalOrders({ ...AT_ONCE, now: () => NOW });
    const replaced = store.replaceCopy([[makeOrder(1)]], at(NOW));
    store.setOutbox({
      ...EMPTY_OUTBOX,
      entries: [makeEntry(1, { recordId: recordIdOf(1), patch: { status: 'Cancelled' } })],
    });
    await replaced;
    expect(store.current().find('ORD-000001')?.status).toBe('Cancelled');
  });
});

describe('another time zone', () => {
  test('what changes while the orders are counted anew is in the new count', async () => {
    let duringBuild = () => {};
    const store = new LocalOrders({ ...AT_ONCE, now: () => NOW, pause: async () => duringBuild() });
    const all = Array.from({ length: 2_500 }, (_, number) => makeOrder(number, { status: 'Pending' }));
    await store.replaceCopy([all], at(NOW));
    duringBuild = () => {
      duringBuild = () => {};
      const changed = makeOrder(0, { status: 'Shipped', etag: '"later"' });
      store.changeCopy([changed], [recordIdOf(1)], at(NOW + 1));
    };
    await store.setTimeZone('Europe/Berlin');
    expect(store.visibleOrder(recordIdOf(0))?.status).toBe('Shipped');
    expect(store.visibleOrder(recordIdOf(1))).toBeNull();
    expect(store.current().count).toBe(2_499);
  });
});

describe('phases and figures', () => {
  test('before the copy is complete the figures are the last ones of the server, as they were', () => {
    const store = new LocalOrders({ ...AT_ONCE, now: () => NOW });
    expect(store.current().phase).toBe('opening');
    store.opened();
    const figures = summarize([makeOrder(1)], createReportingCalendar('UTC'), NOW);
    store.setServerSummary(figures, 5);
    expect(store.current()).toMatchObject({
      phase: 'empty',
      isComplete: false,
      count: 0,
      summary: { figures, asOf: 5 },
    });
  });

  test('a complete copy without orders is ready', async () => {
    const store = await storeOf([]);
    expect(store.current()).toMatchObject({ phase: 'ready', isComplete: true, count: 0, asOf: NOW });
  });

  test('at midnight in the reporting zone the figures move on by a day', async () => {
    let now = Date.UTC(2026, 10, 20, 23, 59);
    const store = new LocalOrders({ ...AT_ONCE, now: () => now });
    await store.replaceCopy([[makeOrder(1)]], at(now));
    const before = store.current();
    store.tick();
    expect(store.current()).toBe(before);
    now += 120_000;
    store.tick();
    expect(store.current().summary?.figures.perDay.at(-1)?.date).toBe('2026-11-21');
  });
});
