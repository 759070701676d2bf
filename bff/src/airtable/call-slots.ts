import type { CallClass } from '../application/ports.ts';

export interface CallSlots {
  /** Resolves when a call may be in flight; its place is given back by disposing. @throws the signal's reason */
  acquire(callClass: CallClass, signal?: AbortSignal): Promise<Disposable>;
  /** Calls in flight. */
  inUse(): number;
}

interface Waiter {
  readonly callClass: CallClass;
  readonly start: () => void;
}

const RANK: Record<CallClass, number> = { write: 0, sync: 1, background: 2 };

/**
 * At most `limit` calls at once. Those of a higher class go first, and reads leave one place free, so that a write
 * never waits for slow reads to end.
 */
export function createCallSlots(limit: number): CallSlots {
  const waiters: Waiter[] = [];
  let inUse = 0;

  const isFree = (callClass: CallClass) => inUse < (callClass === 'write' || limit === 1 ? limit : limit - 1);

  function startNext(): void {
    const index = waiters.findIndex((waiter) => isFree(waiter.callClass));
    if (index === -1) return;
    waiters.splice(index, 1)[0]?.start();
    startNext();
  }

  function take(): Disposable {
    inUse += 1;
    let isHeld = true;
    return {
      [Symbol.dispose]() {
        if (!isHeld) return;
        isHeld = false;
        inUse -= 1;
        startNext();
      },
    };
  }

  return {
    inUse: () => inUse,
    async acquire(callClass, signal) {
      signal?.throwIfAborted();
      const hasPrecedence = waiters.every((waiter) => RANK[waiter.callClass] > RANK[callClass]);
      if (hasPrecedence && isFree(callClass)) return take();
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(signal?.reason);
        };
        const waiter: Waiter = {
          callClass,
          start() {
            signal?.removeEventListener('abort', giveUp);
            resolve(take());
          },
        };
        const position = waiters.findIndex((other) => RANK[other.callClass] > RANK[callClass]);
        waiters.splice(position === -1 ? waiters.length : position, 0, waiter);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}
