import {
  createReportingCalendar,
  type Order,
  orderComparator,
  SORT_FIELDS,
  summarize,
} from '@orders/contract';
import { makeOrder, recordIdOf } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderRow } from './order-row.ts';
import { OrderTable } from './order-table.ts';

const calendar = createReportingCalendar('Europe/Berlin');
const NOW = Date.UTC(2026, 10, 5);
const EPOCH = 'test';

const order: fc.Arbitrary<Order> = fc
  .record({
    number: fc.nat({ max: 15 }),
    orderId: fc.option(fc.constantFrom('A', 'B', 'C')),
    status: fc.option(fc.constantFrom('Pending', 'Shipped', 'On hold')),
    priority: fc.option(fc.constantFrom('Low', 'High')),
    orderTotal: fc.option(fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100)),
    hoursAgo: fc.nat({ max: 80 }),
  })
  .map(({ number, hoursAgo, ...fields }) =>
    makeOrder(number, { ...fields, createdAt: new Date(NOW - hoursAgo * 3_600_000).toISOString() }),
  );

const commit = fc
  .record({
    upserts: fc.uniqueArray(order, { maxLength: 12, selector: ({ recordId }) => recordId }),
    removed: fc.uniqueArray(fc.nat({ max: 15 }).map(recordIdOf), { maxLength: 4 }),
  })
  .map(({ upserts, removed }) => ({
    upserts,
    removed: removed.filter((recordId) => !upserts.some((each) => each.recordId === recordId)),
  }));

const sorts = SORT_FIELDS.flatMap((field) => [true, false].map((descending) => ({ field, descending })));

describe('a table', () => {
  it('has after any commits the indexes that a recount gives', () => {
    fc.assert(
      fc.property(
        fc.array(order, { maxLength: 10 }),
        fc.array(commit, { maxLength: 8 }),
        (first, commits) => {
          const expected = new Map(first.map((each) => [each.recordId, each]));
          const rows = Array.from(expected.values(), (each) => new OrderRow(each, 1));
          const table = new OrderTable(calendar, { epoch: EPOCH, seq: 1 }, rows);
          for (const sort of sorts) table.ordering(sort);
          for (const [index, { upserts, removed }] of commits.entries()) {
            table.apply({ version: { epoch: EPOCH, seq: index + 2 }, upserts, removed });
            for (const recordId of removed) expected.delete(recordId);
            for (const each of upserts) expected.set(each.recordId, each);
          }
          const orders = [...expected.values()];
          expect(table.size).toBe(orders.length);
          expect(table.version).toEqual({ epoch: EPOCH, seq: commits.length + 1 });
          expect(new Map(Array.from(table.rows(), (row) => [row.recordId, row.order]))).toEqual(expected);
          expect(table.tally.summary(NOW)).toEqual(summarize(orders, calendar, NOW));
          for (const orderId of ['A', 'B', 'C']) {
            const found = new Set(table.rowsByOrderId(orderId).map(({ recordId }) => recordId));
            const wanted = orders.filter((each) => each.orderId === orderId);
            expect(found).toEqual(new Set(wanted.map(({ recordId }) => recordId)));
          }
          for (const sort of sorts) {
            expect(table.ordering(sort).map((row) => row.order)).toEqual(orders.sort(orderComparator(sort)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('knows which commit last changed a record', () => {
    const table = new OrderTable(calendar, { epoch: EPOCH, seq: 4 }, [
      new OrderRow(makeOrder(1), 2),
      new OrderRow(makeOrder(2), 4),
    ]);
    table.apply({ version: { epoch: EPOCH, seq: 5 }, upserts: [makeOrder(1)], removed: [] });
    expect([1, 2].map((number) => table.row(recordIdOf(number))?.seq)).toEqual([5, 4]);
  });

  it('takes the removal of what is not there', () => {
    const table = new OrderTable(calendar, { epoch: EPOCH, seq: 1 }, []);
    table.apply({ version: { epoch: EPOCH, seq: 2 }, upserts: [], removed: [recordIdOf(7)] });
    expect(table.size).toBe(0);
    expect(table.history.removedAfter(recordIdOf(7), 1)).toBe(true);
  });

  it('hands out the values that orders have, blanks left out', () => {
    const rows = ['Shipped', null, 'On hold', 'Shipped'].map(
      (status, index) => new OrderRow(makeOrder(index, { status }), 1),
    );
    const table = new OrderTable(calendar, { epoch: EPOCH, seq: 1 }, rows);
    expect(table.valuesOf('status').sort()).toEqual(['On hold', 'Shipped']);
  });
});
