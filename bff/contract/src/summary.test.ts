import { makeOrder } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Order } from './order.ts';
import { createReportingCalendar } from './reporting-day.ts';
import { createSummaryTally, summarize } from './summary.ts';

const calendar = createReportingCalendar('America/St_Johns');
const NOW = Date.UTC(2026, 10, 10, 2);

const order: fc.Arbitrary<Order> = fc
  .record({
    status: fc.option(fc.constantFrom('Pending', 'Shipped', 'On hold', 'aaa')),
    priority: fc.option(fc.constantFrom('Low', 'Urgent')),
    orderTotal: fc.option(fc.integer({ min: -99_999, max: 99_999 }).map((cents) => cents / 100)),
    createdAt: fc.option(
      fc.integer({ min: 0, max: 40 * 24 }).map((hours) => new Date(NOW - hours * 3_600_000).toISOString()),
    ),
  })
  .map((fields) => makeOrder(1, fields));

describe('a tally', () => {
  it('that was changed order by order is what a new count finds', () => {
    const steps = fc.array(fc.record({ order, isRemoval: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (changes) => {
        const tally = createSummaryTally(calendar);
        const present: Order[] = [];
        for (const { order: next, isRemoval } of changes) {
          const gone = isRemoval ? present.pop() : undefined;
          if (gone === undefined) {
            tally.add(next);
            present.push(next);
          } else tally.remove(gone);
        }
        expect(tally.summary(NOW)).toEqual(summarize(present, calendar, NOW));
        const statuses = new Set(present.flatMap(({ status }) => status ?? []));
        expect(new Set(tally.valuesOf('status'))).toEqual(statuses);
      }),
    );
  });

  it('adds up: every grouping has all orders and all money', () => {
    fc.assert(
      fc.property(fc.array(order, { maxLength: 50 }), (orders) => {
        const { totals, byStatus, byPriority } = summarize(orders, calendar, NOW);
        for (const group of [byStatus, byPriority]) {
          expect(group.reduce((sum, { count }) => sum + count, 0)).toBe(totals.orders);
          const cents = group.reduce((sum, { total }) => sum + Math.round(total * 100), 0);
          expect(cents).toBe(Math.round(totals.revenue * 100));
        }
      }),
    );
  });

  it('is not changed with its copy', () => {
    const tally = createSummaryTally(calendar);
    tally.add(makeOrder(1));
    const copy = tally.clone();
    copy.add(makeOrder(2));
    expect([tally.summary(NOW).totals.orders, copy.summary(NOW).totals.orders]).toEqual([1, 2]);
  });

  it('lists blanks last and only where there are some', () => {
    const tally = createSummaryTally(calendar);
    const blank = makeOrder(1, { priority: null });
    tally.add(blank);
    tally.add(makeOrder(2, { priority: 'Urgent' }));
    expect(tally.summary(NOW).byPriority.map(({ priority }) => priority)).toEqual([
      'Low',
      'Medium',
      'High',
      'Urgent',
      null,
    ]);
    tally.remove(blank);
    expect(tally.summary(NOW).byPriority.at(-1)?.priority).toBe('Urgent');
  });
});
