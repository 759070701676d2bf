import { makeOrder } from '@orders/contract/testing';
import { describe, expect, test } from 'vitest';
import { makeEntry } from '../../test/support/outbox-factory.ts';
import { keepMine, takeTheirs } from './decide-conflict.ts';
import { afterAcknowledged, afterRemoved } from './later-entries.ts';
import { conflictingFields, mergeEdit } from './merge-edit.ts';
import type { FieldValues } from './outbox-entry.ts';

const theirs = (fields: FieldValues) =>
  makeOrder(1, { status: 'Pending', priority: 'Low', ...fields, etag: '"theirs"' });
const edit = (patch: FieldValues, base: FieldValues) => makeEntry(1, { patch, base, attempts: 2 });

describe('base, mine and theirs', () => {
  test.each<[string, FieldValues, FieldValues, FieldValues, string]>([
    [
      'another field was changed',
      { status: 'Shipped' },
      { status: 'Pending' },
      { priority: 'High' },
      'rebased',
    ],
    ['nothing was changed', { status: 'Shipped' }, { status: 'Pending' }, {}, 'rebased'],
    [
      'the same field to the same value',
      { status: 'Shipped' },
      { status: 'Pending' },
      { status: 'Shipped' },
      'applied',
    ],
    [
      'the same field to another value',
      { status: 'Shipped' },
      { status: 'Pending' },
      { status: 'Cancelled' },
      'conflict',
    ],
    ['the field was cleared', { status: 'Shipped' }, { status: 'Pending' }, { status: null }, 'conflict'],
    [
      'mine clears what theirs changed',
      { status: null },
      { status: 'Pending' },
      { status: 'Cancelled' },
      'conflict',
    ],
    ['both cleared it', { status: null }, { status: 'Pending' }, { status: null }, 'applied'],
    [
      'one field agrees, one is untouched',
      { status: 'Shipped', priority: 'High' },
      { status: 'Pending', priority: 'Low' },
      { status: 'Shipped' },
      'rebased',
    ],
    [
      'one field agrees, one conflicts',
      { status: 'Shipped', priority: 'High' },
      { status: 'Pending', priority: 'Low' },
      { status: 'Shipped', priority: 'Medium' },
      'conflict',
    ],
    [
      'both fields agree',
      { status: 'Shipped', priority: 'High' },
      { status: 'Pending', priority: 'Low' },
      { status: 'Shipped', priority: 'High' },
      'applied',
    ],
  ])('%s: %s', (_, patch, base, changed, kind) => {
    expect(mergeEdit(edit(patch, base), theirs(changed)).kind).toBe(kind);
  });

  test('a rebased edit holds only what is missing, over what is there now', () => {
    const merge = mergeEdit(
      edit({ status: 'Shipped', priority: 'High' }, { status: 'Pending', priority: 'Low' }),
      theirs({ status: 'Shipped' }),
    );
    expect(merge).toEqual({ kind: 'rebased', patch: { priority: 'High' }, base: { priority: 'Low' } });
  });
});

describe('a person decides', () => {
  const entry = edit({ status: 'Shipped', priority: 'High' }, { status: 'Pending', priority: 'Low' });
  const changed = theirs({ status: 'Cancelled' });

  test('only the field that both set is in conflict', () => {
    expect(conflictingFields(entry, changed)).toEqual(['status']);
  });

  test('keeping mine sends all of it over theirs, under a new key', () => {
    expect(keepMine(entry, changed, 'new')).toMatchObject({
      state: 'waiting',
      attempts: 0,
      key: 'new',
      baseEtag: '"theirs"',
      patch: { status: 'Shipped', priority: 'High' },
      base: { status: 'Cancelled', priority: 'Low' },
      server: null,
    });
  });

  test('taking theirs lets the field that nobody else touched go out', () => {
    expect(takeTheirs(entry, changed, 'new')).toMatchObject({
      patch: { priority: 'High' },
      base: { priority: 'Low' },
    });
  });

  test('nothing is left of an edit whose only field is given up', () => {
    expect(takeTheirs(edit({ status: 'Shipped' }, { status: 'Pending' }), changed, 'new')).toBeNull();
  });
});

describe('entries that wait behind another one', () => {
  const acked = theirs({ status: 'Shipped' });

  test('go on from the answer, because they were made on top of it', () => {
    const later = makeEntry(2, {
      patch: { status: 'Delivered' },
      base: { status: 'Shipped' },
      baseEtag: '"old"',
    });
    expect(afterAcknowledged(later, acked)).toEqual({ ...later, baseEtag: '"theirs"' });
  });

  test('keep their validator when somebody else changed their field in between', () => {
    const later = makeEntry(2, { patch: { priority: 'High' }, base: { priority: 'Low' }, baseEtag: '"old"' });
    expect(afterAcknowledged(later, theirs({ status: 'Shipped', priority: 'Medium' }))).toBe(later);
  });

  test('are over the value before, once the one they were made on is taken back', () => {
    const first = makeEntry(1, { patch: { status: 'Shipped' }, base: { status: 'Pending' } });
    const later = makeEntry(2, { patch: { status: 'Delivered' }, base: { status: 'Shipped' } });
    expect(afterRemoved(later, first)).toEqual({ ...later, base: { status: 'Pending' } });
  });

  test('are gone with the one they were made on when they only undid it', () => {
    const first = makeEntry(1, { patch: { status: 'Shipped' }, base: { status: 'Pending' } });
    const later = makeEntry(2, { patch: { status: 'Pending' }, base: { status: 'Shipped' } });
    expect(afterRemoved(later, first)).toBeNull();
  });
});
