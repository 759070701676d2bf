import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID_CHARACTERS, rankOfRecordId } from './id-rank.ts';
import { cutRankWindows } from './rank-windows.ts';

/** Ids that differ in their last two characters only, by a rule that reaches all of them. */
const idsFor = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const place = (index * 1_009) % 3_844;
    return `rec000000000000${ID_CHARACTERS[Math.floor(place / 62)]}${ID_CHARACTERS[place % 62]}`;
  });

const isIn = (id: string, { after, upTo }: { after: number | null; upTo: number | null }) =>
  rankOfRecordId(id) > (after ?? 0) && rankOfRecordId(id) <= (upTo ?? Number.POSITIVE_INFINITY);

describe('cutRankWindows', () => {
  it('cuts windows of about the same number of pages, each of them nearly full', () => {
    for (const count of [1_000, 5_000, 12_345, 50_000, 100_000]) {
      const ids = idsFor(count);
      const sizes = cutRankWindows({ ids }).map((window) => ids.filter((id) => isIn(id, window)).length);
      const pages = sizes.map((size) => Math.ceil(size / 100));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
      expect(Math.max(...pages) - Math.min(...pages)).toBeLessThanOrEqual(1);
      expect(pages.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(Math.ceil((count * 1.02) / 100));
    }
  });

  it('cuts evenly when it knows no more than how many there are', () => {
    const ids = idsFor(3_844);
    const sizes = cutRankWindows({ count: 6_000 }).map(
      (window) => ids.filter((id) => isIn(id, window)).length,
    );
    expect(sizes).toHaveLength(6);
    for (const size of sizes) expect(size / (3_844 / 6)).toBeCloseTo(1, 0);
  });

  it('leaves small tables whole', () => {
    expect(cutRankWindows({ ids: idsFor(800) })).toEqual([]);
    expect(cutRankWindows({ count: 0 })).toEqual([]);
  });

  it('makes windows that follow one another without end on either side, whatever the ids are', () => {
    const ending = fc.string({ unit: fc.constantFrom('0', '1', 'z'), minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(ending, { minLength: 1_000, maxLength: 1_200 }), (endings) => {
        const windows = cutRankWindows({ ids: endings.map((end) => `rec000000000000${end}`) });
        expect(windows.at(0)?.after).toBeNull();
        expect(windows.at(-1)?.upTo).toBeNull();
        for (const [index, { upTo }] of windows.slice(0, -1).entries()) {
          expect(windows[index + 1]?.after).toBe(upTo);
        }
        const limits = windows.slice(1).map(({ after }) => after ?? 0);
        expect(limits).toEqual([...new Set(limits)].sort((one, other) => one - other));
      }),
      { numRuns: 50 },
    );
  });
});
