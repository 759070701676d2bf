import { createReportingCalendar, EMPTY_FILTER, type OrderFilter, summarize } from '@orders/contract';
import { makeOrder } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { countFigures } from './figures.ts';
import { makeRow } from './order-row.ts';
import type { VisibleOrder } from './visible-order.ts';

const calendar = createReportingCalendar('UTC');
const NOW = Date.parse('2026-11-23T12:00:00Z');
const OPEN = { statuses: ['Pending'], priorities: ['High'] };

const orders = Array.from({ length: 4_321 }, (_, index): VisibleOrder => {
  const createdAt = new Date(NOW - (index % 100) * 86_400_000).toISOString();
  const fields = {
    status: (['Pending', 'Shipped', null] as const)[index % 3] ?? null,
    priority: (['High', 'Low'] as const)[index % 2] ?? null,
    orderTotal: index / 100,
    createdAt,
  };
  return { ...makeOrder(index, fields), editState: null };
});

const count = (filter: Partial<OrderFilter>, { days = 30, signal = new AbortController().signal } = {}) =>
  countFigures(
    { rows: orders.map(makeRow), calendar, nowMs: NOW, pause: async () => undefined },
    { filter: { ...EMPTY_FILTER, ...filter }, days, narrower: OPEN },
    signal,
  );

const only = (keep: (order: VisibleOrder) => boolean) => summarize(orders.filter(keep), calendar, NOW);

test('without a filter the figures are those of the summary', async () => {
  const figures = await count({});
  expect(figures).toMatchObject(only(() => true));
  expect(figures?.narrower).toBe(
    orders.filter(({ status, priority }) => status === 'Pending' && priority === 'High').length,
  );
});

test('each distribution leaves out its own filter and keeps the others', async () => {
  const createdFrom = '2026-11-10';
  const figures = await count({ statuses: ['Shipped', null], priorities: ['Low'], createdFrom });
  const isStatus = ({ status }: VisibleOrder) => status !== 'Pending';
  const isPriority = ({ priority }: VisibleOrder) => priority === 'Low';
  const isDay = ({ createdAt }: VisibleOrder) => (createdAt ?? '') >= createdFrom;
  expect(figures?.totals).toEqual(
    only((order) => isStatus(order) && isPriority(order) && isDay(order)).totals,
  );
  expect(figures?.byStatus).toEqual(only((order) => isPriority(order) && isDay(order)).byStatus);
  expect(figures?.byPriority).toEqual(only((order) => isStatus(order) && isDay(order)).byPriority);
  expect(figures?.perDay).toEqual(only((order) => isStatus(order) && isPriority(order)).perDay);
});

test('the series is as long as it was asked for', async () => {
  const figures = await count({}, { days: 120 });
  expect(figures?.perDay).toHaveLength(120);
  expect(figures?.perDay.slice(-30)).toEqual(only(() => true).perDay);
});

test('what is called off gives nothing', async () => {
  expect(await count({}, { signal: AbortSignal.abort() })).toBeNull();
});
