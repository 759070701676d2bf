import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_TIMES, takeFromWindow } from './sliding-window.ts';

const START = 1_800_000_000_000;

describe('sliding window', () => {
  test('lets in exactly so many, and one more when the first has left', () => {
    const times: number[] = [];
    const limit = { count: 3, windowMs: 1000 };
    const take = (afterMs: number) => takeFromWindow(times, START + afterMs, limit);
    expect(take(0)).toEqual({ isAllowed: true, remaining: 2, resetMs: 1000 });
    expect(take(100)).toEqual({ isAllowed: true, remaining: 1, resetMs: 900 });
    expect(take(300)).toEqual({ isAllowed: true, remaining: 0, resetMs: 700 });
    expect(take(999)).toEqual({ isAllowed: false, remaining: 0, resetMs: 1 });
    expect(take(1000)).toEqual({ isAllowed: true, remaining: 0, resetMs: 100 });
  });

  test('a limit that was lowered meanwhile tells the time until there is room under it', () => {
    const times = [START, 1, START + 100, 1, START + 200, 1];
    const decision = takeFromWindow(times, START + 300, { count: 1, windowMs: 1000 });
    expect(decision).toEqual({ isAllowed: false, remaining: 0, resetMs: 900 });
  });

  test('requests that share a time leave together with the last of them', () => {
    const times: number[] = [];
    const limit = { count: 256, windowMs: 1000 };
    takeFromWindow(times, START, limit);
    for (let index = 0; index < 255; index++) takeFromWindow(times, START + 900, limit);
    expect(takeFromWindow(times, START + 1000, limit)).toMatchObject({ isAllowed: false, resetMs: 900 });
  });

  test('a clock put back lets nobody in twice', () => {
    const times: number[] = [];
    const limit = { count: 1, windowMs: 1000 };
    takeFromWindow(times, START, limit);
    expect(takeFromWindow(times, START - 3_600_000, limit)).toMatchObject({
      isAllowed: false,
      resetMs: 1000,
    });
  });

  const load = {
    limit: fc.record({
      count: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 100, max: 400 })),
      windowMs: fc.constantFrom(1000, 60_000),
    }),
    gaps: fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(0) },
        { weight: 10, arbitrary: fc.nat(20) },
        { weight: 1, arbitrary: fc.nat(2000) },
      ),
      { minLength: 1, maxLength: 1200, size: 'max' },
    ),
  };

  test('never counts more than the limit in any window, and keeps few times', () => {
    fc.assert(
      fc.property(load.limit, load.gaps, (limit, gaps) => {
        const times: number[] = [];
        const counted: number[] = [];
        let now = START;
        for (const gap of gaps) {
          now += gap;
          if (takeFromWindow(times, now, limit).isAllowed) counted.push(now);
          expect(times.length).toBeLessThanOrEqual(2 * MAX_TIMES);
        }
        for (const [index, at] of counted.entries()) {
          const sameWindow = counted.slice(index).filter((other) => other < at + limit.windowMs);
          expect(sameWindow.length).toBeLessThanOrEqual(limit.count);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('whoever waits exactly as long as told is let in', () => {
    fc.assert(
      fc.property(load.limit, load.gaps, (limit, gaps) => {
        const times: number[] = [];
        let now = START;
        for (const gap of gaps) {
          now += gap;
          const { isAllowed, resetMs } = takeFromWindow(times, now, limit);
          if (isAllowed) continue;
          expect(takeFromWindow([...times], now + resetMs - 1, limit).isAllowed).toBe(false);
          now += resetMs;
          expect(takeFromWindow(times, now, limit).isAllowed).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a burst up to the limit always passes after a window of silence', () => {
    fc.assert(
      fc.property(load.limit, load.gaps, (limit, gaps) => {
        const times: number[] = [];
        let now = START;
        for (const gap of gaps) {
          now += gap;
          takeFromWindow(times, now, limit);
        }
        now += limit.windowMs;
        for (let index = 0; index < limit.count; index++) {
          expect(takeFromWindow(times, now, limit).isAllowed).toBe(true);
        }
        expect(takeFromWindow(times, now, limit).isAllowed).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});
