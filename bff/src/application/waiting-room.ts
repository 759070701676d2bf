import type { Clock } from './ports.ts';

/** Callers that wait for a condition which somebody else's `wake` may have made true. */
export class WaitingRoom {
  readonly #waiting = new Set<() => void>();

  wake(): void {
    for (const check of [...this.#waiting]) check();
  }

  /** `true` as soon as the condition holds, `false` when `ms` went by without. */
  async until(isMet: () => boolean, ms: number, clock: Clock): Promise<boolean> {
    if (isMet()) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const leave = new AbortController();
    const check = () => {
      if (isMet()) resolve(true);
    };
    this.#waiting.add(check);
    clock.sleep(ms, leave.signal).then(
      () => resolve(false),
      () => {},
    );
    try {
      return await promise;
    } finally {
      this.#waiting.delete(check);
      leave.abort();
    }
  }
}
