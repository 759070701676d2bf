import type { Clock } from './clock.ts';
import type { CrossTab } from './cross-tab.ts';

/** How windows that wait for one another find out whether the other one still runs. */
export interface SignsOfLife {
  /** Asks whoever holds a lock; `false` = no window answered in time, as a frozen one cannot. */
  ask(lock: string): Promise<boolean>;
  /** Answers for a lock for as long as this window holds it; returns how to stop. */
  answerFor(lock: string): () => void;
}

/** A page that keeps its browser busy for longer than this keeps its person waiting too. */
const ANSWER_MS = 1_000;

/** Signs of life over the line to the other windows. Their messages arrive in hidden windows too, where timers rest. */
export function createSignsOfLife(
  crossTab: Pick<CrossTab, 'post' | 'listen'>,
  clock: Pick<Clock, 'after'>,
): SignsOfLife {
  return {
    ask(lock) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const callOffHearing = crossTab.listen((message) => {
        if (message.kind === 'alive' && message.lock === lock) resolve(true);
      });
      const callOffTimer = clock.after(ANSWER_MS, () => resolve(false));
      crossTab.post({ kind: 'alive?', lock });
      return promise.finally(() => {
        callOffHearing();
        callOffTimer();
      });
    },
    answerFor: (lock) =>
      crossTab.listen((message) => {
        if (message.kind === 'alive?' && message.lock === lock) crossTab.post({ kind: 'alive', lock });
      }),
  };
}
