import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Gcra, slotSpacingMs } from './gcra.ts';

/** The most calls that arrive within any second (its end left out). */
function mostInAnySecond(arrivals: readonly number[]): number {
  const sorted = [...arrivals].sort((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((start, index) => sorted.slice(index).filter((at) => at < start + 1000).length),
  );
}

const calls = fc.array(
  fc.record({ thinkMs: fc.double({ min: 0, max: 700, noNaN: true }), delay: fc.nat(110) }),
  { maxLength: 40, size: 'max' },
);

/** When the calls of a caller arrive that thinks before each, waits for a slot and has a slow network. */
function arrivals(gcra: Gcra, made: readonly { thinkMs: number; delay: number }[]): number[] {
  let now = 1_800_000_000_000;
  return made.map(({ thinkMs, delay }) => {
    now += thinkMs;
    for (let wait = gcra.take(now); wait > 0; wait = gcra.take(now)) now += wait;
    return now + delay;
  });
}

describe('gcra', () => {
  test('at five a second a slot comes every 222 ms', () => {
    expect(slotSpacingMs(5)).toBeCloseTo(222.2, 1);
    expect(slotSpacingMs(0.5)).toBeCloseTo(2222.2, 1);
    expect(slotSpacingMs(2.9)).toBe(slotSpacingMs(2));
  });

  test('never more than the limit arrives in any second, whatever the network delays up to 110 ms', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), calls, (limit, made) => {
        expect(mostInAnySecond(arrivals(new Gcra(slotSpacingMs(limit)), made))).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('replicas that know nothing of one another stay within the limit together', () => {
    fc.assert(
      fc.property(fc.array(calls, { minLength: 1, maxLength: 5 }), (replicas) => {
        const together = replicas.flatMap((made) =>
          arrivals(new Gcra(slotSpacingMs(5, replicas.length)), made),
        );
        expect(mostInAnySecond(together)).toBeLessThanOrEqual(5);
      }),
    );
  });

  test('gives every slot away while somebody waits', () => {
    const gcra = new Gcra(slotSpacingMs(5));
    let now = 0;
    let taken = 0;
    while (now < 60_000) {
      const wait = gcra.take(now);
      if (wait === 0) taken++;
      now += wait;
    }
    expect(taken).toBeGreaterThanOrEqual(270);
  });

  test('held back, it has no slot before then', () => {
    const gcra = new Gcra(200);
    gcra.holdBack(0, 1111);
    expect(gcra.take(1000)).toBe(111);
    expect(gcra.take(1111)).toBe(0);
    gcra.holdBack(1200, 50);
    expect(gcra.take(1200)).toBe(111);
  });

  test('a clock put back by an hour costs one slot, not an hour', () => {
    const gcra = new Gcra(200);
    const now = 10_000_000;
    expect(gcra.take(now)).toBe(0);
    expect(gcra.take(now - 3_600_000)).toBe(200);
    expect(gcra.take(now - 3_600_000 + 200)).toBe(0);
  });
});
