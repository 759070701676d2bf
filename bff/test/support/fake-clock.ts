import type { Clock } from '../../src/application/ports.ts';

interface Sleeper {
  readonly dueAt: number;
  wake(): void;
}

export interface FakeClockOptions {
  /** Epoch milliseconds to begin with. */
  readonly startMs?: number;
  /**
   * Lets everything happen that the last step set off; by default one turn of the event loop, in which all promise
   * reactions run. A test with a real server behind the clock waits here until the server has answered.
   */
  readonly settle?: () => Promise<void>;
}

/** Time that moves only when told to. Sleeps end in the order in which they are due. */
export class FakeClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  readonly #settle: () => Promise<void>;
  #now: number;

  constructor({ startMs = Date.UTC(2026, 10, 2, 9), settle = nextTurn }: FakeClockOptions = {}) {
    this.#now = startMs;
    this.#settle = settle;
  }

  now(): number {
    return this.#now;
  }

  /** How many sleeps have not ended. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        end();
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        dueAt: this.#now + ms,
        wake: () => {
          end();
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Moves time on, ending one sleep after the other and letting each one's consequences happen first. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.#settle();
    for (let next = this.#nextDue(until); next !== undefined; next = this.#nextDue(until)) {
      this.#now = Math.max(this.#now, next.dueAt);
      next.wake();
      await this.#settle();
    }
    this.#now = until;
    await this.#settle();
  }

  /** Sets the time without ending any sleep, as when a machine's clock is put right or its process was stopped. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #nextDue(until: number): Sleeper | undefined {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (sleeper.dueAt <= until && (next === undefined || sleeper.dueAt < next.dueAt)) next = sleeper;
    }
    return next;
  }
}

/** Resolves when every promise reaction that is due by now has run. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
