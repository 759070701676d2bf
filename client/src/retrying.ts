import { BadAnswer, type ClientFailure, isClientFailure, NoAnswer } from './client-failures.ts';

export interface RetryOptions {
  /** Tries after the first one; 5 where left out, 0 = none. */
  readonly retries?: number;
  /** The longest that is waited before one try, milliseconds; a server that asks for more gets no further try. */
  readonly mostWaitMs?: number;
}

export interface RetrySurroundings extends RetryOptions {
  /** Rejects when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to 1. */
  random(): number;
  /** Called before a wait, with what made it necessary. */
  onWait?(failure: ClientFailure, waitMs: number): void;
}

const RETRIES = 5;
const MOST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;

/** Worth another try without being told so. A 502 is: what our own server says of Airtable's refusal is not. */
const PASSING_STATUSES = new Set([408, 425, 429, 503, 504]);

/**
 * Tries until it works, fails for good, or has been tried often enough. The time that a `Retry-After` names is waited
 * in full, never less: ky's own retry cuts it at its maximum, and is then refused again.
 * @throws what the last try threw
 */
export async function retrying<T>(
  tryOnce: () => Promise<T>,
  surroundings: RetrySurroundings,
  signal?: AbortSignal,
): Promise<T> {
  const { retries = RETRIES, mostWaitMs = MOST_WAIT_MS, sleep } = surroundings;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await tryOnce();
    } catch (failure) {
      if (signal?.aborted || attempt >= retries || !isPassing(failure)) throw failure;
      const waitMs = waitBefore(attempt, failure, surroundings);
      if (waitMs > mostWaitMs) throw failure;
      surroundings.onWait?.(failure, waitMs);
      await sleep(waitMs, signal);
    }
  }
}

/** Whether the same request may well be answered a little later. */
export function isPassing(failure: unknown): failure is ClientFailure {
  if (!isClientFailure(failure)) return false;
  if (failure instanceof NoAnswer) return true;
  if (failure instanceof BadAnswer) return PASSING_STATUSES.has(failure.status) || failure.status === 502;
  // A conflict that says when it will be over is a request that is still being worked on.
  return PASSING_STATUSES.has(failure.status) || (failure.status === 409 && failure.retryAfterMs !== null);
}

/** What the server asked for, else twice as long each time, from half of it to all of it. */
export function waitBefore(
  attempt: number,
  failure: ClientFailure,
  { random, mostWaitMs = MOST_WAIT_MS }: Pick<RetrySurroundings, 'random' | 'mostWaitMs'>,
): number {
  const asked = failure instanceof NoAnswer ? null : failure.retryAfterMs;
  if (asked !== null) return asked;
  return Math.min(mostWaitMs, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + random() / 2);
}

/** Real time. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
