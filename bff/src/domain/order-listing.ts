import { type Order, type OrderQuery, type OrdersPage, orderPredicate } from '@orders/contract';
import { type OrderRow, rowAccess } from './order-row.ts';
import type { OrderTable } from './order-table.ts';

/** The page of orders that a query asks for. */
export function listOrders(table: OrderTable, query: OrderQuery): OrdersPage {
  const { page, pageSize } = query;
  const ordering = table.ordering(query.sort);
  const matches = orderPredicate(query, rowAccess(table.calendar));
  const start = (page - 1) * pageSize;
  const { orders, total } =
    matches === null ? slice(ordering, start, pageSize) : pick(ordering, matches, start, pageSize);
  return { orders, page, pageSize, total, pageCount: Math.ceil(total / pageSize) };
}

interface Slice {
  readonly orders: Order[];
  readonly total: number;
}

function slice(ordering: readonly OrderRow[], start: number, count: number): Slice {
  return { orders: ordering.slice(start, start + count).map((row) => row.order), total: ordering.length };
}

/** Walks the ordering once: what is before the page is only counted. */
function pick(
  ordering: readonly OrderRow[],
  matches: (row: OrderRow) => boolean,
  start: number,
  count: number,
): Slice {
  const orders: Order[] = [];
  let total = 0;
  for (const row of ordering) {
    if (!matches(row)) continue;
    if (total >= start && orders.length < count) orders.push(row.order);
    total++;
  }
  return { orders, total };
}
