import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { ChangeHistory } from './change-history.ts';
import { OrderRow } from './order-row.ts';

const row = (number: number, seq: number) => new OrderRow(makeOrder(number), seq);
const stone = (number: number, seq: number) => ({ recordId: recordIdOf(number), seq });
const from = (seq: number, recordId: string | null = null) => ({ seq, recordId });
const idsAfter = (history: ChangeHistory, seq: number, limit = 100) =>
  history.after(from(seq), limit).entries.map(({ recordId }) => recordId);

describe('the history', () => {
  it('tells changes and removals in the order in which they happened', () => {
    const history = new ChangeHistory(10);
    history.replace([], [row(1, 1), row(2, 1)], []);
    history.replace([], [row(3, 2)], []);
    const gone = history.after(from(1), 1).entries[0] as OrderRow;
    history.replace([gone], [], [stone(3, 3)]);
    history.replace([], [row(4, 4)], []);
    expect(idsAfter(history, 0)).toEqual([1, 2, 3, 4].map(recordIdOf));
    expect(idsAfter(history, 1)).toEqual([3, 4].map(recordIdOf));
    expect(idsAfter(history, 4)).toEqual([]);
  });

  it('tells the newest change of a record only', () => {
    const history = new ChangeHistory(10);
    const first = row(1, 1);
    history.replace([], [first, row(2, 1)], []);
    history.replace([first], [row(1, 2)], []);
    expect(idsAfter(history, 0)).toEqual([2, 1].map(recordIdOf));
  });

  it('goes on in the middle of a commit', () => {
    const history = new ChangeHistory(10);
    history.replace([], [row(1, 1), row(2, 1), row(3, 1)], []);
    const page = history.after(from(0), 2);
    expect(page.more).toBe(true);
    const last = page.entries.at(-1);
    const rest = history.after(from(last?.seq ?? 0, last?.recordId ?? null), 2);
    expect(rest).toMatchObject({ entries: [{ recordId: recordIdOf(3) }], more: false });
  });

  it('has no more when the page is just full', () => {
    const history = new ChangeHistory(10);
    history.replace([], [row(1, 1), row(2, 1)], [stone(9, 1)]);
    expect(history.after(from(0), 3).more).toBe(false);
  });

  it('forgets that a record is gone when it comes back', () => {
    const history = new ChangeHistory(10);
    history.replace([], [], [stone(1, 1)]);
    expect(history.removedAfter(recordIdOf(1), 0)).toBe(true);
    expect(history.removedAfter(recordIdOf(1), 1)).toBe(false);
    history.replace([], [row(1, 2)], []);
    expect(history.removedAfter(recordIdOf(1), 0)).toBe(false);
    expect(history.tombstones).toEqual([]);
  });

  it('forgets the oldest removals, and knows since when it has', () => {
    const history = new ChangeHistory(3);
    for (let seq = 1; seq <= 5; seq++) history.replace([], [], [stone(seq, seq)]);
    expect(history.tombstones.map(({ seq }) => seq)).toEqual([3, 4, 5]);
    expect(history.floor).toBe(2);
    expect(history.removedAfter(recordIdOf(1), 0)).toBe(false);
  });

  it('buries a record that is removed twice once', () => {
    const history = new ChangeHistory(3);
    history.replace([], [], [stone(1, 1)]);
    history.replace([], [], [stone(1, 4)]);
    expect(history.tombstones).toEqual([stone(1, 4)]);
  });
});
