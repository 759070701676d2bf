import { makeOrder } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEntry } from '../../test/support/outbox-factory.ts';
import { type Coalesced, coalesceEdit, laidOver } from './coalesce-edit.ts';
import type { FieldValues, OutboxEntry } from './outbox-entry.ts';

const STAMP = { key: 'new-key', now: 7, buildId: 'build' };
const order = makeOrder(1, { status: 'Pending', priority: 'Low', etag: '"e0"' });
const { recordId } = order;

const coalesce = (entries: readonly OutboxEntry[], patch: FieldValues) =>
  coalesceEdit(entries, { order, patch }, STAMP);
const entry = (seq: number, fields: Partial<OutboxEntry>) => makeEntry(seq, { recordId, ...fields });

describe('a new entry', () => {
  test('carries what the person saw, the validator and a key', () => {
    expect(coalesce([], { status: 'Shipped' })).toEqual({
      put: [],
      remove: [],
      add: expect.objectContaining({
        v: 1,
        recordId,
        orderId: order.orderId,
        patch: { status: 'Shipped' },
        base: { status: 'Pending' },
        baseEtag: '"e0"',
        key: 'new-key',
        state: 'waiting',
        attempts: 0,
        createdAt: 7,
        buildId: 'build',
      }),
    });
  });

  test('is not made for what is there already', () => {
    expect(coalesce([], { status: 'Pending' })).toBeNull();
    expect(coalesce([], {})).toBeNull();
    expect(
      coalesce([entry(1, { patch: { status: 'Shipped' }, state: 'sending' })], { status: 'Shipped' }),
    ).toBeNull();
  });

  test('leaves out the fields that are there already', () => {
    expect(coalesce([], { status: 'Pending', priority: 'High' })?.add?.patch).toEqual({ priority: 'High' });
  });

  test('can clear a field', () => {
    expect(coalesce([], { priority: null })?.add).toMatchObject({
      patch: { priority: null },
      base: { priority: 'Low' },
    });
  });
});

describe('joining the last entry', () => {
  const waiting = entry(1, { patch: { status: 'Shipped' }, base: { status: 'Pending' } });

  test('F-17: the last value of a field wins, and what was there first stays the base', () => {
    expect(coalesce([waiting], { status: 'Cancelled', priority: 'High' })).toEqual({
      put: [
        {
          ...waiting,
          patch: { status: 'Cancelled', priority: 'High' },
          base: { status: 'Pending', priority: 'Low' },
        },
      ],
      remove: [],
      add: null,
    });
  });

  test('an entry that is back where it began is gone', () => {
    expect(coalesce([waiting], { status: 'Pending' })).toEqual({ put: [], remove: [1], add: null });
  });

  test('a field that is back where it began drops out of its entry', () => {
    const both = entry(1, {
      patch: { status: 'Shipped', priority: 'High' },
      base: { status: 'Pending', priority: 'Low' },
    });
    expect(coalesce([both], { status: 'Pending' })?.put[0]).toMatchObject({
      patch: { priority: 'High' },
      base: { priority: 'Low' },
    });
  });

  test.each([
    ['is being sent', { state: 'sending' as const }],
    ['was sent once, whatever came of it', { attempts: 1 }],
  ])('nothing joins an entry that %s', (_, fields) => {
    const frozen = { ...waiting, ...fields };
    const result = coalesce([frozen], { status: 'Delivered' });
    expect(result).toMatchObject({
      put: [],
      remove: [],
      add: { patch: { status: 'Delivered' }, base: { status: 'Shipped' } },
    });
  });
});

describe('entries that need a person', () => {
  const theirs = { ...order, status: 'Cancelled', etag: '"e1"' };
  const conflict = entry(1, {
    patch: { status: 'Shipped' },
    base: { status: 'Pending' },
    state: 'conflict',
    server: theirs,
  });

  test('a further value for a field in conflict is the new "mine"', () => {
    expect(coalesce([conflict], { status: 'Delivered' })?.put[0]).toMatchObject({
      state: 'conflict',
      patch: { status: 'Delivered' },
    });
  });

  test.each([
    ['agreeing with theirs', 'Cancelled'],
    ['going back to what was there first', 'Pending'],
  ])('%s ends a conflict', (_, status) => {
    expect(coalesce([conflict], { status })).toEqual({ put: [], remove: [1], add: null });
  });

  test('ending a conflict lets the other field of its entry go out', () => {
    const both = {
      patch: { status: 'Shipped', priority: 'High' },
      base: { status: 'Pending', priority: 'Low' },
    };
    expect(coalesce([{ ...conflict, ...both }], { status: 'Cancelled' })?.put[0]).toMatchObject({
      state: 'waiting',
      key: 'new-key',
      patch: { priority: 'High' },
      base: { priority: 'Low' },
      baseEtag: '"e1"',
    });
  });

  test('a new value for a refused field takes the refused one’s place', () => {
    const refused = entry(1, { patch: { status: 'Lost' }, state: 'rejected', attempts: 1 });
    expect(coalesce([refused], { status: 'Shipped' })).toMatchObject({
      put: [],
      remove: [1],
      add: { patch: { status: 'Shipped' }, base: { status: 'Pending' } },
    });
  });

  test('F-12: an edit of another field waits behind a refused one', () => {
    const refused = entry(1, { patch: { status: 'Lost' }, state: 'rejected', attempts: 1 });
    expect(coalesce([refused], { priority: 'High' })).toMatchObject({
      put: [],
      remove: [],
      add: { patch: { priority: 'High' } },
    });
  });
});

test('whatever the edits, what is seen is the last value of each field, and an unsent queue is one entry at most', () => {
  const patch = fc.record(
    { status: fc.constantFrom('Pending', 'Shipped', null), priority: fc.constantFrom('Low', 'High', null) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(patch, { maxLength: 12 }), (patches) => {
      let rows: OutboxEntry[] = [];
      const expected = { status: order.status, priority: order.priority };
      for (const values of patches) {
        Object.assign(expected, values);
        rows = applyTo(rows, coalesce(rows, values as FieldValues));
        expect(laidOver(order, rows)).toEqual(expected);
      }
      expect(rows.length).toBeLessThanOrEqual(1);
      const isBack = expected.status === order.status && expected.priority === order.priority;
      expect(rows.length).toBe(isBack ? 0 : 1);
    }),
  );
});

function applyTo(rows: readonly OutboxEntry[], change: Coalesced | null): OutboxEntry[] {
  if (change === null) return [...rows];
  const kept = rows.filter(({ seq }) => !change.remove.includes(seq));
  const put = kept.map((row) => change.put.find(({ seq }) => seq === row.seq) ?? row);
  return change.add === null ? put : [...put, { ...change.add, seq: (put.at(-1)?.seq ?? 0) + 1 }];
}
