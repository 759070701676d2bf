import type { Clock } from '../../src/sync/clock.ts';

/** A clock that moves when told to. */
export interface HandClock extends Clock {
  /** Lets time pass; what is due runs, in turn. */
  advance(ms: number): void;
  /** Sets the time without anything running, as a person does who corrects a clock. */
  jump(ms: number): void;
  /** How long until the next thing is due; `null` = nothing is. */
  nextInMs(): number | null;
}

export function createHandClock(start = Date.UTC(2026, 10, 20, 12)): HandClock {
  let now = start;
  const timers = new Set<{ left: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run) {
      const timer = { left: ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      now += ms;
      for (const timer of timers) timer.left -= ms;
      const due = [...timers]
        .filter(({ left }) => left <= 0)
        .sort((first, second) => first.left - second.left);
      for (const timer of due) if (timers.delete(timer)) timer.run();
    },
    jump(ms) {
      now += ms;
    },
    nextInMs: () =>
      timers.size === 0 ? null : Math.max(0, Math.min(...[...timers].map(({ left }) => left))),
  };
}
