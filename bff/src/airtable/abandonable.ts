import { Failure } from '../domain/failures.ts';
import { failureOfAbort } from './airtable-failures.ts';

/**
 * Ends the waiting when the signal fires, not the work: what was sent runs to its end within its own time limit, so
 * that the breaker learns what Airtable did and never what a caller did, and others may share it.
 */
export async function abandonable<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  failureOf: (reason: unknown) => Failure = (reason) => failureOfAbort(reason, false),
): Promise<T> {
  if (signal === undefined) return work;
  const abandoned = Promise.withResolvers<never>();
  const giveUp = () => abandoned.reject(failureOf(signal.reason));
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, abandoned.promise]);
  } catch (error) {
    if (error instanceof Failure || !signal.aborted) throw error;
    throw failureOf(signal.reason);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
