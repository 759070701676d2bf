import type { Clock } from './clock.ts';

/** A difference within this is the resolution of a `Date` field and the way of the answer. */
const TOLERANCE_MS = 5_000;

/** The server's time, as far as its answers have told it; a device's clock may be off by days. */
export class ServerClock {
  readonly #clock: Pick<Clock, 'now'>;
  #aheadMs = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.#aheadMs;
  }

  /** The server said what time it is. */
  hear(serverTime: number): void {
    const aheadMs = serverTime - this.#clock.now();
    this.#aheadMs = Math.abs(aheadMs) > TOLERANCE_MS ? aheadMs : 0;
  }
}
