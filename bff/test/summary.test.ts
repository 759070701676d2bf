import { type OrderFields, type Summary, summarySchema } from '@orders/contract';
import { makeOrderFields } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import { mixedOrders } from './support/mixed-orders.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'];
const PRIORITIES = ['Low', 'Medium', 'High'];

async function startWith(orders: readonly OrderFields[], startAt: string, timeZone = 'UTC') {
  const source = createFakeOrderSource({ orders });
  return startBff({ source, startAt, settings: { REPORTING_TIME_ZONE: timeZone } });
}

async function summaryOf(bff: Bff): Promise<Summary> {
  const answer = await bff.fetch('/api/orders/summary');
  expect(answer.status, answer.text).toBe(200);
  return answer.as(summarySchema);
}

/** An amount in whole cents, read off its digits. */
function centsOf(amount: number | null): bigint {
  return amount === null ? 0n : BigInt(amount.toFixed(2).replace('.', ''));
}

/** Counted from nothing, with nothing of ours. */
function recount(orders: readonly OrderFields[]) {
  const cents = orders.reduce((sum, { orderTotal }) => sum + centsOf(orderTotal), 0n);
  return { count: orders.length, total: Number(cents) / 100 };
}

describe('the summary', () => {
  const orders = mixedOrders();

  it('has exactly the members of the contract', async () => {
    await using bff = await startWith(orders, '2026-10-27T12:00:00Z');
    const summary = (await bff.fetch('/api/orders/summary')).json as Record<string, object[]>;
    expect(Object.keys(summary)).toEqual(['totals', 'byStatus', 'byPriority', 'perDay']);
    expect(Object.keys(summary['totals'] ?? {})).toEqual(['orders', 'revenue']);
    expect(Object.keys(summary['byStatus']?.[0] ?? {})).toEqual(['status', 'count', 'total']);
    expect(Object.keys(summary['byPriority']?.[0] ?? {})).toEqual(['priority', 'count', 'total']);
    expect(Object.keys(summary['perDay']?.[0] ?? {})).toEqual(['date', 'count', 'total']);
  });

  it('is what an independent count finds', async () => {
    await using bff = await startWith(orders, '2026-10-27T12:00:00Z');
    const { totals, byStatus, byPriority } = await summaryOf(bff);
    const all = recount(orders);
    expect(totals).toEqual({ orders: all.count, revenue: all.total });
    const statuses = [...STATUSES, 'awaiting stock', 'On hold', null];
    expect(byStatus).toEqual(
      statuses.map((status) => ({ status, ...recount(orders.filter((order) => order.status === status)) })),
    );
    const priorities = [...PRIORITIES, 'Urgent', null];
    expect(byPriority).toEqual(
      priorities.map((priority) => ({
        priority,
        ...recount(orders.filter((order) => order.priority === priority)),
      })),
    );
  });

  it('lists what is known even where there is no order at all, and no blanks', async () => {
    await using bff = await startWith([], '2026-10-27T12:00:00Z');
    const { totals, byStatus, byPriority, perDay } = await summaryOf(bff);
    expect(totals).toEqual({ orders: 0, revenue: 0 });
    expect(byStatus).toEqual(STATUSES.map((status) => ({ status, count: 0, total: 0 })));
    expect(byPriority).toEqual(PRIORITIES.map((priority) => ({ priority, count: 0, total: 0 })));
    expect(perDay.map(({ count, total }) => [count, total])).toEqual(Array(30).fill([0, 0]));
  });

  it('adds money to the cent', async () => {
    const dimes = Array.from({ length: 1_001 }, (_, index) =>
      makeOrderFields(index, { orderTotal: index === 1_000 ? 4_503_599_627_370.49 : 0.1 }),
    );
    await using bff = await startWith(dimes, '2026-11-02T12:00:00Z');
    const { totals, byPriority } = await summaryOf(bff);
    expect(totals.revenue).toBe(4_503_599_627_470.49);
    expect(byPriority.find(({ priority }) => priority === 'Medium')?.total).toBe(4_503_599_627_470.49);
  });

  it('follows every edit', async () => {
    const source = createFakeOrderSource({ orders: orders.map((order) => ({ ...order })) });
    await using bff = await startBff({ source, startAt: '2026-10-27T12:00:00Z' });
    const [first, ...others] = orders;
    const path = `/api/orders/${first?.recordId}`;
    await bff.fetch(path, { method: 'PATCH', body: { status: 'Delivered', priority: null } });
    const changed = [{ ...first, status: 'Delivered', priority: null } as OrderFields, ...others];
    const { byStatus, byPriority } = await summaryOf(bff);
    for (const status of STATUSES) {
      const expected = recount(changed.filter((order) => order.status === status));
      expect(byStatus.find((entry) => entry.status === status)).toEqual({ status, ...expected });
    }
    expect(byPriority.at(-1)).toEqual({
      priority: null,
      ...recount(changed.filter(({ priority }) => priority === null)),
    });
  });
});

describe.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'])('the days in %s', (timeZone) => {
  // Both zones with summer time leave it within the thirty days before this.
  const NOW = '2026-11-10T02:00:00Z';
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const dayOf = (instant: string | number) => format.format(new Date(instant));
  const HOUR = 3_600_000;
  const orders = Array.from({ length: 40 * 24 * 2 }, (_, index) =>
    makeOrderFields(index, {
      createdAt: new Date(Date.parse(NOW) + 5 * 24 * HOUR - (index * HOUR) / 2 - 1).toISOString(),
      orderTotal: index % 7 === 0 ? null : index / 100,
    }),
  ).filter(({ createdAt }) => dayOf(createdAt ?? 0) !== dayOf(Date.parse(NOW) - 10 * 24 * HOUR));

  it('are the last thirty, oldest first, empty ones too', async () => {
    await using bff = await startWith(orders, NOW, timeZone);
    const today = Date.parse(dayOf(NOW));
    const days = Array.from({ length: 30 }, (_, index) =>
      new Date(today - (29 - index) * 24 * HOUR).toISOString().slice(0, 10),
    );
    const byDay = Map.groupBy(orders, ({ createdAt }) => dayOf(createdAt ?? 0));
    const { perDay } = await summaryOf(bff);
    expect(perDay).toEqual(days.map((date) => ({ date, ...recount(byDay.get(date) ?? []) })));
    expect(perDay.filter(({ count }) => count === 0)).toHaveLength(1);
  });

  it('move on at midnight there, without anybody reading Airtable', async () => {
    const source = createFakeOrderSource({ orders });
    const settings = { REPORTING_TIME_ZONE: timeZone, CACHE_TTL_SECONDS: '86400' };
    await using bff = await startBff({ source, startAt: NOW, settings });
    const before = await bff.fetch('/api/orders/summary');
    let wait = 0;
    while (dayOf(Date.parse(NOW) + wait) === dayOf(NOW)) wait += HOUR / 4;
    bff.clock.leap(wait - HOUR / 4);
    const same = await bff.fetch('/api/orders/summary', {
      headers: { 'If-None-Match': before.header('etag') },
    });
    expect(same.status).toBe(304);
    bff.clock.leap(HOUR / 4);
    const after = await summaryOf(bff);
    expect(after.perDay.at(-1)?.date).toBe(dayOf(Date.parse(NOW) + wait));
    expect(source.calls.readAll + source.calls.readChanges).toBe(1);
  });
});
