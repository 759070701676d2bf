import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCents, toCents } from './money.ts';

describe('an amount in cents', () => {
  it.each([
    [0, 0],
    [12.34, 1234],
    [0.1, 10],
    [1.005, 101],
    [2.675, 268],
    [-1.005, -101],
    [-0.004, 0],
    [0.005, 1],
    [1_000_000_000.01, 100_000_000_001],
    [4.35, 435],
    [1.15, 115],
  ])('of %d is %d', (amount, cents) => {
    expect(toCents(amount) + 0).toBe(cents);
  });

  it('goes back to the amount, whatever the number of cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 13), max: 10 ** 13 }), (cents) => {
        expect(toCents(fromCents(cents)) + 0).toBe(cents + 0);
      }),
    );
  });

  it('is the nearest number of cents to what the digits say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 9999 }), (whole, part) => {
        const digits = String(part).padStart(4, '0');
        const tenThousandths = BigInt(whole) * 10_000n + BigInt(part);
        expect(toCents(Number(`${whole}.${digits}`))).toBe(Number((tenThousandths + 50n) / 100n));
      }),
    );
  });

  it('is never a negative nothing as an amount', () => {
    expect(Object.is(fromCents(toCents(-0.001)), 0)).toBe(true);
  });
});
