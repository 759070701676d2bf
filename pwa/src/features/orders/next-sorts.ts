import type { OrderSort, SortField } from '@orders/contract';

/** What the list is sorted by; the first one decides, each of the others settles ties of those before it. */
export type Sorts = readonly [OrderSort, ...OrderSort[]];

export interface HeaderPress {
  readonly field: SortField;
  /** Which way the field is sorted at the first press. */
  readonly descendingFirst: boolean;
  /** Whether what is sorted by already stays. */
  readonly isMore: boolean;
}

/**
 * The sorts after a press on a column title. Alone it sorts by that column, the other way at the next press; together
 * with Shift it adds the column, turns it round, and takes it out again.
 */
export function nextSorts(sorts: Sorts, { field, descendingFirst, isMore }: HeaderPress): Sorts {
  const first: OrderSort = { field, descending: descendingFirst };
  const at = sorts.findIndex((sort) => sort.field === field);
  const before = sorts[at];
  if (!isMore) return [at === 0 && before !== undefined ? turned(before) : first];
  if (before === undefined) return [...sorts, first];
  const isLastStep = before.descending !== descendingFirst;
  if (!isLastStep || sorts.length === 1) return replaced(sorts, at, [turned(before)]);
  return replaced(sorts, at, []);
}

function turned({ field, descending }: OrderSort): OrderSort {
  return { field, descending: !descending };
}

function replaced(sorts: Sorts, at: number, by: readonly OrderSort[]): Sorts {
  const [first = sorts[0], ...rest] = sorts.toSpliced(at, 1, ...by);
  return [first, ...rest];
}
