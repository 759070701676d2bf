/** The source counts requests in a sliding window of this length. */
const WINDOW_MS = 1000;
/** Of what the source allows, so much is used; the rest absorbs what the network does to the distances. */
const USED_SHARE = 0.9;

/**
 * The window stretched by what is left unused: as many requests as the source allows in a second leave in each span
 * of this length, and the next one only after it.
 */
export const GUARDED_WINDOW_MS = WINDOW_MS / USED_SHARE;

/**
 * Least distance in milliseconds between two calls, so that never more than `requestsPerSecond` arrive in any second.
 *
 * At n a second, n + 1 calls leave over at least n distances = 1111 ms whatever n is, so the first may be delayed by
 * 110 ms more than the last and they still arrive over more than a second. A burst after idleness would have to come
 * out of those 110 ms (less than 1.2 ms of tolerance would be left), hence there is none. A fraction cannot be sent:
 * 2.5 a second counts as 2. Each of several replicas that cannot speak to one another keeps to its share.
 */
export function slotSpacingMs(requestsPerSecond: number, replicas = 1): number {
  const share = requestsPerSecond / replicas;
  return GUARDED_WINDOW_MS / (share >= 1 ? Math.floor(share) : share);
}

/**
 * Generic cell rate algorithm without burst tolerance: one slot every `spacingMs`. A slot counts from when it was
 * really taken, so that a late timer never crowds the next call.
 */
export class Gcra {
  readonly #spacingMs: number;
  #setAt = Number.NEGATIVE_INFINITY;
  #freeAt = Number.NEGATIVE_INFINITY;

  constructor(spacingMs: number) {
    this.#spacingMs = spacingMs;
  }

  /** 0 when a slot was free, which is taken then; else the milliseconds until there is one. */
  take(nowMs: number): number {
    const waitMs = this.#waitMs(nowMs);
    if (waitMs === 0) this.#set(nowMs, this.#spacingMs);
    return waitMs;
  }

  /** There is no slot for so many milliseconds. */
  holdBack(nowMs: number, ms: number): void {
    this.#set(nowMs, Math.max(ms, this.#waitMs(nowMs)));
  }

  #waitMs(nowMs: number): number {
    // A clock put back would otherwise close the gate for as long as it was put back.
    if (nowMs < this.#setAt) this.#set(nowMs, this.#freeAt - this.#setAt);
    return Math.max(0, this.#freeAt - nowMs);
  }

  #set(nowMs: number, waitMs: number): void {
    this.#setAt = nowMs;
    this.#freeAt = nowMs + waitMs;
  }
}
