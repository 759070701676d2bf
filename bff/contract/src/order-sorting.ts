import { ORDER_PRIORITIES, ORDER_STATUSES, type Order } from './order.ts';
import type { OrderSort, SortField } from './order-query.ts';

/** What sorting needs of an order. */
export type Sortable = Omit<Order, 'etag'>;

/** Text order of the API and the app: digits by value, case and accents ignored. */
export const textCollator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Compares two values of an option list: the known in the order of the data model, others after them by name. */
export function compareOptions(known: readonly string[], left: string, right: string): number {
  const leftRank = rank(known, left);
  const rightRank = rank(known, right);
  return leftRank !== rightRank
    ? leftRank - rightRank
    : leftRank < known.length
      ? 0
      : textCollator.compare(left, right);
}

/**
 * Compares two orders as a sort asks, and as the next one does where that finds no difference. Blanks come last
 * whichever way it goes, ties are settled by record id ascending whichever way it goes, so that pages never overlap.
 */
export function orderComparator(
  sort: OrderSort,
  thenBy: readonly OrderSort[] = [],
): (left: Sortable, right: Sortable) => number {
  const comparators = [sort, ...thenBy].map(fieldComparator);
  return (left, right) => {
    for (const compare of comparators) {
      const order = compare(left, right);
      if (order !== 0) return order;
    }
    return compareCodeUnits(left.recordId, right.recordId);
  };
}

function fieldComparator({ field, descending }: OrderSort): (left: Sortable, right: Sortable) => number {
  const compare = fieldComparators[field];
  const sign = descending ? -1 : 1;
  return (left, right) => {
    const leftBlank = left[field] === null;
    const rightBlank = right[field] === null;
    if (leftBlank !== rightBlank) return leftBlank ? 1 : -1;
    return leftBlank ? 0 : sign * compare(left, right);
  };
}

function rank(known: readonly string[], value: string): number {
  const index = known.indexOf(value);
  return index === -1 ? known.length : index;
}

function compareCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Only called with both fields present; the empty fallbacks are for the type checker. */
const fieldComparators: Record<SortField, (left: Sortable, right: Sortable) => number> = {
  createdAt: (left, right) => compareCodeUnits(left.createdAt ?? '', right.createdAt ?? ''),
  updatedAt: (left, right) => compareCodeUnits(left.updatedAt ?? '', right.updatedAt ?? ''),
  orderId: (left, right) => textCollator.compare(left.orderId ?? '', right.orderId ?? ''),
  customer: (left, right) => textCollator.compare(left.customer ?? '', right.customer ?? ''),
  status: (left, right) => compareOptions(ORDER_STATUSES, left.status ?? '', right.status ?? ''),
  priority: (left, right) => compareOptions(ORDER_PRIORITIES, left.priority ?? '', right.priority ?? ''),
  orderTotal: (left, right) => (left.orderTotal ?? 0) - (right.orderTotal ?? 0),
};
