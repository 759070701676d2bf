import { outboxName } from './outbox-database.ts';
import { type OutboxContents, sortRows } from './outbox-rows.ts';
import { openExisting, readRows } from './raw-database.ts';

export interface ExportOptions {
  readonly subject: string;
  /** Reads the database as the app always does. */
  read(): Promise<OutboxContents>;
  /** What this window read last. */
  remembered(): OutboxContents;
  /** Calls back after that time; returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** The waiting edits with where they were read from. */
export interface ExportedOutbox {
  /** `rows` = one by one, because the database is damaged; `memory` = it cannot be read at all. */
  readonly source: 'database' | 'rows' | 'memory';
  /** Whether it is certain that nothing is missing. */
  readonly isComplete: boolean;
  readonly entries: readonly unknown[];
  readonly newer: readonly unknown[];
  readonly parked: readonly unknown[];
}

/** A database that is sick may neither answer nor fail. */
const PATIENCE_MS = 5_000;

/** All edits that wait on this device, by the best way that works. Never throws. */
export async function exportOutbox(options: ExportOptions): Promise<ExportedOutbox> {
  const { subject, read, remembered, after } = options;
  try {
    return { source: 'database', isComplete: true, ...plain(await inTime(read(), after)) };
  } catch {
    try {
      return await inTime(readRaw(subject), after);
    } catch {
      return { source: 'memory', isComplete: false, ...plain(remembered()) };
    }
  }
}

function plain({ entries, newer, parked }: OutboxContents) {
  return { entries, newer: newer.map(({ raw }) => raw), parked };
}

async function readRaw(subject: string): Promise<ExportedOutbox> {
  const db = await openExisting(outboxName(subject));
  if (db === null) throw new Error('There is no outbox on this device');
  try {
    const outbox = await readRows(db, 'outbox');
    const parked = await readRows(db, 'parked');
    const { entries, newer, unreadable } = sortRows(outbox.rows);
    return {
      source: 'rows',
      isComplete: outbox.isComplete && parked.isComplete,
      entries,
      newer: newer.map(({ raw }) => raw),
      parked: [...parked.rows, ...unreadable],
    };
  } finally {
    db.close();
  }
}

function inTime<T>(work: Promise<T>, after: ExportOptions['after']): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = after(PATIENCE_MS, () => reject(new Error('The database does not answer')));
    work.then(resolve, reject).finally(callOff);
  });
}
