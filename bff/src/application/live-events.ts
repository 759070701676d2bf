import type { LiveEvent } from '@orders/contract';
import type { Clock } from './ports.ts';

/** An event with the id under which a listener can resume; only changes have one. */
export interface NumberedEvent {
  readonly id: string | null;
  readonly event: LiveEvent;
}

export type LiveListener = (event: NumberedEvent) => void;

/** How many changes are kept for listeners that come back. */
const KEPT_CHANGES = 1_000;

/**
 * So many are told at once, and the next so many a little later: everybody who is told of a change asks for it the same
 * moment, and 5,000 who ask would be a stampede. 3,000 a second are told so.
 */
const COHORT = 300;
const BETWEEN_COHORTS_MS = 100;

/** Hands events to everybody who listens on this replica, each listener's in their order. */
export class LiveEvents {
  readonly #clock: Clock;
  readonly #cohorts: Set<LiveListener>[] = [];
  #listeners = 0;
  #changes: NumberedEvent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get listeners(): number {
    return this.#listeners;
  }

  publish(event: LiveEvent): void {
    const numbered = { id: event.event === 'change' ? event.data.version : null, event };
    if (numbered.id !== null) this.#keep(numbered);
    for (const [index, cohort] of this.#cohorts.entries()) void this.#tell(cohort, numbered, index);
  }

  /** Listens from now on; returns how to stop. */
  subscribe(listener: LiveListener): () => void {
    const cohort = this.#cohorts.find(({ size }) => size < COHORT) ?? new Set();
    if (!this.#cohorts.includes(cohort)) this.#cohorts.push(cohort);
    cohort.add(listener);
    this.#listeners += 1;
    return () => {
      if (cohort.delete(listener)) this.#listeners -= 1;
    };
  }

  /**
   * The changes after the one with this id; only the newest when that id is not remembered, since each change says
   * no more than "ask now".
   */
  missedSince(id: string): readonly NumberedEvent[] {
    const index = this.#changes.findIndex((change) => change.id === id);
    return index === -1 ? this.#changes.slice(-1) : this.#changes.slice(index + 1);
  }

  async #tell(cohort: ReadonlySet<LiveListener>, event: NumberedEvent, index: number): Promise<void> {
    // Who comes meanwhile has been told of it on arrival, as of all that was missed.
    const listeners = index === 0 ? cohort : [...cohort];
    if (index > 0) await this.#clock.sleep(index * BETWEEN_COHORTS_MS);
    for (const listener of listeners) if (cohort.has(listener)) listener(event);
  }

  #keep(change: NumberedEvent): void {
    this.#changes.push(change);
    if (this.#changes.length > 2 * KEPT_CHANGES) this.#changes = this.#changes.slice(-KEPT_CHANGES);
  }
}
