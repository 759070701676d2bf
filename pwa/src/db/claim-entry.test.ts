import { describe, expect, test } from 'vitest';
import { makeEntry } from '../../test/support/outbox-factory.ts';
import { type ClaimRules, chooseEntries, LONGEST_PAUSE_MS } from './claim-entry.ts';
import type { OutboxEntry } from './outbox-entry.ts';

const NOW = 1_000_000;
const NO_PAUSES = { hold: 0, pause: 0 };
const choose = (
  entries: readonly OutboxEntry[],
  rules: Partial<ClaimRules> = {},
  hold = 0,
  blocked: string[] = [],
) => {
  const all = { now: NOW, isHurried: false, except: new Set<number>(), limit: 1, ...rules };
  const { entries: chosen, nextAt } = chooseEntries(entries, blocked, { ...NO_PAUSES, hold }, all);
  return { entry: chosen[0] ?? null, nextAt };
};
const order = (recordId: string, seq: number, fields: Partial<OutboxEntry> = {}) =>
  makeEntry(seq, { recordId, ...fields });

describe('whose turn it is', () => {
  test('the oldest entry goes first, and is marked as sending', () => {
    expect(choose([order('a', 1), order('b', 2)]).entry).toEqual({
      ...order('a', 1),
      state: 'sending',
      sentAt: NOW,
    });
  });

  test('F-05: an entry that failed keeps its place before later ones of its order', () => {
    const failed = order('a', 1, { attempts: 3, nextAt: NOW + 5_000 });
    expect(choose([failed, order('a', 2)])).toEqual({ entry: null, nextAt: NOW + 5_000 });
    expect(choose([failed, order('a', 2), order('b', 3)]).entry?.seq).toBe(3);
    expect(choose([failed, order('a', 2)], { now: NOW + 5_000 }).entry?.seq).toBe(1);
  });

  test('F-06: the device’s clock has no say in it', () => {
    const entries = [order('a', 1, { createdAt: NOW + 3_600_000 }), order('a', 2, { createdAt: NOW })];
    expect(choose(entries).entry?.seq).toBe(1);
  });

  test.each(['conflict', 'rejected', 'sending'] as const)(
    'F-12: a %s entry holds back its own order only',
    (state) => {
      expect(choose([order('a', 1, { state }), order('a', 2), order('b', 3)]).entry?.seq).toBe(3);
      expect(choose([order('a', 1, { state }), order('a', 2)])).toEqual({ entry: null, nextAt: null });
    },
  );

  test('entries behind one that a newer build wrote wait for that build', () => {
    expect(choose([order('a', 1), order('b', 2)], {}, 0, ['a']).entry?.seq).toBe(2);
  });

  test('an entry that this round has tried is not tried again in it', () => {
    expect(choose([order('a', 1)], { except: new Set([1]) })).toEqual({ entry: null, nextAt: NOW });
  });
});

describe('many orders', () => {
  const many = ['a', 'b', 'a', 'c', 'd', 'e'].map((recordId, index) => order(recordId, index + 1));
  const seqs = (limit: number, entries = many) =>
    chooseEntries(entries, [], NO_PAUSES, {
      ...{ now: NOW, isHurried: false, except: new Set<number>(), limit },
    }).entries.map(({ seq }) => seq);

  test('go together, oldest first and each order once', () => {
    expect(seqs(50)).toEqual([1, 2, 4, 5, 6]);
    expect(seqs(4)).toEqual([1, 2, 4, 5]);
  });

  test('of which there are only a few go one by one', () => {
    expect(seqs(50, many.slice(0, 4))).toEqual([1]);
    expect(seqs(1)).toEqual([1]);
  });
});

describe('waiting', () => {
  test('hurrying passes over the back-off, not over what the server asked for', () => {
    const waiting = order('a', 1, { nextAt: NOW + 60_000 });
    expect(choose([waiting], { isHurried: true }).entry?.seq).toBe(1);
    const told = { ...waiting, notBefore: NOW + 30_000 };
    expect(choose([told], { isHurried: true })).toEqual({ entry: null, nextAt: NOW + 60_000 });
    expect(choose([told], { isHurried: true, now: NOW + 30_000 }).entry?.seq).toBe(1);
  });

  test('this device’s own pause is passed over in a hurry, and kept to else', () => {
    const rules = { now: NOW, except: new Set<number>(), limit: 1 };
    const pauses = { hold: 0, pause: NOW + 60_000 };
    const waiting = [order('a', 1)];
    expect(chooseEntries(waiting, [], pauses, { ...rules, isHurried: true }).entries).toHaveLength(1);
    expect(chooseEntries(waiting, [], pauses, { ...rules, isHurried: false })).toEqual({
      entries: [],
      nextAt: NOW + 60_000,
    });
  });

  test('nothing goes out while the server wants to be left alone', () => {
    expect(choose([order('a', 1)], { isHurried: true }, NOW + 9_000)).toEqual({
      entry: null,
      nextAt: NOW + 9_000,
    });
  });

  test('F-03: entries do not get too old', () => {
    expect(choose([order('a', 1, { createdAt: 0 })], { now: NOW + 400 * 86_400_000 }).entry?.seq).toBe(1);
  });

  test('a clock set back by a day holds nothing up', () => {
    const farOff = NOW + 86_400_000;
    expect(choose([order('a', 1, { nextAt: farOff, notBefore: farOff })], {}, farOff).entry?.seq).toBe(1);
    expect(choose([order('a', 1, { nextAt: NOW + LONGEST_PAUSE_MS })]).entry).toBeNull();
  });
});
