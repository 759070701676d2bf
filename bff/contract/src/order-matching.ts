import type { Order } from './order.ts';
import type { OrderFilter } from './order-query.ts';
import type { ReportingCalendar } from './reporting-day.ts';
import { searchText } from './text-search.ts';

/** An order as the filters see it. `searchText` and `createdDay` may be computed ahead and passed in. */
export interface Searchable {
  readonly status: string | null;
  readonly priority: string | null;
  readonly orderTotal: number | null;
  readonly createdAt: string | null;
}

/** One question about an order; the cheap ones come first. */
export type OrderPredicate<T> = (candidate: T) => boolean;

/** How a store hands out what it has computed ahead about its rows. */
export interface RowAccess<T> {
  order(row: T): Searchable;
  searchText(row: T): string;
  createdDay(row: T): string | null;
}

/** Row access for plain orders, nothing computed ahead. */
export function plainRows(calendar: ReportingCalendar): RowAccess<Order> {
  return {
    order: (row) => row,
    searchText,
    createdDay: (row) => (row.createdAt === null ? null : calendar.dayOf(Date.parse(row.createdAt))),
  };
}

/**
 * The filter as one predicate, or `null` when it lets everything through. A blank cell never passes a range filter.
 */
export function orderPredicate<T>(filter: OrderFilter, rows: RowAccess<T>): OrderPredicate<T> | null {
  const tests: OrderPredicate<T>[] = [];
  const { statuses, priorities, createdFrom, createdTo, minTotal, maxTotal, search } = filter;
  if (statuses.length > 0) {
    const wanted = new Set(statuses);
    tests.push((row) => wanted.has(rows.order(row).status));
  }
  if (priorities.length > 0) {
    const wanted = new Set(priorities);
    tests.push((row) => wanted.has(rows.order(row).priority));
  }
  if (minTotal !== null || maxTotal !== null) {
    const low = minTotal ?? Number.NEGATIVE_INFINITY;
    const high = maxTotal ?? Number.POSITIVE_INFINITY;
    tests.push((row) => {
      const total = rows.order(row).orderTotal;
      return total !== null && total >= low && total <= high;
    });
  }
  if (createdFrom !== null || createdTo !== null) {
    tests.push((row) => {
      const day = rows.createdDay(row);
      return (
        day !== null &&
        (createdFrom === null || day >= createdFrom) &&
        (createdTo === null || day <= createdTo)
      );
    });
  }
  if (search !== '') tests.push((row) => rows.searchText(row).includes(search));
  if (tests.length === 0) return null;
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (row) => tests.every((test) => test(row));
}
