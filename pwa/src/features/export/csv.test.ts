import { harmlessText } from '@orders/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../test/support/parse-csv.ts';
import { csvRecord } from './csv.ts';

/** Text with much of what is dangerous in it. */
const nasty = fc
  .array(
    fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '＝',
      '＋',
      '－',
      '＠',
      '\t',
      '\r',
      '\n',
      '"',
      ',',
      ';',
      ' ',
      "'",
      'a',
      '1',
    ),
  )
  .map((parts) => parts.join(''));
const text = fc.oneof(nasty, fc.string({ unit: 'binary' }));
const cell = fc.oneof(text, fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }));
const record = fc.array(cell, { minLength: 2, maxLength: 5 });

test('what was written is read back: numbers as they are, texts harmless and else unchanged', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 4 }), (records) => {
      const expected = records.map((cells) =>
        cells.map((value) => (typeof value === 'string' ? harmlessText(value) : String(value ?? ''))),
      );
      expect(parseCsv(records.map(csvRecord).join(''))).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test.each([',', ';', '\t'])(
  'no text begins like a formula for a program that separates by %j',
  (separator) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 4 }), (records) => {
        const cells = parseCsv(records.map((pair) => csvRecord(['x', ...pair])).join(''), separator).flat();
        const isDangerous = separator === ',' ? /^[=+\-@＝＋－＠\t\r]/ : /^[=+\-@＝＋－＠]/;
        expect(cells.filter((value) => isDangerous.test(value))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  },
);

test('nothing is taken from a text, and only apostrophes are added', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(harmlessText(value).replaceAll("'", '')).toBe(value.replaceAll("'", ''));
    }),
  );
});

describe('a text', () => {
  test.each([
    ['=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t'=1"],
    ['\rx', "'\rx"],
    ['  =1', "'  =1"],
    ['＝1', "'＝1"],
    ['a;=1', "a;'=1"],
    ['Smith-Jones + Co. = 5@6', 'Smith-Jones + Co. = 5@6'],
    ['a; - b', 'a; - b'],
    ['', ''],
  ])('%j is written as %j', (value, expected) => {
    expect(harmlessText(value)).toBe(expected);
  });
});

test('a record ends with CR LF and quotes only what has to be', () => {
  expect(csvRecord(['ORD-1', 'A, "B"', -5.5, null, 'x\ny', ' z'])).toBe(
    'ORD-1,"A, ""B""",-5.5,,"x\ny"," z"\r\n',
  );
});
