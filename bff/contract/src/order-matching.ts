import type { Order } from './order.ts';
import type { OrderFilter } from './order-query.ts';
import { type CivilDate, dayAfter, dayBefore, type ReportingCalendar } from './reporting-day.ts';
import { searchText } from './text-search.ts';

/** An order as the filters see it. `searchText` and `createdDay` may be computed ahead and passed in. */
export interface Searchable {
  readonly status: string | null;
  readonly priority: string | null;
  readonly orderTotal: number | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly customer: string | null;
}

/** One question about an order; the cheap ones come first. */
export type OrderPredicate<T> = (candidate: T) => boolean;

/** How a store hands out what it has computed ahead about its rows. */
export interface RowAccess<T> {
  order(row: T): Searchable;
  searchText(row: T): string;
  createdDay(row: T): string | null;
  updatedDay(row: T): string | null;
  /** Whether an edit waits for it; left out where nobody has edits of their own. */
  hasEdit?(row: T): boolean;
}

/** Row access for plain orders, nothing computed ahead. */
export function plainRows(calendar: ReportingCalendar): RowAccess<Order> {
  const dayOf = (instant: string | null) => (instant === null ? null : calendar.dayOf(Date.parse(instant)));
  return {
    order: (row) => row,
    searchText,
    createdDay: (row) => dayOf(row.createdAt),
    updatedDay: (row) => dayOf(row.updatedAt),
  };
}

/**
 * The filter as one predicate, or `null` when it lets everything through. A blank cell never passes a range filter.
 */
export function orderPredicate<T>(filter: OrderFilter, rows: RowAccess<T>): OrderPredicate<T> | null {
  const { statuses, priorities, customers = [], createdFrom, createdTo, updatedFrom = null, search } = filter;
  const tests = [
    filter.hasEdit === true ? (row: T) => rows.hasEdit?.(row) === true : null,
    anyOf(statuses, (row: T) => rows.order(row).status),
    anyOf(priorities, (row: T) => rows.order(row).priority),
    anyOf(customers, (row: T) => rows.order(row).customer),
    inRange(filter.minTotal, filter.maxTotal, (row: T) => rows.order(row).orderTotal),
    inDays(createdFrom, createdTo, (row: T) => rows.order(row).createdAt, rows.createdDay),
    inDays(updatedFrom, null, (row: T) => rows.order(row).updatedAt, rows.updatedDay),
    search === '' ? null : (row: T) => rows.searchText(row).includes(search),
  ].filter((test) => test !== null);
  if (tests.length === 0) return null;
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (row) => tests.every((test) => test(row));
}

function anyOf<T>(
  wanted: readonly (string | null)[],
  read: (row: T) => string | null,
): OrderPredicate<T> | null {
  if (wanted.length === 0) return null;
  const values = new Set(wanted);
  return (row) => values.has(read(row));
}

function inRange<T>(
  low: number | null,
  high: number | null,
  read: (row: T) => number | null,
): OrderPredicate<T> | null {
  if (low === null && high === null) return null;
  return (row) => {
    const value = read(row);
    return value !== null && (low === null || value >= low) && (high === null || value <= high);
  };
}

/**
 * The day of an instant in a zone and its day in UTC, with which its text begins, are one apart at most: only near the
 * ends of the range the calendar has to be asked, which costs a hundred times as much as comparing texts.
 */
function inDays<T>(
  from: CivilDate | null,
  to: CivilDate | null,
  instantOf: (row: T) => string | null,
  dayOf: (row: T) => CivilDate | null,
): OrderPredicate<T> | null {
  if (from === null && to === null) return null;
  const [low, high] = [from ?? BEFORE_ALL, to ?? AFTER_ALL];
  const lowest = from === null ? BEFORE_ALL : dayBefore(from);
  const highest = to === null ? AFTER_ALL : dayAfter(to) + END_OF_DAY;
  const surelyAfter = from === null ? BEFORE_ALL : from + END_OF_DAY;
  return (row) => {
    const instant = instantOf(row);
    if (instant === null || instant < lowest || instant > highest) return false;
    if (instant > surelyAfter && instant < high) return true;
    const day = dayOf(row);
    return day !== null && day >= low && day <= high;
  };
}

const BEFORE_ALL = '';
const AFTER_ALL = '~';
/** Behind every time of a day. */
const END_OF_DAY = 'T~';
