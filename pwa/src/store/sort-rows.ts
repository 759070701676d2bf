import {
  compareOptions,
  ORDER_PRIORITIES,
  ORDER_STATUSES,
  type OrderSort,
  orderComparator,
  type SortField,
  textCollator,
} from '@orders/contract';
import type { OrderRow } from './order-row.ts';
import { createTextSortKeys } from './text-sort-key.ts';

/** Rows by record id, which is how ties are settled: a stable sort over them needs no second comparison. */
export function sortByRecordId(rows: OrderRow[]): OrderRow[] {
  return rows.sort(compareRecordIds);
}

export function compareRecordIds(left: OrderRow, right: OrderRow): number {
  const [leftId, rightId] = [left.order.recordId, right.order.recordId];
  return leftId < rightId ? -1 : leftId > rightId ? 1 : 0;
}

/**
 * Makes the sorting of whole tables: the contract's order, by keys computed once a row.
 * Rows have to come sorted by record id.
 */
export function createRowSorter(): (rowsById: readonly OrderRow[], sort: OrderSort) => OrderRow[] {
  const textKey = createTextSortKeys();
  return (rowsById, { field, descending }) => {
    const blanks: OrderRow[] = [];
    const keyed: Keyed[] = [];
    const keyOf = keyMaker(field, rowsById, textKey);
    for (const row of rowsById) {
      const key = keyOf(row);
      if (key === null) blanks.push(row);
      else keyed.push({ row, key });
    }
    const sign = descending ? -1 : 1;
    const compare = isText(field) ? compareTextKeys(field) : compareKeys;
    keyed.sort((left, right) => sign * compare(left, right));
    const sorted = keyed.map(({ row }) => row);
    return blanks.length === 0 ? sorted : sorted.concat(blanks);
  };
}

/** A sorted list after some rows were replaced: drops those that are not current and puts the new ones in place. */
export function mergeRows(
  sorted: readonly OrderRow[],
  added: readonly OrderRow[],
  compare: (left: OrderRow, right: OrderRow) => number,
): OrderRow[] {
  const arriving = [...added].sort(compare);
  const merged: OrderRow[] = [];
  const staying = sorted.filter((row) => row.isCurrent);
  let from = 0;
  for (const row of arriving) {
    const place = placeOf(staying, row, compare, from);
    for (let index = from; index < place; index += 1) merged.push(staying[index] as OrderRow);
    merged.push(row);
    from = place;
  }
  if (from === 0 && merged.length === 0) return staying;
  for (let index = from; index < staying.length; index += 1) merged.push(staying[index] as OrderRow);
  return merged;
}

/** The contract's comparison, for the few rows that change at a time. */
export function rowComparator(sort: OrderSort): (left: OrderRow, right: OrderRow) => number {
  const compare = orderComparator(sort);
  return (left, right) => compare(left.order, right.order);
}

type Key = string | number;

interface Keyed {
  readonly row: OrderRow;
  readonly key: Key;
}

/** Sorts behind every key of a plain text; the collator decides as soon as one of two is not plain. */
const NOT_PLAIN = '\uffff';

function isText(field: SortField): field is 'orderId' | 'customer' {
  return field === 'orderId' || field === 'customer';
}

function keyMaker(
  field: SortField,
  rows: readonly OrderRow[],
  textKey: (text: string) => string | null,
): (row: OrderRow) => Key | null {
  if (field === 'status' || field === 'priority') {
    const ranks = rankOptions(field, rows);
    return ({ order }) => (order[field] === null ? null : (ranks.get(order[field]) ?? 0));
  }
  if (isText(field)) {
    return ({ order }) => (order[field] === null ? null : (textKey(order[field]) ?? NOT_PLAIN));
  }
  return ({ order }) => order[field];
}

/** The options that occur, numbered in the contract's order; equal ones get one number. */
function rankOptions(field: 'status' | 'priority', rows: readonly OrderRow[]): Map<string, number> {
  const known = field === 'status' ? ORDER_STATUSES : ORDER_PRIORITIES;
  const options = new Set<string>();
  for (const { order } of rows) if (order[field] !== null) options.add(order[field]);
  const sorted = [...options].sort((left, right) => compareOptions(known, left, right));
  const ranks = new Map<string, number>();
  let rank = 0;
  let previous = sorted[0] ?? '';
  for (const option of sorted) {
    if (compareOptions(known, previous, option) !== 0) rank += 1;
    ranks.set(option, rank);
    previous = option;
  }
  return ranks;
}

function compareKeys(left: Keyed, right: Keyed): number {
  return left.key < right.key ? -1 : left.key > right.key ? 1 : 0;
}

function compareTextKeys(field: 'orderId' | 'customer') {
  return (left: Keyed, right: Keyed): number =>
    left.key === NOT_PLAIN || right.key === NOT_PLAIN
      ? textCollator.compare(left.row.order[field] ?? '', right.row.order[field] ?? '')
      : compareKeys(left, right);
}

function placeOf(
  rows: readonly OrderRow[],
  row: OrderRow,
  compare: (left: OrderRow, right: OrderRow) => number,
  from: number,
): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(rows[middle] as OrderRow, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
