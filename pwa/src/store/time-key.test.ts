import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeKey } from './time-key.ts';

test('times compare by key as by text', () => {
  const time = fc
    .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((d) => d.toISOString());
  fc.assert(
    fc.property(time, time, (left, right) => {
      const [leftKey, rightKey] = [timeKey(left) ?? Number.NaN, timeKey(right) ?? Number.NaN];
      expect(Math.sign(leftKey - rightKey)).toBe(left < right ? -1 : left > right ? 1 : 0);
      expect(Number.isSafeInteger(leftKey)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('times of another form have no key', () => {
  expect(
    ['2026-11-01T10:00:00Z', '2026-11-01T10:00:00.0000', '2026-11-01 10:00:00.000Z', ''].map(timeKey),
  ).toEqual([null, null, null, null]);
});
