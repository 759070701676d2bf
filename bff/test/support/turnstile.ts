import { Failure } from '../../src/domain/failures.ts';

/** Before the work is done, or after it with only the answer outstanding. */
export type Moment = 'before' | 'after';

/** Lets a test decide when calls go on, instead of waiting for time to pass. */
export interface Turnstile<Method extends string> {
  /**
   * From now on calls stop: of one method or of all, before their work or after it. A call held `after` has seen or
   * changed the data already, so that a test can make its answer an old one.
   */
  hold(method?: Method, moment?: Moment): void;
  /** Lets the call go on that has waited longest. */
  releaseNext(): void;
  /** Lets all go on and holds nothing any more. */
  releaseAll(): void;
  waiting(): number;
  /** Resolves as soon as so many calls wait. */
  untilWaiting(count: number): Promise<void>;
  /** Where a call stops if it is held. */
  pass(method: Method, moment: Moment, signal?: AbortSignal): Promise<void>;
}

export function createTurnstile<Method extends string>(): Turnstile<Method> {
  const holds: { method: Method | undefined; moment: Moment }[] = [];
  const queue: (() => void)[] = [];
  const watchers: { count: number; resolve: () => void }[] = [];

  function notify(): void {
    for (const watcher of [...watchers]) {
      if (queue.length < watcher.count) continue;
      watchers.splice(watchers.indexOf(watcher), 1);
      watcher.resolve();
    }
  }

  return {
    hold: (method, moment = 'after') => void holds.push({ method, moment }),
    releaseNext: () => queue.shift()?.(),
    releaseAll() {
      holds.length = 0;
      for (const release of queue.splice(0)) release();
    },
    waiting: () => queue.length,
    untilWaiting: (count) =>
      new Promise((resolve) => {
        watchers.push({ count, resolve });
        notify();
      }),
    pass(method, moment, signal) {
      const isHeld = holds.some((hold) => (hold.method ?? method) === method && hold.moment === moment);
      if (!isHeld) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const release = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          queue.splice(queue.indexOf(release), 1);
          reject(
            signal?.reason instanceof Failure
              ? signal.reason
              : new Failure('source-timeout', 'The call was given up.', { cause: signal?.reason }),
          );
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        queue.push(release);
        notify();
      });
    },
  };
}
