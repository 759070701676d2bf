import type { OrderFields } from '@orders/contract';
import type { CallLimits } from './airtable-client.ts';
import { recordIdIsOneOf } from './formula.ts';
import type { ListOrders } from './list-orders.ts';
import { MAX_PAGE_SIZE } from './list-page.ts';

/** The orders with these ids, in their order; `null` where there is none. One call for a hundred. */
export type FindOrders = (
  recordIds: readonly string[],
  limits: CallLimits,
) => Promise<(OrderFields | null)[]>;

/**
 * A filter on the record id instead of a call each: it takes as many as a page holds, and it never answers with a
 * record of another table, as reading a single record does.
 */
export function createFindOrders(list: ListOrders, fields: readonly string[]): FindOrders {
  return async (recordIds, limits) => {
    const wanted = [...new Set(recordIds)].filter((id) => /^rec[A-Za-z0-9]{14}$/.test(id));
    const found = new Map<string, OrderFields>();
    for (let start = 0; start < wanted.length; start += MAX_PAGE_SIZE) {
      const formula = recordIdIsOneOf(wanted.slice(start, start + MAX_PAGE_SIZE));
      const { orders } = await list({ fields, formula }, limits);
      for (const order of orders) found.set(order.recordId, order);
    }
    return recordIds.map((id) => found.get(id) ?? null);
  };
}
