import type { Dexie, Table } from 'dexie';

/** The device has no room. Chromium tells it by aborting the transaction, so it may be wrapped. */
export function isQuotaFailure(failure: unknown): boolean {
  return namesOf(failure).includes('QuotaExceededError');
}

/**
 * Runs a writing transaction. Where the device is full, whatever was under way fails with an error of its own; the
 * reason for all of them stands with the transaction.
 */
export async function transact<T>(
  db: Dexie,
  tables: readonly Table[],
  job: () => PromiseLike<T>,
): Promise<T> {
  let transaction: IDBTransaction | undefined;
  try {
    // Async, for Dexie keeps a transaction open over native awaits only where it sees that there will be some.
    return await db.transaction('rw', [...tables], async (begun) => {
      transaction = begun.idbtrans;
      return job();
    });
  } catch (failure) {
    throw isQuotaFailure(transaction?.error) ? transaction?.error : failure;
  }
}

/** The browser closed the connection under the app: after sleep, a crash of its storage process, or an eviction. */
export function isConnectionLost(failure: unknown): boolean {
  return namesOf(failure).some((name) => LOST_CONNECTION.has(name));
}

/**
 * Runs a database job, and once more over a new connection when the browser has closed the old one. A transaction
 * that fails so has not been committed, so running it twice does it once.
 */
export async function withReopening<T>(db: Dexie, job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (failure) {
    if (!isConnectionLost(failure) || closedForGood.has(db)) throw failure;
    db.close({ disableAutoOpen: false });
    await db.open();
    return job();
  }
}

/** Closes a database that is to be left alone from now on: it may be deleted, and opening it anew would make an empty one. */
export function closeForGood(db: Dexie): void {
  closedForGood.add(db);
  db.close();
}

const closedForGood = new WeakSet<Dexie>();
const LOST_CONNECTION = new Set(['DatabaseClosedError', 'InvalidStateError', 'UnknownError']);

/** Dexie wraps the browser's error, sometimes twice. */
function namesOf(failure: unknown): string[] {
  const names: string[] = [];
  for (let error = failure; isError(error) && names.length < 5; error = innerOf(error))
    names.push(error.name);
  return names;
}

function isError(value: unknown): value is Error {
  return value instanceof Error || value instanceof DOMException;
}

function innerOf(error: Error): unknown {
  return 'inner' in error && error.inner !== error ? error.inner : error.cause;
}
