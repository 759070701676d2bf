import type { OrderFields } from '@orders/contract';
import type { CallOptions } from '../application/ports.ts';
import { airtableProblemOf } from './airtable-failures.ts';
import { coveredUntil } from './change-cursor.ts';
import { changedAfter } from './formula.ts';
import type { ListOrders } from './list-orders.ts';

export interface ModifiedOrders {
  readonly orders: readonly OrderFields[];
  /** ISO time up to which this has seen every edit. */
  readonly until: string;
}

/**
 * The orders made or edited after a time; `null` when Airtable does not take the question. It tells neither of
 * deletions nor of computed cells, whose changes move no stamp.
 */
export async function listModifiedOrders(
  list: ListOrders,
  fields: readonly string[],
  since: string,
  callOptions: CallOptions,
): Promise<ModifiedOrders | null> {
  try {
    const formula = changedAfter(new Date(since));
    const { orders, startedAtMs } = await list({ fields, formula }, callOptions);
    return { orders, until: startedAtMs === null ? since : coveredUntil(startedAtMs) };
  } catch (error) {
    if (airtableProblemOf(error)?.type === 'INVALID_FILTER_BY_FORMULA') return null;
    throw error;
  }
}
