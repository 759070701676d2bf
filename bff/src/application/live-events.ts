import type { LiveEvent } from '@orders/contract';

/** An event with the id under which a listener can resume; only changes have one. */
export interface NumberedEvent {
  readonly id: string | null;
  readonly event: LiveEvent;
}

export type LiveListener = (event: NumberedEvent) => void;

/** How many changes are kept for listeners that come back. */
const KEPT_CHANGES = 1_000;

/** Hands events to everybody who listens on this replica. */
export class LiveEvents {
  readonly #listeners = new Set<LiveListener>();
  #changes: NumberedEvent[] = [];

  get listeners(): number {
    return this.#listeners.size;
  }

  publish(event: LiveEvent): void {
    const numbered = { id: event.event === 'change' ? event.data.version : null, event };
    if (numbered.id !== null) this.#keep(numbered);
    for (const listener of this.#listeners) listener(numbered);
  }

  /** Listens from now on; returns how to stop. */
  subscribe(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The changes after the one with this id; only the newest when that id is not remembered, since each change says
   * no more than "ask now".
   */
  missedSince(id: string): readonly NumberedEvent[] {
    const index = this.#changes.findIndex((change) => change.id === id);
    return index === -1 ? this.#changes.slice(-1) : this.#changes.slice(index + 1);
  }

  #keep(change: NumberedEvent): void {
    this.#changes.push(change);
    if (this.#changes.length > 2 * KEPT_CHANGES) this.#changes = this.#changes.slice(-KEPT_CHANGES);
  }
}
