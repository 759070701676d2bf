import type { Changes } from '@orders/contract';
import type { HistoryPosition } from './change-history.ts';
import { OrderRow } from './order-row.ts';
import type { OrderTable } from './order-table.ts';
import type { Version } from './version.ts';

/**
 * A cursor of the changes feed: `<epoch>.<seq>` when everything up to a version has been handed out,
 * `<epoch>.<seq>.<recordId>` in the middle of one, and `.<start>` after that while a client still fetches everything
 * for the first time, so that it is not told of removals from before it began.
 */
interface ChangeCursor extends HistoryPosition {
  readonly epoch: string;
  readonly start: number | null;
}

const CURSOR = /^([A-Za-z0-9_-]{1,40})\.(\d{1,15})(?:\.([A-Za-z0-9]*)(?:\.(\d{1,15}))?)?$/;

/** The cursor of a client that has seen everything up to a version. */
export function cursorAt(version: Version): string {
  return formatCursor({ ...version, recordId: null, start: null });
}

/**
 * The next page of changes. A cursor that was never given out here, belongs to another epoch or is older than what
 * is remembered asks the client to start over.
 */
export function changesSince(table: OrderTable, since: string | null, limit: number): Changes {
  const { epoch, seq } = table.version;
  const from = since === null ? { epoch, seq: 0, recordId: null, start: seq } : parseCursor(since);
  if (from === null || from.epoch !== epoch || from.seq > seq || isForgotten(table, from)) {
    return { cursor: cursorAt(table.version), reset: true, more: false, orders: [], removed: [] };
  }
  const { entries, more } = table.history.after(from, limit);
  const orders = entries.flatMap((entry) => (entry instanceof OrderRow ? [entry.order] : []));
  const removed = entries.flatMap((entry) =>
    entry instanceof OrderRow || entry.seq <= (from.start ?? 0) ? [] : [entry.recordId],
  );
  const last = entries.at(-1);
  const cursor =
    more && last !== undefined
      ? formatCursor({ epoch, seq: last.seq, recordId: last.recordId, start: from.start })
      : cursorAt(table.version);
  return { cursor, reset: false, more, orders, removed };
}

/**
 * Whether a removal that is forgotten may be one that the client has not been told of. On its first fetch it has seen
 * nothing, so none from before its start can hurt it; in the middle of a commit the rest of that is still to come.
 */
function isForgotten(table: OrderTable, { seq, recordId, start }: ChangeCursor): boolean {
  const seenUpTo = Math.max(recordId === null ? seq : seq - 1, start ?? 0);
  return seenUpTo < table.history.floor;
}

function formatCursor({ epoch, seq, recordId, start }: ChangeCursor): string {
  if (recordId === null) return `${epoch}.${seq}`;
  return start === null ? `${epoch}.${seq}.${recordId}` : `${epoch}.${seq}.${recordId}.${start}`;
}

function parseCursor(text: string): ChangeCursor | null {
  const match = CURSOR.exec(text);
  if (match === null) return null;
  const [, epoch = '', seq, recordId, start] = match;
  return {
    epoch,
    seq: Number(seq),
    recordId: recordId ?? null,
    start: start === undefined ? null : Number(start),
  };
}
