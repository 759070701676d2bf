import type { Clock, Log, Random } from '../application/ports.ts';
import type { AirtableAnswer, AirtableClient, CallLimits } from './airtable-client.ts';
import { failureOfAbort, isPassing } from './airtable-failures.ts';
import type { AirtableTelemetry } from './airtable-telemetry.ts';
import type { AirtableRequest, LateRequest } from './airtable-transport.ts';

export interface ReadRetriesOptions {
  readonly client: AirtableClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly telemetry: AirtableTelemetry;
  /** Limit of one call; all tries of a read together are not given more. */
  readonly timeoutMs: number;
}

/** A call that is made again where that is safe and sensible. */
export type ReadCall = (
  request: AirtableRequest | LateRequest,
  limits: CallLimits,
) => Promise<AirtableAnswer>;

const MAX_RETRIES = 2;
const WINDOW_MS = 60_000;
const SHARE = 0.1;
/** Below some dozens of calls a share is less than one, and a single hiccup would fail a read. */
const FREE_RETRIES = 2;
const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = [2_000, 8_000];

/**
 * The one layer that tries again: reads only, after server errors and broken connections only, at most twice, for at
 * most a tenth of all calls. From the first trouble on a read gets no more time than one call has, so that whoever
 * waits gets an answer.
 */
export function createReadRetries(options: ReadRetriesOptions): ReadCall {
  const { client, clock, random, log, telemetry, timeoutMs } = options;
  const calls = createRecentCount(clock);
  const retries = createRecentCount(clock);

  return async (request, limits) => {
    let deadline = Number.POSITIVE_INFINITY;
    for (let attempt = 0; ; attempt += 1) {
      const startedAt = clock.now();
      calls.add();
      try {
        const remainingMs = Math.min(limits.timeoutMs ?? timeoutMs, deadline - startedAt);
        return await client.call(request, { ...limits, timeoutMs: remainingMs });
      } catch (error) {
        deadline = Math.min(deadline, startedAt + timeoutMs);
        const maxDelayMs = MAX_DELAY_MS[attempt] ?? 0;
        const delayMs = MIN_DELAY_MS + random() * (maxDelayMs - MIN_DELAY_MS);
        const isRepeatable = request.kind === 'read' || ('method' in request && request.method === 'GET');
        const isAllowed = retries.count() < Math.max(FREE_RETRIES, SHARE * calls.count());
        const isInTime = clock.now() + delayMs + MIN_DELAY_MS <= deadline;
        if (attempt >= MAX_RETRIES || !isRepeatable || !isPassing(error) || !isAllowed || !isInTime)
          throw error;
        retries.add();
        telemetry.callRetried(request.kind);
        log.debug({ kind: request.kind, delayMs }, 'a read is tried again');
        await clock.sleep(delayMs, limits.signal).catch((reason: unknown) => {
          throw failureOfAbort(reason, false);
        });
      }
    }
  };
}

/** How many there were within the last minute. */
function createRecentCount(clock: Clock) {
  const times: number[] = [];
  return {
    add: () => void times.push(clock.now()),
    count() {
      while ((times[0] ?? Number.POSITIVE_INFINITY) <= clock.now() - WINDOW_MS) times.shift();
      return times.length;
    },
  };
}
