import type { OrderFields } from '@orders/contract';
import { Failure } from '../domain/failures.ts';
import { hasSameFields, withEtag } from '../domain/order-etag.ts';
import type { OrderTable } from '../domain/order-table.ts';
import type { MergedRead, SourceRead } from '../domain/read-merge.ts';

/** What the first read of all makes of an empty table. */
export function firstRead(read: SourceRead): MergedRead {
  const byId = new Map(read.orders.map((fields) => [fields.recordId, fields]));
  return { upserts: Array.from(byId.values(), withEtag), removed: [], contested: [] };
}

/**
 * A read knows which commits it may have missed by their numbers, and those of another history say nothing about it.
 * @throws Failure `superseded` when the table belongs to another history than the one in which the read began
 */
export function requireHistory(table: OrderTable | null, startedIn: string | null): void {
  if (table === null || startedIn === null || table.version.epoch === startedIn) return;
  throw new Failure('superseded', 'another history of versions has begun since the read did');
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
