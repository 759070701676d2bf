import { type Changes, createReportingCalendar, type Order } from '@orders/contract';
import { makeOrder, recordIdOf } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesSince, cursorAt } from './change-cursor.ts';
import { OrderRow } from './order-row.ts';
import { OrderTable } from './order-table.ts';

const EPOCH = 'test';

function tableOf(count: number): OrderTable {
  const rows = Array.from({ length: count }, (_, index) => new OrderRow(makeOrder(index), 1));
  return new OrderTable(createReportingCalendar('UTC'), { epoch: EPOCH, seq: 1 }, rows);
}

/** A client that keeps a copy, as the contract tells it to. */
class Copy {
  readonly orders = new Map<string, Order>();
  readonly told: string[] = [];
  cursor: string | null = null;

  take(changes: Changes): boolean {
    if (changes.reset) {
      this.orders.clear();
      this.told.length = 0;
      this.cursor = null;
      return true;
    }
    for (const order of changes.orders) {
      this.orders.set(order.recordId, order);
      this.told.push(order.etag);
    }
    for (const recordId of changes.removed) this.orders.delete(recordId);
    this.cursor = changes.cursor;
    return changes.more;
  }
}

const commit = fc.record({
  kind: fc.constant('commit' as const),
  upserts: fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 6 }),
  removed: fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 6 }),
});
const page = fc.record({ kind: fc.constant('page' as const), limit: fc.integer({ min: 1, max: 9 }) });

describe('a copy kept by cursors', () => {
  it('ends up as the table, whatever is committed between its pages, and is told nothing twice', () => {
    const steps = fc.array(fc.oneof(commit, page), { maxLength: 40 });
    fc.assert(
      fc.property(fc.nat({ max: 25 }), steps, (count, plan) => {
        const table = tableOf(count);
        const copy = new Copy();
        for (const [index, step] of plan.entries()) {
          if (step.kind === 'page') copy.take(changesSince(table, copy.cursor, step.limit));
          else {
            const seq = table.version.seq + 1;
            const removed = step.removed.filter((number) => !step.upserts.includes(number)).map(recordIdOf);
            const upserts = step.upserts.map((number) => makeOrder(number, { etag: `"${number}-${index}"` }));
            table.apply({ version: { epoch: EPOCH, seq }, upserts, removed });
          }
        }
        while (copy.take(changesSince(table, copy.cursor, 4)));
        const expected = new Map(Array.from(table.rows(), (row) => [row.recordId, row.order]));
        expect(copy.orders).toEqual(expected);
        expect(new Set(copy.told).size).toBe(copy.told.length);
        expect(changesSince(table, copy.cursor, 4)).toEqual({
          cursor: cursorAt(table.version),
          reset: false,
          more: false,
          orders: [],
          removed: [],
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is told on its first fetch of no removal from before', () => {
    const table = tableOf(5);
    table.apply({ version: { epoch: EPOCH, seq: 2 }, upserts: [], removed: [recordIdOf(0)] });
    const first = changesSince(table, null, 2);
    table.apply({ version: { epoch: EPOCH, seq: 3 }, upserts: [], removed: [recordIdOf(1)] });
    const rest = changesSince(table, first.cursor, 100);
    expect([first.removed, rest.removed]).toEqual([[], [recordIdOf(1)]]);
  });

  it('starts over when a removal that it may not have seen is forgotten', () => {
    const table = tableOf(3);
    const old = changesSince(table, null, 100).cursor;
    const half = changesSince(table, null, 1).cursor;
    const removed = Array.from({ length: 20_001 }, (_, index) => `recGone${index}`);
    table.apply({ version: { epoch: EPOCH, seq: 2 }, upserts: [], removed: removed.slice(0, 1) });
    table.apply({ version: { epoch: EPOCH, seq: 3 }, upserts: [], removed: removed.slice(1) });
    expect(changesSince(table, old, 10).reset).toBe(true);
    expect(changesSince(table, half, 10).reset).toBe(true);
    expect(changesSince(table, cursorAt({ epoch: EPOCH, seq: 2 }), 10).reset).toBe(false);
    expect(changesSince(table, null, 10).reset).toBe(false);
  });

  it('starts over when what is forgotten lies ahead of it in the very commit it is reading', () => {
    const table = tableOf(3);
    const gone = (from: string, count: number) =>
      Array.from({ length: count }, (_, index) => `rec${from}${index}`);
    const { cursor } = changesSince(table, null, 100);
    table.apply({ version: { epoch: EPOCH, seq: 2 }, upserts: [], removed: gone('A', 20_000) });
    const page = changesSince(table, cursor, 1_000);
    expect(page).toMatchObject({ reset: false, more: true });
    table.apply({ version: { epoch: EPOCH, seq: 3 }, upserts: [], removed: gone('B', 5_000) });
    expect(changesSince(table, page.cursor, 1_000).reset).toBe(true);
  });

  it.each([
    '',
    'nonsense',
    'test',
    'test.',
    'test.x',
    'other.1',
    'test.2',
    'test.1.rec.1.1',
    'test.1.re c',
    'test.1e1',
    'test.9999999999999999',
  ])('starts over with the cursor %j', (cursor) => {
    const answer = changesSince(tableOf(2), cursor, 10);
    expect(answer).toEqual({ cursor: 'test.1', reset: true, more: false, orders: [], removed: [] });
  });
});
