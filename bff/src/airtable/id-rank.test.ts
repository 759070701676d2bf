import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END_OF_RANKS, estimateRecordCount, FIRST_RANK, ID_CHARACTERS, rankOfRecordId } from './id-rank.ts';

const recordId = fc
  .string({ unit: fc.constantFrom(...ID_CHARACTERS), minLength: 14, maxLength: 14 })
  .map((text) => `rec${text}`);

/** Ids that are spread evenly over all there are, in order. */
function evenIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const fraction = (index + 1) / count - 1e-9;
    const places = [1, 2, 3, 4, 5].map((place) => Math.floor((fraction * 62 ** place) % 62));
    return `rec${places.map((place) => ID_CHARACTERS[place]).join('')}000000000`;
  });
}

describe('rankOfRecordId', () => {
  it('is within the ranks for every id', () => {
    fc.assert(
      fc.property(recordId, (id) => {
        expect(rankOfRecordId(id)).toBeGreaterThanOrEqual(FIRST_RANK);
        expect(rankOfRecordId(id)).toBeLessThan(END_OF_RANKS);
      }),
    );
    expect(rankOfRecordId('rec00000000000000')).toBe(FIRST_RANK);
    expect(rankOfRecordId('reczzzzzzzzzzzzzz')).toBe(END_OF_RANKS - 1);
  });

  it('grows with the last two characters', () => {
    expect(rankOfRecordId('rec00000000000010')).toBe(FIRST_RANK + 62);
    expect(rankOfRecordId('rec0000000000001A')).toBe(FIRST_RANK + 72);
  });
});

describe('estimateRecordCount', () => {
  it.each([100, 250, 5_000, 100_000])('tells the size of a table of %d by its first page', (count) => {
    const estimate = estimateRecordCount(evenIds(count).slice(0, 100)) ?? 0;
    expect(estimate / count).toBeCloseTo(1, 2);
  });

  it('tells nothing from less than a page', () => {
    expect(estimateRecordCount(evenIds(5_000).slice(0, 99))).toBeNull();
  });

  it('tells nothing from ids in another order', () => {
    const [first = '', second = '', ...others] = evenIds(5_000).slice(0, 100);
    expect(estimateRecordCount([second, first, ...others])).toBeNull();
    expect(estimateRecordCount([first, first, ...others])).toBeNull();
  });

  it('tells nothing from ids that are counted and not random', () => {
    const counted = Array.from({ length: 100 }, (_, index) => `rec${String(index).padStart(14, '0')}`);
    expect(estimateRecordCount(counted)).toBeNull();
  });
});
