import { foldText } from '@orders/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMatches } from './find-matches.ts';

const marked = (text: string, search: string) =>
  findMatches(text, foldText(search)).map(({ start, end }) => text.slice(start, end));

test.each([
  ['ORD-000120', '00', ['00']],
  ['ORD-000120', 'ord', ['ORD']],
  ['Café Zoë', 'cafe z', ['Café Z']],
  ['Cafe\u0301 Zoe\u0308', 'cafe', ['Cafe\u0301']],
  ['aaaa', 'aa', ['aa', 'aa']],
  ['🌻 Sunflower 🌻', '🌻', ['🌻', '🌻']],
  ['İstanbul', 'istanbul', ['İstanbul']],
  ['Acme', '', []],
  ['Acme', 'b', []],
])('in %s the search for "%s" marks %o', (text, search, expected) => {
  expect(marked(text, search)).toEqual(expected);
});

test('what is marked is what was searched for', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'É', 'e\u0301', 'ß', '🌻', 'İ', ' ', '株'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, text, (whole, search) => {
      for (const part of marked(whole, search)) expect(foldText(part)).toContain(foldText(search));
      const isFound = foldText(search) !== '' && foldText(whole).includes(foldText(search));
      expect(marked(whole, search).length > 0).toBe(isFound);
    }),
  );
});
