import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, searchText } from './text-search.ts';

describe('folded text', () => {
  it.each([
    ['Zürich', 'zurich'],
    ['ZU\u0308RICH', 'zurich'],
    ['École', 'ecole'],
    ['İstanbul', 'istanbul'],
    ['Ångström', 'angstrom'],
    ['Straße', 'straße'],
    ['مَكتبة', 'مكتبة'],
    ['Việt', 'viet'],
    ['😀 OK', '😀 ok'],
    ['', ''],
  ])('of %s is %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('is the same for composed and decomposed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')));
      }),
    );
  });

  it('cannot be folded further', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });
});

describe('what is searched of an order', () => {
  it('is its Order ID and its customer, apart', () => {
    expect(searchText({ orderId: 'ORD-1', customer: 'Åse' })).toBe('ord-1\nase');
    expect(searchText({ orderId: null, customer: null })).toBe('\n');
  });
});
