import { makeOrder } from '@orders/contract/testing';
import fc from 'fast-check';
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

  it('takes the days that the calendar says, in every zone and near every end', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    const day = fc.constantFrom(null, '0000-01-01', '2007-03-11', '2007-11-04', '2007-11-05', '9999-12-31');
    const instant = fc.oneof(
      fc.date({ min: new Date('2007-03-09'), max: new Date('2007-03-14'), noInvalidDate: true }),
      fc.date({ min: new Date('2007-11-02'), max: new Date('2007-11-08'), noInvalidDate: true }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, day, instant, (zone, from, to, at) => {
        const calendar = createReportingCalendar(zone);
        const local = calendar.dayOf(at.getTime());
        const isIn = (from === null || local >= from) && (to === null || local <= to);
        const filter = { ...EMPTY_FILTER, createdFrom: from, createdTo: to };
        const order = makeOrder(1, { createdAt: at.toISOString() });
        expect(orderPredicate(filter, plainRows(calendar))?.(order) ?? true).toBe(isIn);
      }),
      { numRuns: 2_000 },
    );
  });

  it('by customer takes the name letter for letter, and a blank where it is wanted', () => {
    expect(matches({ customers: ['Acme', null] }, { customer: 'Acme' })).toBe(true);
    expect(matches({ customers: ['Acme', null] }, { customer: null })).toBe(true);
    expect(matches({ customers: ['Acme'] }, { customer: 'acme' })).toBe(false);
    expect(matches({ customers: ['Acme'] }, { customer: 'Acme Inc.' })).toBe(false);
  });

  it('by the last change takes days of the zone, and no order that was never changed', () => {
    const since = { updatedFrom: '2026-03-29' };
    expect(matches(since, { updatedAt: '2026-03-28T22:59:59.999Z' })).toBe(false);
    expect(matches(since, { updatedAt: '2026-03-28T23:00:00.000Z' })).toBe(true);
    expect(matches(since, { updatedAt: null })).toBe(false);
  });

  it('by waiting edits lets nothing through where nobody has any', () => {
    expect(matches({ hasEdit: true })).toBe(false);
    const predicate = orderPredicate({ ...EMPTY_FILTER, hasEdit: true }, { ...rows, hasEdit: () => true });
    expect(predicate?.(makeOrder(1))).toBe(true);
  });

  it('by text looks into Order ID and customer, not across both', () => {
    const fields = { orderId: 'ORD-7', customer: 'Åse' };
    expect(matches({ search: 'ase' }, fields)).toBe(true);
    expect(matches({ search: '-7' }, fields)).toBe(true);
    expect(matches({ search: '7ase' }, fields)).toBe(false);
  });
});
