import type { Summary, SyncEvent } from '@orders/contract';
import { Refused } from '../api/api-failures.ts';
import type { Answer } from '../api/read-answer.ts';
import type { SyncState } from '../store/connection-state.ts';
import { type Cell, createCell } from '../store/observable.ts';
import { wordsFor } from './failure-words.ts';

export interface SyncNowOptions {
  /** Has everything read from Airtable anew. @throws ApiFailure */
  sync(signal: AbortSignal): Promise<Answer<Summary>>;
  /** Takes over what came of it. */
  onSynced(answer: Answer<Summary>): Promise<void>;
  now(): number;
}

/** The sync that somebody asked for, here or elsewhere, as it goes on. */
export class SyncNow {
  readonly #options: SyncNowOptions;
  readonly #state: Cell<SyncState> = createCell<SyncState>({
    isRunning: false,
    progress: null,
    problem: null,
    finishedAt: null,
  });
  #own: AbortController | null = null;

  constructor(options: SyncNowOptions) {
    this.#options = options;
  }

  subscribe = (listener: () => void): (() => void) => this.#state.subscribe(listener);
  current = (): SyncState => this.#state.current();

  syncNow = async (): Promise<void> => {
    if (this.#own !== null) return;
    const own = new AbortController();
    this.#own = own;
    this.#change({ isRunning: true, progress: null, problem: null });
    try {
      await this.#options.onSynced(await this.#options.sync(own.signal));
      this.#change({ isRunning: false, progress: null, finishedAt: this.#options.now() });
    } catch (failure) {
      this.#change({ isRunning: false, progress: null, problem: syncWords(failure) });
    } finally {
      this.#own = null;
    }
  };

  /** How a full read of Airtable goes on, whoever asked for it. */
  hear(event: SyncEvent): void {
    const isOver = event.phase === 'finished' || event.phase === 'failed';
    if (!isOver) this.#change({ isRunning: true, progress: event, problem: null });
    else if (this.#own === null) {
      const finishedAt = event.phase === 'finished' ? this.#options.now() : this.current().finishedAt;
      this.#change({ isRunning: false, progress: null, finishedAt });
    }
  }

  /** Nothing more will be heard of it: the server cannot be reached. */
  lost(): void {
    this.#own?.abort();
    if (this.current().isRunning) this.#change({ isRunning: false, progress: null });
  }

  #change(part: Partial<SyncState>): void {
    this.#state.set({ ...this.current(), ...part });
  }
}

function syncWords(failure: unknown): string {
  if (failure instanceof Refused && failure.status === 429) {
    const seconds = Math.ceil((failure.retryAfterMs ?? 0) / 1000);
    return seconds > 0
      ? `It was synced a moment ago. Try again in ${seconds} s.`
      : 'It was synced a moment ago. Try again later.';
  }
  return `The sync was not finished. ${wordsFor(failure)}`;
}
