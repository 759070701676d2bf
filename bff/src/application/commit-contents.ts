import type { OrderFields } from '@orders/contract';
import { hasSameFields, withEtag } from '../domain/order-etag.ts';
import type { OrderTable } from '../domain/order-table.ts';
import type { MergedRead, SourceRead } from '../domain/read-merge.ts';

/** What the first read of all makes of an empty table. */
export function firstRead(read: SourceRead): MergedRead {
  const byId = new Map(read.orders.map((fields) => [fields.recordId, fields]));
  return { upserts: Array.from(byId.values(), withEtag), removed: [], contested: [] };
}

/** What is known for sure about single orders, whatever any read that is still under way may find. */
export function knownFacts(
  table: OrderTable | null,
  orders: readonly OrderFields[],
  missing: readonly string[],
): MergedRead {
  if (table === null) return { upserts: [], removed: [], contested: [] };
  return {
    upserts: orders.filter((order) => !isKnown(table, order)).map(withEtag),
    removed: missing.filter((recordId) => table.row(recordId) !== undefined),
    contested: [],
  };
}

function isKnown(table: OrderTable, fields: OrderFields): boolean {
  const row = table.row(fields.recordId);
  return row !== undefined && hasSameFields(row.order, fields);
}
