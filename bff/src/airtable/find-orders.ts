import type { OrderFields } from '@orders/contract';
import type { Late } from '../application/ports.ts';
import type { CallLimits } from './airtable-client.ts';
import { recordIdIsOneOf } from './formula.ts';
import type { ListOrders } from './list-orders.ts';
import { MAX_PAGE_SIZE } from './list-page.ts';

/** The orders with these ids, in their order; `null` where there is none. One call for a hundred. */
export type FindOrders = (
  recordIds: Late<readonly string[]>,
  limits: CallLimits,
) => Promise<(OrderFields | null)[]>;

/**
 * A filter on the record id instead of a call each: it takes as many as a page holds, and it never answers with a
 * record of another table, as reading a single record does.
 */
export function createFindOrders(list: ListOrders): FindOrders {
  async function findNow(recordIds: readonly string[], limits: CallLimits) {
    const wanted = wellFormed(recordIds);
    const found: OrderFields[] = [];
    for (let start = 0; start < wanted.length; start += MAX_PAGE_SIZE) {
      const formula = recordIdIsOneOf(wanted.slice(start, start + MAX_PAGE_SIZE));
      found.push(...(await list({ formula }, limits)).orders);
    }
    return inOrderOf(recordIds, found);
  }

  async function findLate(take: () => readonly string[], limits: CallLimits) {
    let recordIds: readonly string[] | null = null;
    const formula = () => {
      // A list that starts over asks for the same.
      recordIds ??= take();
      return recordIdIsOneOf(wellFormed(recordIds));
    };
    const { orders } = await list({ formula }, limits);
    return inOrderOf(recordIds ?? [], orders);
  }

  return (recordIds, limits) =>
    typeof recordIds === 'function' ? findLate(recordIds, limits) : findNow(recordIds, limits);
}

function wellFormed(recordIds: readonly string[]): string[] {
  return [...new Set(recordIds)].filter((id) => /^rec[A-Za-z0-9]{14}$/.test(id));
}

function inOrderOf(recordIds: readonly string[], found: readonly OrderFields[]): (OrderFields | null)[] {
  const byId = new Map(found.map((order) => [order.recordId, order]));
  return recordIds.map((id) => byId.get(id) ?? null);
}
