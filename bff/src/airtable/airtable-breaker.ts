import CircuitBreaker from 'opossum';
import type { Clock, Random, SourceState } from '../application/ports.ts';
import { Failure } from '../domain/failures.ts';

export interface AirtableBreakerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Whether an error says that the other side does not work; any other counts as an answer. */
  readonly isFault: (error: unknown) => boolean;
  readonly onChange?: (state: SourceState['breaker']) => void;
  /** Mean time that it stays open at first; every time is spread by ±30 % so that replicas do not probe together. */
  readonly resetTimeoutMs?: number;
}

/** The right to send one call; given back when it is over, sent or not. */
export interface Passage extends Disposable {
  fire<T>(send: () => Promise<T>): Promise<T>;
}

/** Stops calling a side that fails, and lets one call at a time find out whether it works again. */
export interface AirtableBreaker {
  /** @throws Failure `source-unreachable` while open, and while half-open with a probe already under way */
  enter(): Passage;
  state(): SourceState['breaker'];
  /** Epoch ms at which a probe may go out, while open. */
  retryAt(): number | null;
  close(): void;
}

/**
 * A side that fails again is left alone for twice as long, but for no more than three times as long as at first: a
 * probe costs little, and people wait for it to notice that their edits can go out again. Reads that nobody waits for
 * come ever more rarely of themselves.
 */
const RESET_TIMEOUT_MS = 10_000;
const MAX_GROWTH = 3;
const PROBE_RETRY_MS = 1_000;

/**
 * opossum with what it does wrong kept away from it:
 *
 * - Calls have a time limit of their own (`timeout: false`). Its shared abort controller stays aborted after one
 *   time-out while the breaker is closed.
 * - Calls are limited outside. Its `capacity` counts a full queue as a failure and opens on a healthy upstream.
 * - An error that is none to it is never thrown at it. What its `errorFilter` lets pass it reports as a success, and
 *   a caller who gives up is not passed in at all, so that giving up cannot close a half-open breaker.
 * - It is not asked while open. It counts refused calls into the rate of failures, which thins that out.
 */
export function createAirtableBreaker(options: AirtableBreakerOptions): AirtableBreaker {
  const { clock, isFault } = options;
  const settings = circuitSettings(resetTimeout(options, 0));
  const circuit = new CircuitBreaker((task: () => Promise<void>) => task(), settings);
  let retryAt: number | null = null;
  let isProbing = false;
  let openings = 0;

  circuit.on('open', () => {
    openings += 1;
    retryAt = clock.now() + settings.resetTimeout;
    options.onChange?.('open');
  });
  circuit.on('halfOpen', () => {
    retryAt = null;
    // It reads the setting each time it opens.
    settings.resetTimeout = resetTimeout(options, openings);
    options.onChange?.('half-open');
  });
  circuit.on('close', () => {
    retryAt = null;
    openings = 0;
    settings.resetTimeout = resetTimeout(options, openings);
    options.onChange?.('closed');
  });

  const refusal = (cause?: unknown) => {
    const retryAfterMs = retryAt === null ? PROBE_RETRY_MS : Math.max(0, retryAt - clock.now());
    const text = 'Airtable is left alone for a moment because its last answers failed.';
    return new Failure('source-unreachable', text, { cause, retryAfterMs });
  };

  async function fire<T>(send: () => Promise<T>): Promise<T> {
    let outcome: { readonly value: T } | { readonly error: unknown } | null = null;
    let fault: { readonly error: unknown } | null = null;
    const task = async () => {
      try {
        outcome = { value: await send() };
      } catch (error) {
        if (isFault(error)) {
          fault = { error };
          throw error;
        }
        outcome = { error };
      }
    };
    await circuit.fire(task).catch((error: unknown) => {
      throw fault === null ? refusal(error) : error;
    });
    return unwrap<T>(outcome);
  }

  return {
    enter() {
      if (circuit.isShutdown) throw new Failure('source-unreachable', 'The order source is closed.');
      if (circuit.opened || (circuit.halfOpen && isProbing)) throw refusal();
      const isProbe = circuit.halfOpen;
      if (isProbe) isProbing = true;
      return {
        fire,
        [Symbol.dispose]() {
          if (isProbe) isProbing = false;
        },
      };
    },
    state: () => (circuit.opened ? 'open' : circuit.halfOpen ? 'half-open' : 'closed'),
    retryAt: () => retryAt,
    close: () => circuit.shutdown(),
  };
}

function circuitSettings(resetTimeout: number) {
  return {
    timeout: false as const,
    errorThresholdPercentage: 50,
    volumeThreshold: 10,
    rollingCountTimeout: 30_000,
    rollingCountBuckets: 30,
    resetTimeout,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    cache: false,
    coalesce: false,
  };
}

/** How long it stays open after it has opened so many times without working in between. */
function resetTimeout(
  { random, resetTimeoutMs = RESET_TIMEOUT_MS }: AirtableBreakerOptions,
  openings: number,
): number {
  const growth = Math.min(2 ** openings, MAX_GROWTH);
  return Math.round(resetTimeoutMs * growth * (0.7 + 0.6 * random()));
}

function unwrap<T>(outcome: { readonly value: T } | { readonly error: unknown } | null): T {
  if (outcome === null) throw new Failure('source-unreachable', 'The order source is closed.');
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
