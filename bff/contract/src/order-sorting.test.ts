import { makeOrder } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORDER_PRIORITIES, ORDER_STATUSES, type Order } from './order.ts';
import { SORT_FIELDS } from './order-query.ts';
import { compareOptions, orderComparator } from './order-sorting.ts';

const text = fc.option(fc.constantFrom('A 10', 'a 9', 'Á 9', 'b', '', '١٢', 'Z'));
const orders: fc.Arbitrary<Order[]> = fc
  .array(
    fc.record({
      orderId: text,
      customer: text,
      status: fc.option(fc.constantFrom(...ORDER_STATUSES, 'On hold', 'zzz')),
      priority: fc.option(fc.constantFrom(...ORDER_PRIORITIES, 'Urgent')),
      orderTotal: fc.option(fc.constantFrom(-1, 0, 0.1, 5)),
      createdAt: fc.option(fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z')),
      updatedAt: fc.option(fc.constantFrom('2026-01-01T00:00:00.000Z', '2025-01-02T00:00:00.000Z')),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map((fields, index) => makeOrder(index, fields)));

const sorts = SORT_FIELDS.flatMap((field) => [true, false].map((descending) => ({ field, descending })));

describe.each(sorts)('sorting by $field (descending: $descending)', (sort) => {
  const compare = orderComparator(sort);

  it('is a total order', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const pairs = list.flatMap((left) => list.map((right) => [left, right] as const));
        const isFair = pairs.every(
          ([left, right]) =>
            Math.sign(compare(left, right)) + Math.sign(compare(right, left)) === 0 &&
            (compare(left, right) === 0) === (left.recordId === right.recordId),
        );
        const rising = pairs.filter(([left, right]) => compare(left, right) < 0);
        const isTransitive = rising.every(([left, right]) =>
          list.every((third) => compare(right, third) >= 0 || compare(left, third) < 0),
        );
        expect([isFair, isTransitive]).toEqual([true, true]);
      }),
    );
  });

  it('puts blanks last and ties in the order of the record ids', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const sorted = [...list].sort(compare);
        const blanks = sorted.map((order) => order[sort.field] === null);
        expect(blanks).toEqual([...blanks].sort((left, right) => Number(left) - Number(right)));
        for (const [index, order] of sorted.entries()) {
          const next = sorted[index + 1];
          if (next !== undefined && next[sort.field] === order[sort.field]) {
            expect(order.recordId < next.recordId).toBe(true);
          }
        }
      }),
    );
  });
});

describe('options', () => {
  const sorted = (values: string[]) =>
    values.sort((left, right) => compareOptions(ORDER_STATUSES, left, right));

  it('come in the order of the data model, others by name after them', () => {
    expect(sorted(['zeta', 'Cancelled', 'Alpha', 'Pending', 'beta', 'Shipped'])).toEqual([
      'Pending',
      'Shipped',
      'Cancelled',
      'Alpha',
      'beta',
      'zeta',
    ]);
  });
});

describe('sorting by one field and then by others', () => {
  it('asks the next one only where those before it find no difference', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const byStatus = orderComparator({ field: 'status', descending: false });
        const byTotal = orderComparator({ field: 'orderTotal', descending: true });
        // Stable sorts, the last one first, are what the comparison has to give in one go.
        const expected = [...list]
          .sort((left, right) => (left.recordId < right.recordId ? -1 : 1))
          .sort((left, right) => byTotal({ ...left, recordId: '' }, { ...right, recordId: '' }))
          .sort((left, right) => byStatus({ ...left, recordId: '' }, { ...right, recordId: '' }));
        const compare = orderComparator({ field: 'status', descending: false }, [
          { field: 'orderTotal', descending: true },
        ]);
        expect([...list].sort(compare)).toEqual(expected);
      }),
    );
  });
});
