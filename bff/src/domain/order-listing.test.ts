import { createReportingCalendar, DEFAULT_SORT, EMPTY_FILTER, type OrderQuery } from '@orders/contract';
import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { listOrders } from './order-listing.ts';
import { OrderRow } from './order-row.ts';
import { OrderTable } from './order-table.ts';

const rows = Array.from(
  { length: 25 },
  (_, index) => new OrderRow(makeOrder(index, { status: index % 3 === 0 ? 'Shipped' : 'Pending' }), 1),
);
const table = new OrderTable(createReportingCalendar('UTC'), { epoch: 'test', seq: 1 }, rows);

function list(query: Partial<OrderQuery> = {}) {
  const { orders, ...page } = listOrders(table, {
    ...EMPTY_FILTER,
    page: 1,
    pageSize: 10,
    sort: DEFAULT_SORT,
    ...query,
  });
  return { ids: orders.map(({ recordId }) => recordId), ...page };
}

describe('a page', () => {
  it('is a slice of the ordering', () => {
    expect(list({ page: 3 })).toEqual({
      ids: [4, 3, 2, 1, 0].map(recordIdOf),
      page: 3,
      pageSize: 10,
      total: 25,
      pageCount: 3,
    });
  });

  it('of what matches is a slice of that', () => {
    expect(list({ statuses: ['Shipped'], pageSize: 4, page: 2 })).toEqual({
      ids: [12, 9, 6, 3].map(recordIdOf),
      page: 2,
      pageSize: 4,
      total: 9,
      pageCount: 3,
    });
  });

  it.each([{}, { statuses: ['Shipped'] }])('past the end (%j) is empty and counts all the same', (filter) => {
    const { ids, total } = list({ ...filter, page: 9_999 });
    expect(ids).toEqual([]);
    expect(total).toBe(list(filter).total);
  });

  it('of nothing is page one of none', () => {
    expect(list({ search: 'nothing like this' })).toMatchObject({ ids: [], total: 0, pageCount: 0 });
  });
});
