import type { Clock } from '../../src/application/ports.ts';

interface Sleeper {
  readonly dueAt: number;
  arm(): void;
}

/** The machine's time, which a test can make leap ahead: sleeps that are due by then end at once. */
export class LeapingClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #aheadMs: number;
  #isAwake = false;

  constructor(startMs = Date.now()) {
    this.#aheadMs = startMs - Date.now();
  }

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  leap(ms: number): void {
    this.#aheadMs += ms;
    for (const sleeper of [...this.#sleepers]) sleeper.arm();
  }

  /** From now on sleeps end at once: for putting things away. */
  stopSleeping(): void {
    this.#isAwake = true;
    this.leap(0);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const dueAt = this.now() + ms;
    let timer: NodeJS.Timeout | undefined;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      this.#sleepers.delete(sleeper);
      signal?.removeEventListener('abort', abort);
      settle();
    };
    const abort = () => end(() => reject(signal?.reason));
    const sleeper: Sleeper = {
      dueAt,
      arm: () => {
        clearTimeout(timer);
        const waitMs = this.#isAwake ? 0 : Math.max(0, dueAt - this.now());
        timer = setTimeout(() => end(resolve), waitMs);
        timer.unref();
      },
    };
    this.#sleepers.add(sleeper);
    signal?.addEventListener('abort', abort, { once: true });
    sleeper.arm();
    return promise;
  }
}
