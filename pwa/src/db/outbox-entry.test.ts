import { makeOrder } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { makeEntry } from '../../test/support/outbox-factory.ts';
import { readEntry } from './outbox-entry.ts';

/** A row as version 0.1.0 wrote it. Kept for ever: queues written by any release are still sent. */
const FORMAT_1 = {
  seq: 12,
  v: 1,
  recordId: 'rec00000000000001',
  orderId: 'ORD-000001',
  patch: { status: 'Shipped' },
  base: { status: 'Pending' },
  baseEtag: '"abc"',
  key: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  state: 'waiting',
  attempts: 2,
  nextAt: 1_795_000_000_000,
  notBefore: 0,
  sentAt: 1_794_999_000_000,
  lastStatus: 503,
  lastProblem: 'Airtable is unavailable.',
  server: null,
  createdAt: 1_794_000_000_000,
  buildId: '0a1b2c',
};

test('F-20: an entry of format 1 is read as it was written', () => {
  expect(readEntry(FORMAT_1)).toEqual({ kind: 'entry', entry: FORMAT_1 });
  const conflict = makeEntry(1, { state: 'conflict', server: makeOrder(1) });
  expect(readEntry(structuredClone(conflict))).toEqual({ kind: 'entry', entry: conflict });
});

test('what is only for display may be missing', () => {
  const { recordId, seq, v, patch, base, baseEtag, key, state } = FORMAT_1;
  expect(readEntry({ recordId, seq, v, patch, base, baseEtag, key, state })).toMatchObject({
    kind: 'entry',
    entry: { attempts: 0, nextAt: 0, orderId: null, lastProblem: null },
  });
});

test('an entry of a format still to come is left to the build that knows it', () => {
  expect(readEntry({ ...FORMAT_1, v: 2, patch: 'other' })).toEqual({ kind: 'newer' });
});

test.each([
  ['no object', 'text'],
  ['nothing', undefined],
  ['no format', { ...FORMAT_1, v: undefined }],
  ['no record', { ...FORMAT_1, recordId: 7 }],
  ['no key', { ...FORMAT_1, key: null }],
  ['a patch of an unknown field', { ...FORMAT_1, patch: { customer: 'x' } }],
  ['an unknown state', { ...FORMAT_1, state: 'lost' }],
  ['a conflict with nothing', { ...FORMAT_1, state: 'conflict', server: null }],
])('a row with %s cannot be read', (_, row) => {
  expect(readEntry(row)).toEqual({ kind: 'unreadable' });
});
