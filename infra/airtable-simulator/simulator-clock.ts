/** Time as the simulated service sees it; it can be moved forward, never back. */
export class SimulatorClock {
  readonly #source: () => number;
  #aheadMs = 0;

  constructor(source: () => number) {
    this.#source = source;
  }

  now(): number {
    return this.#source() + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += Math.max(0, ms);
  }
}
