import { makeOrder } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { orderPredicate, plainRows } from './order-matching.ts';
import { EMPTY_FILTER, type OrderFilter } from './order-query.ts';
import { createReportingCalendar } from './reporting-day.ts';

const rows = plainRows(createReportingCalendar('Europe/Berlin'));
const matches = (filter: Partial<OrderFilter>, fields = {}) =>
  orderPredicate({ ...EMPTY_FILTER, ...filter }, rows)?.(makeOrder(1, fields));

describe('a filter', () => {
  it('that asks for nothing is none at all', () => {
    expect(orderPredicate(EMPTY_FILTER, rows)).toBeNull();
  });

  it('takes any of the wanted values, and a blank where it is wanted', () => {
    expect(matches({ statuses: ['Shipped', 'Pending'] }, { status: 'Pending' })).toBe(true);
    expect(matches({ statuses: ['Shipped'] }, { status: 'Pending' })).toBe(false);
    expect(matches({ statuses: ['Shipped'] }, { status: null })).toBe(false);
    expect(matches({ priorities: [null] }, { priority: null })).toBe(true);
  });

  it('wants all that it asks for', () => {
    const filter = { statuses: ['Pending'], priorities: ['High'], minTotal: 5, search: 'ord' };
    const fits = { status: 'Pending', priority: 'High', orderTotal: 5, orderId: 'ORD-1' };
    expect(matches(filter, fits)).toBe(true);
    for (const other of [
      { status: 'Shipped' },
      { priority: 'Low' },
      { orderTotal: 4.99 },
      { orderId: 'x' },
    ]) {
      expect(matches(filter, { ...fits, ...other })).toBe(false);
    }
  });

  it('by range lets no blank through and takes both ends', () => {
    expect(matches({ minTotal: 0 }, { orderTotal: null })).toBe(false);
    expect(matches({ maxTotal: 0 }, { orderTotal: null })).toBe(false);
    expect(matches({ minTotal: 1, maxTotal: 1 }, { orderTotal: 1 })).toBe(true);
    expect(matches({ createdFrom: '0000-01-01' }, { createdAt: null })).toBe(false);
  });

  it('by date takes days of the zone', () => {
    const day = { createdFrom: '2026-03-29', createdTo: '2026-03-29' };
    expect(matches(day, { createdAt: '2026-03-28T22:59:59.999Z' })).toBe(false);
    expect(matches(day, { createdAt: '2026-03-28T23:00:00.000Z' })).toBe(true);
    expect(matches(day, { createdAt: '2026-03-29T21:59:59.999Z' })).toBe(true);
    expect(matches(day, { createdAt: '2026-03-29T22:00:00.000Z' })).toBe(false);
  });

  it('by text looks into Order ID and customer, not across both', () => {
    const fields = { orderId: 'ORD-7', customer: 'Åse' };
    expect(matches({ search: 'ase' }, fields)).toBe(true);
    expect(matches({ search: '-7' }, fields)).toBe(true);
    expect(matches({ search: '7ase' }, fields)).toBe(false);
  });
});
