import { recordIdOf } from '@orders/contract/testing';
import { ENTRY_FORMAT, type OutboxEntry } from '../../src/db/outbox-entry.ts';

/** A valid entry that waits; `seq` makes it unique, `fields` says what the test is about. */
export function makeEntry(seq: number, fields: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    seq,
    v: ENTRY_FORMAT,
    recordId: recordIdOf(seq),
    orderId: `ORD-${String(seq).padStart(6, '0')}`,
    patch: { status: 'Shipped' },
    base: { status: 'Pending' },
    baseEtag: `"etag-${seq}"`,
    key: `key-${seq}`,
    state: 'waiting',
    attempts: 0,
    nextAt: 0,
    notBefore: 0,
    sentAt: null,
    lastStatus: null,
    lastProblem: null,
    server: null,
    createdAt: 0,
    buildId: 'test',
    ...fields,
  };
}
