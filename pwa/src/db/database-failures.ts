import type { Dexie } from 'dexie';

/** The device has no room. Chromium tells it by aborting the transaction, so it may be wrapped. */
export function isQuotaFailure(failure: unknown): boolean {
  return namesOf(failure).includes('QuotaExceededError');
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
    if (!isConnectionLost(failure)) throw failure;
    db.close({ disableAutoOpen: false });
    await db.open();
    return job();
  }
}

const LOST_CONNECTION = new Set(['DatabaseClosedError', 'InvalidStateError', 'UnknownError']);

/** Dexie wraps the browser's error, sometimes twice. */
function namesOf(failure: unknown): string[] {
  const names: string[] = [];
  for (let error = failure; error instanceof Error && names.length < 5; error = innerOf(error))
    names.push(error.name);
  return names;
}

function innerOf(error: Error): unknown {
  return 'inner' in error && error.inner !== error ? error.inner : error.cause;
}
