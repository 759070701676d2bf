import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Clock } from '../application/ports.ts';

export interface DeparturesOptions {
  /** Origin that the calls go to. */
  readonly origin: string;
  /** Least distance between two calls. */
  readonly spacingMs: number;
  readonly clock: Clock;
}

/** Where calls leave this process. */
export interface Departures {
  /** Resolves when a call may leave; dispose when it has come back, or will not leave after all. */
  next(): Promise<Disposable>;
  close(): void;
}

/** A slot is used when a request is written, and writing it takes a moment that may vary by as much. */
const TOLERANCE_MS = 20;
/** A connection that takes longer than this to come about holds nobody up any more. */
const MAX_HOLD_MS = 1_000;
/** Where the platform's HTTP client tells that it writes a request to its connection (Node.js, Diagnostics Channel). */
const WRITTEN = 'undici:client:sendHeaders';

/**
 * Keeps the distance between calls that the budget gave them. A call that has to make its connection first leaves
 * later than its slot, by hundreds of milliseconds over a long way, while those behind it find connections ready: they
 * would arrive in its wake, more of them in a second than are allowed. So calls leave one after the other, and what
 * one of them lost the next ones wait.
 */
export function createDepartures({ origin, spacingMs, clock }: DeparturesOptions): Departures {
  let last: Promise<void> = Promise.resolve();
  let leftAt = Number.NEGATIVE_INFINITY;
  let noteLeft = () => {};
  let leaving = 0;

  const listener = (message: unknown) => {
    if (originOf(message) === origin) noteLeft();
  };
  subscribe(WRITTEN, listener);

  async function untilFree(previous: Promise<void>): Promise<void> {
    if (leaving > 1) {
      const isFree = new AbortController();
      const hold = clock.sleep(MAX_HOLD_MS, isFree.signal).catch(() => {});
      await Promise.race([previous, hold]);
      isFree.abort();
    }
    const waitMs = leftAt + spacingMs - TOLERANCE_MS - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs);
  }

  return {
    async next() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const previous = last;
      last = promise;
      leaving += 1;
      let hasLeft = false;
      const leave = () => {
        if (hasLeft) return;
        hasLeft = true;
        leaving -= 1;
        resolve();
      };
      await untilFree(previous);
      noteLeft = () => {
        leftAt = clock.now();
        leave();
      };
      return { [Symbol.dispose]: leave };
    },
    close: () => void unsubscribe(WRITTEN, listener),
  };
}

function originOf(message: unknown): string | null {
  const { origin } = (message as { request?: { origin?: unknown } }).request ?? {};
  return URL.parse(String(origin))?.origin ?? null;
}
