import type { OrderFields } from '@orders/contract';
import type { CallOptions } from '../application/ports.ts';
import { airtableProblemOf } from './airtable-failures.ts';
import { coveredUntil } from './change-cursor.ts';
import type { FindOrders } from './find-orders.ts';
import { changedAfter } from './formula.ts';
import type { ListOrders } from './list-orders.ts';

export interface ModifiedOrders {
  readonly orders: readonly OrderFields[];
  /** Records that were changed and are not in the view. */
  readonly outside: readonly string[];
  /** ISO time up to which this has seen every edit. */
  readonly until: string;
}

/**
 * The orders made or edited after a time; `null` when Airtable does not take the question. It tells neither of
 * deletions nor of computed cells, whose changes move no stamp. Where a view narrows the table, whatever was changed is
 * looked for without it first: what has left the view would never be heard of again.
 */
export async function listModifiedOrders(
  { list, find, view }: { list: ListOrders; find: FindOrders; view: string | null },
  since: string,
  callOptions: CallOptions,
): Promise<ModifiedOrders | null> {
  try {
    const formula = changedAfter(new Date(since));
    const { orders, startedAtMs } = await list({ formula, isWholeTable: true }, callOptions);
    const until = startedAtMs === null ? since : coveredUntil(startedAtMs);
    if (view === null) return { orders, outside: [], until };
    const ids = orders.map(({ recordId }) => recordId);
    const found = await find(ids, callOptions);
    return {
      orders: found.filter((order) => order !== null),
      outside: ids.filter((_, index) => found[index] === null),
      until,
    };
  } catch (error) {
    if (airtableProblemOf(error)?.type === 'INVALID_FILTER_BY_FORMULA') return null;
    throw error;
  }
}
