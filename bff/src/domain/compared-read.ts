import type { OrderFields } from '@orders/contract';
import { hasSameFields } from './order-etag.ts';
import { OrderRow } from './order-row.ts';
import type { OrderTable } from './order-table.ts';
import { type MergedRead, mergeRead, type SourceRead } from './read-merge.ts';
import type { Version } from './version.ts';

/** Orders compared in one go: a few milliseconds, which no request notices. */
const PIECE = 4_000;

/** A read of everything as it stood to the table at a version: all that may matter of it later. */
export interface ComparedRead {
  readonly read: SourceRead;
  readonly at: Version;
  readonly byId: ReadonlyMap<string, OrderFields>;
  /** Orders that were not in the table like this. */
  readonly different: readonly OrderFields[];
  /** Records of the table that the read did not find. */
  readonly absent: readonly string[];
}

/**
 * Compares a complete read with a table, piece by piece: between two pieces requests are answered and others may
 * commit. What they commit is made up for by `mergeCompared`, in time that depends on how much that was.
 */
export function* compareInPieces(table: OrderTable, read: SourceRead): Generator<void, ComparedRead> {
  const at = table.version;
  const byId = new Map<string, OrderFields>();
  const different: OrderFields[] = [];
  for (const [index, fields] of read.orders.entries()) {
    if (index % PIECE === PIECE - 1) yield;
    if (byId.has(fields.recordId)) continue;
    byId.set(fields.recordId, fields);
    const row = table.row(fields.recordId);
    if (row === undefined || !hasSameFields(row.order, fields)) different.push(fields);
  }
  yield;
  const absent = Array.from(table.rows(), ({ recordId }) => recordId).filter((id) => !byId.has(id));
  return { read, at, byId, different, absent };
}

/** What the read changes in the table as it is now; the same as `mergeRead` would say of all of it. */
export function mergeCompared(table: OrderTable, compared: ComparedRead): MergedRead {
  const { read, at, byId, different, absent } = compared;
  if (table.version.epoch !== at.epoch || at.seq < table.history.floor) return mergeRead(table, read);
  const again = recordsSince(table, at).flatMap((recordId) => byId.get(recordId) ?? []);
  return mergeRead(table, {
    orders: [...different, ...again],
    removed: absent,
    isComplete: false,
    startedAtSeq: read.startedAtSeq,
  });
}

/** Records that were committed, or removed, after a version. */
function recordsSince(table: OrderTable, { seq }: Version): string[] {
  const { entries } = table.history.after({ seq, recordId: null }, Number.POSITIVE_INFINITY);
  return entries.map((entry) => (entry instanceof OrderRow ? entry.order.recordId : entry.recordId));
}
