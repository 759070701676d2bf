import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedList } from './sorted-list.ts';

interface Item {
  readonly rank: number;
  readonly id: number;
}

const compare = (left: Item, right: Item) => left.rank - right.rank || left.id - right.id;
const ranks = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 600 });

describe('a sorted list', () => {
  it('is what sorting anew gives, after any changes, few or many', () => {
    const changes = fc.array(fc.record({ add: ranks, removeShare: fc.nat({ max: 100 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(ranks, changes, (initial, steps) => {
        let nextId = 0;
        const make = (rank: number) => ({ rank, id: nextId++ });
        let expected = initial.map(make);
        const list = new SortedList(compare, expected);
        for (const { add, removeShare } of steps) {
          const removed = expected.filter(({ id }) => (id * 37) % 100 < removeShare);
          const added = add.map(make);
          list.replace(removed, added);
          expected = [...expected.filter((item) => !removed.includes(item)), ...added];
          expect(list.items).toEqual([...expected].sort(compare));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds where an item stands or would stand', () => {
    fc.assert(
      fc.property(ranks, fc.integer({ min: -1, max: 10 }), (initial, rank) => {
        const items = initial.map((each) => ({ rank: each, id: 0 }));
        const list = new SortedList((left: Item, right: Item) => left.rank - right.rank, items);
        const probe = { rank, id: 0 };
        expect(list.firstAtOrAfter(probe)).toBe(items.filter((item) => item.rank < rank).length);
        expect(list.firstAfter(probe)).toBe(items.filter((item) => item.rank <= rank).length);
      }),
    );
  });

  it('leaves the list alone that it was made from', () => {
    const items = [3, 1, 2];
    new SortedList((left: number, right: number) => left - right, items).replace([1], [9]);
    expect(items).toEqual([3, 1, 2]);
  });
});
