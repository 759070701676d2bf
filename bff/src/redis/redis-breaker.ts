import type { Clock } from '../application/ports.ts';

/** So many failures in a row, and Redis is left alone for a while. */
const FAILURES_TO_OPEN = 3;
const OPEN_MS = 1_000;

/**
 * Spares callers the wait for a Redis that does not answer.
 *
 *   closed ── 3 failures in a row ──► open ── 1 s ──► one probe ── answered ──► closed
 *                                      ▲                  │
 *                                      └──── failed ──────┘
 */
export class RedisBreaker {
  readonly #clock: Clock;
  #failures = 0;
  #openUntil = 0;
  #isProbing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#failures >= FAILURES_TO_OPEN;
  }

  /** Whether a command may go; each admitted one must be followed by `succeeded` or `failed`. */
  admit(): boolean {
    if (!this.isOpen) return true;
    if (this.#isProbing || this.#clock.now() < this.#openUntil) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isProbing = false;
  }

  failed(): void {
    this.#failures++;
    this.#isProbing = false;
    if (this.isOpen) this.#openUntil = this.#clock.now() + OPEN_MS;
  }
}
