import type { Order, OrderFields } from '@orders/contract';
import { hasSameFields, withEtag } from './order-etag.ts';
import type { OrderTable } from './order-table.ts';

/** What a read of the source changes in the table. */
export interface MergedRead {
  readonly upserts: readonly Order[];
  readonly removed: readonly string[];
  /** Left alone though the read says otherwise: only another look can tell which of the two is newer. */
  readonly contested: readonly string[];
}

/** What a read found, and how much of the source it covered. */
export interface SourceRead {
  readonly orders: readonly OrderFields[];
  readonly removed: readonly string[];
  /** Whether an order that is in the table but not in the read is gone. */
  readonly isComplete: boolean;
  /** Commit that was the newest when the read began. */
  readonly startedAtSeq: number;
}

/**
 * Compares a read with the table. A record that was committed after the read began is left alone: the read may have
 * seen it before that write, and must not bring the old value back.
 */
export function mergeRead(table: OrderTable, read: SourceRead): MergedRead {
  const isProtected = (recordId: string) => (table.row(recordId)?.seq ?? 0) > read.startedAtSeq;
  const upserts: Order[] = [];
  const contested: string[] = [];
  const seen = new Set<string>();
  for (const fields of read.orders) {
    if (seen.has(fields.recordId)) continue;
    seen.add(fields.recordId);
    const row = table.row(fields.recordId);
    if (row !== undefined && hasSameFields(row.order, fields)) continue;
    if (isProtected(fields.recordId) || wasRemovedSince(table, fields.recordId, read.startedAtSeq)) {
      contested.push(fields.recordId);
    } else upserts.push(withEtag(fields));
  }
  const removed = read.removed.filter(
    (recordId) => table.row(recordId) !== undefined && !isProtected(recordId),
  );
  if (read.isComplete) {
    for (const { recordId, seq } of table.rows()) {
      if (!seen.has(recordId) && seq <= read.startedAtSeq) removed.push(recordId);
    }
  }
  return { upserts, removed, contested };
}

function wasRemovedSince(table: OrderTable, recordId: string, seq: number): boolean {
  return table.row(recordId) === undefined && table.history.removedAfter(recordId, seq);
}
