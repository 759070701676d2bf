import { textCollator } from '@orders/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextSortKeys } from './text-sort-key.ts';

const keyOf = createTextSortKeys();
const code = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((c) => String.fromCharCode(c));
const plainText = fc.string({
  unit: fc.oneof(code(0x20, 0x7e), code(0x30, 0x39), code(0xc0, 0x24f)),
  maxLength: 12,
});

function bySign(left: string, right: string): number {
  return Math.sign(left < right ? -1 : left > right ? 1 : 0);
}

test('two plain texts compare by key as the collator compares them', () => {
  fc.assert(
    fc.property(plainText, plainText, (left, right) => {
      const [leftKey, rightKey] = [keyOf(left), keyOf(right)];
      fc.pre(leftKey !== null && rightKey !== null);
      expect(bySign(leftKey, rightKey)).toBe(Math.sign(textCollator.compare(left, right)));
    }),
    { numRuns: 20_000 },
  );
});

test('numbers in texts compare by value, leading zeros or not', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 40n), fc.bigInt(0n, 10n ** 40n), fc.nat(5), (left, right, zeros) => {
      const [leftKey, rightKey] = [keyOf(`ORD-${left}x`), keyOf(`ord-${'0'.repeat(zeros)}${right}X`)];
      expect(bySign(leftKey ?? '', rightKey ?? '')).toBe(left < right ? -1 : left > right ? 1 : 0);
    }),
  );
});

test('letters with accents and Order IDs have a key', () => {
  expect(['ORD-000123', 'José Ñandú', "O'Neill & Sons (Zürich)"].map((text) => keyOf(text) === null)).toEqual(
    [false, false, false],
  );
});

test('texts that the collator treats in a way of their own have none', () => {
  expect(['Straße', '株式会社', 'e\u0301', '🙂', 'tab\t', '1'.repeat(101)].map(keyOf)).toEqual(
    Array(6).fill(null),
  );
});
