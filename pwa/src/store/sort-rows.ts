import {
  compareOptions,
  ORDER_PRIORITIES,
  ORDER_STATUSES,
  type OrderSort,
  orderComparator,
  textCollator,
} from '@orders/contract';
import type { OrderRow, RowSortKeys } from './order-row.ts';
import { sortByNumber } from './sort-by-number.ts';
import { sortByText } from './sort-by-text.ts';
import { timeKey } from './time-key.ts';

/** From this many changed rows on, sorting anew is the cheaper way. */
const MOST_MOVES = 200;

/** Rows by record id, which is how ties are settled: what sorts them stably needs no second comparison. */
export function sortByRecordId(rows: readonly OrderRow[]): OrderRow[] {
  const recordIdOf: ValueOf<string> = (row) => row.order.recordId;
  return sortByText(rows, false, recordIdOf, recordIdOf, compareCodeUnits);
}

export function compareRecordIds(left: OrderRow, right: OrderRow): number {
  const [leftId, rightId] = [left.order.recordId, right.order.recordId];
  return leftId < rightId ? -1 : leftId > rightId ? 1 : 0;
}

/** The contract's comparison, for the few rows that change at a time. */
export function rowComparator(
  sort: OrderSort,
  ...thenBy: readonly OrderSort[]
): (left: OrderRow, right: OrderRow) => number {
  const compare = orderComparator(sort, thenBy);
  return (left, right) => compare(left.order, right.order);
}

/**
 * A whole table in the contract's order, by keys that the engine sorts by itself: calling back for each of 800,000
 * comparisons is what makes sorting 50,000 rows slow. Stable: rows that are equal stay as they come.
 * @param rows sorted by whatever settles ties, the record id at last
 */
export function sortRows(
  rows: readonly OrderRow[],
  { field, descending }: OrderSort,
  keys: RowSortKeys,
): OrderRow[] {
  switch (field) {
    case 'orderId':
      return sortByText(rows, descending, keys.orderId, (row) => row.order.orderId, collate);
    case 'customer':
      return sortByText(rows, descending, keys.customer, (row) => row.order.customer, collate);
    case 'createdAt':
      return sortByTime(rows, descending, (row) => row.order.createdAt);
    case 'updatedAt':
      return sortByTime(rows, descending, (row) => row.order.updatedAt);
    case 'orderTotal':
      return sortByNumber(rows, descending, (row) => row.order.orderTotal);
    case 'status':
      return sortByOption(rows, descending, (row) => row.order.status, ORDER_STATUSES);
    case 'priority':
      return sortByOption(rows, descending, (row) => row.order.priority, ORDER_PRIORITIES);
  }
}

export interface RowChange {
  readonly removed: readonly OrderRow[];
  readonly added: readonly OrderRow[];
}

/**
 * A sorted list after some rows were replaced; `null` = so many that it is better sorted anew.
 * @param sorted stays as it is
 */
export function moveRows(
  sorted: readonly OrderRow[],
  { removed, added }: RowChange,
  compare: (left: OrderRow, right: OrderRow) => number,
): OrderRow[] | null {
  if (removed.length + added.length > MOST_MOVES) return null;
  const moved = sorted.slice();
  for (const row of removed) moved.splice(placeOf(moved, row, compare), 1);
  for (const row of added) moved.splice(placeOf(moved, row, compare), 0, row);
  return moved;
}

type ValueOf<T> = (row: OrderRow) => T | null;

function sortByTime(rows: readonly OrderRow[], descending: boolean, timeOf: ValueOf<string>): OrderRow[] {
  let isKeyed = true;
  const sorted = sortByNumber(rows, descending, (row) => {
    const time = timeOf(row);
    const key = time === null ? null : timeKey(time);
    isKeyed &&= time === null || key !== null;
    return key;
  });
  return isKeyed ? sorted : sortByText(rows, descending, timeOf, timeOf, compareCodeUnits);
}

/** The options that occur are few: they are numbered in the contract's order, equal ones with one number. */
function sortByOption(
  rows: readonly OrderRow[],
  descending: boolean,
  optionOf: ValueOf<string>,
  known: readonly string[],
): OrderRow[] {
  const options = new Set<string>();
  for (const row of rows) {
    const option = optionOf(row);
    if (option !== null) options.add(option);
  }
  const compare = (left: string, right: string) => compareOptions(known, left, right);
  const sorted = [...options].sort(compare);
  const ranks = new Map(
    sorted.map((option) => [option, sorted.findIndex((first) => compare(first, option) === 0)]),
  );
  return sortByNumber(rows, descending, (row) => {
    const option = optionOf(row);
    return option === null ? null : (ranks.get(option) ?? null);
  });
}

function collate(left: string, right: string): number {
  return textCollator.compare(left, right);
}

function compareCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Where a row is, or where it would have to be: no two rows compare as equal. */
function placeOf(
  rows: readonly OrderRow[],
  row: OrderRow,
  compare: (left: OrderRow, right: OrderRow) => number,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const candidate = rows[middle];
    if (candidate !== undefined && compare(candidate, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
