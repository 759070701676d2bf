import { EMPTY_OUTBOX, type OutboxContents } from '../db/outbox-rows.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { CrossTab } from './cross-tab.ts';

export interface OutboxFeedOptions {
  read(): Promise<OutboxContents>;
  readonly crossTab: Pick<CrossTab, 'post'>;
  /** Lays what was read over the orders, before anybody else hears of it. */
  apply(contents: OutboxContents): void;
}

/** What the outbox database holds, as this window last read it. */
export class OutboxFeed {
  readonly #options: OutboxFeedOptions;
  readonly #contents: Cell<OutboxContents> = createCell(EMPTY_OUTBOX);
  /** Why it could not be read the last time. */
  readonly #failure: Cell<unknown> = createCell<unknown>(null);
  #reading: Promise<void> = Promise.resolve();
  #queued: Promise<void> | null = null;

  constructor(options: OutboxFeedOptions) {
    this.#options = options;
  }

  get contents(): Observable<OutboxContents> {
    return this.#contents;
  }

  get failure(): Observable<unknown> {
    return this.#failure;
  }

  /** This window has changed the database: reads it and tells the others. */
  async changed(): Promise<void> {
    this.#options.crossTab.post({ kind: 'outbox' });
    await this.refresh();
  }

  /** Resolves when a reading that began after this call is in place. Many calls at once share one. */
  refresh(): Promise<void> {
    this.#queued ??= this.#reading.then(() => {
      this.#queued = null;
      this.#reading = this.#readOnce();
      return this.#reading;
    });
    return this.#queued;
  }

  /** Never throws: what was known stays, an unreadable database is told by `failure`. */
  async #readOnce(): Promise<void> {
    try {
      const contents = await this.#options.read();
      this.#options.apply(contents);
      this.#contents.set(contents);
      this.#failure.set(null);
    } catch (failure) {
      this.#failure.set(failure);
    }
  }
}
