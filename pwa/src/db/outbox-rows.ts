import type { OrderTag, OutboxDatabase, ParkedEntry } from './outbox-database.ts';
import { type OutboxEntry, readEntry } from './outbox-entry.ts';

/** A row of a newer build's format: this build shows it and leaves it alone. */
export interface ForeignEntry {
  readonly seq: number;
  readonly raw: unknown;
}

/** All of the outbox database, as one transaction saw it. Entries are oldest first. */
export interface OutboxContents {
  readonly entries: readonly OutboxEntry[];
  readonly tags: readonly OrderTag[];
  readonly newer: readonly ForeignEntry[];
  readonly parked: readonly ParkedEntry[];
}

export const EMPTY_OUTBOX: OutboxContents = { entries: [], tags: [], newer: [], parked: [] };

/** Reads everything. Rows that no build can read are moved to `parked` on the way, so that nothing hides behind them. */
export async function readOutbox(db: OutboxDatabase, now: number): Promise<OutboxContents> {
  const contents = await db.transaction('r', db.outbox, db.orderTags, db.parked, async () => {
    const read = sortRows(await db.outbox.orderBy(':id').toArray());
    const parked = (await db.parked.toArray()) as ParkedEntry[];
    return { ...read, parked, tags: await db.orderTags.toArray() };
  });
  const { unreadable, ...readable } = contents;
  if (unreadable.length === 0) return readable;
  await park(db, unreadable, now);
  return readOutbox(db, now);
}

/** The entries of one order, oldest first; for use inside a transaction. */
export async function entriesOf(db: OutboxDatabase, recordId: string): Promise<OutboxEntry[]> {
  const rows = await db.outbox.where('recordId').equals(recordId).sortBy('seq');
  return sortRows(rows).entries;
}

/** The entries of each of these orders that has any, oldest first; for use inside a transaction. */
export async function entriesByOrder(
  db: OutboxDatabase,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OutboxEntry[]>> {
  const rows = await db.outbox.where('recordId').anyOf(recordIds).toArray();
  const { entries } = sortRows(rows.sort((left, right) => seqOf(left) - seqOf(right)));
  return Map.groupBy(entries, ({ recordId }) => recordId);
}

/** Tells rows of this format from those of newer builds and from those that are damaged. */
export function sortRows(rows: readonly unknown[]) {
  const entries: OutboxEntry[] = [];
  const newer: ForeignEntry[] = [];
  const unreadable: ForeignEntry[] = [];
  for (const raw of rows) {
    const read = readEntry(raw);
    if (read.kind === 'entry') entries.push(read.entry);
    else (read.kind === 'newer' ? newer : unreadable).push({ seq: seqOf(raw), raw });
  }
  return { entries, newer, unreadable };
}

async function park(db: OutboxDatabase, rows: readonly ForeignEntry[], now: number): Promise<void> {
  await db.transaction('rw', db.outbox, db.parked, async () => {
    for (const { seq, raw } of rows) {
      // Another window may have parked it since it was read.
      if ((await db.outbox.get(seq)) === undefined) continue;
      await db.parked.add({ raw, parkedAt: now });
      await db.outbox.delete(seq);
    }
  });
}

function seqOf(raw: unknown): number {
  return typeof raw === 'object' && raw !== null && 'seq' in raw && typeof raw.seq === 'number'
    ? raw.seq
    : -1;
}
