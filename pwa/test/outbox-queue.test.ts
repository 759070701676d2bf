import { makeOrder } from '@orders/contract/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimEntries, recoverEntries } from '../src/db/claim-entry.ts';
import { OutboxQueue } from '../src/db/outbox.ts';
import { OutboxDatabase } from '../src/db/outbox-database.ts';
import type { OutboxEntry } from '../src/db/outbox-entry.ts';
import { readOutbox } from '../src/db/outbox-rows.ts';

const order = makeOrder(1, { status: 'Pending', priority: 'Low', etag: '"e0"' });
const answered = { order: { ...order, status: 'Shipped', etag: '"e1"' }, version: 'e.1' };
const rules = { now: 1_000, isHurried: false, except: new Set<number>(), limit: 1 };
const failed = { isAttempt: true, nextAt: 9_000, notBefore: 0, status: 500, problem: 'Broken.' };

let db: OutboxDatabase;
let queue: OutboxQueue;
let keys = 0;

beforeEach(async () => {
  db = new OutboxDatabase('queue-test');
  await db.delete({ disableAutoOpen: false });
  keys = 0;
  const newKey = () => {
    keys += 1;
    return `key-${keys}`;
  };
  queue = new OutboxQueue({ db, now: () => 1_000, newKey, buildId: 'test' });
});

afterEach(() => db.delete());

async function sendOne(): Promise<OutboxEntry> {
  await queue.enqueue({ order, patch: { status: 'Shipped' } });
  const [entry = null] = (await claimEntries(db, rules)).entries;
  return entry!;
}

const contents = () => readOutbox(db, 1_000);

describe('an acknowledgement', () => {
  test('takes the entry out and keeps the answer, in one', async () => {
    await queue.acknowledge(await sendOne(), answered);
    expect(await contents()).toMatchObject({
      entries: [],
      tags: [{ recordId: order.recordId, ...answered }],
    });
  });

  test('of a request from before a merge settles nothing: the entry is another one by now', async () => {
    const sent = await sendOne();
    expect(
      await queue.answerStale(sent, { order: { ...order, priority: 'High', etag: '"e5"' }, version: null }),
    ).toBe('rebased');
    await queue.acknowledge(sent, answered);
    expect((await contents()).entries).toMatchObject([{ state: 'waiting', baseEtag: '"e5"' }]);
    expect((await contents()).entries[0]?.key).not.toBe(sent.key);
  });

  test('that comes twice, as after a lock was taken over, is one', async () => {
    const sent = await sendOne();
    await queue.acknowledge(sent, answered);
    await queue.enqueue({ order: answered.order, patch: { status: 'Delivered' } });
    await queue.acknowledge(sent, answered);
    await queue.reject(sent, 422, 'late');
    expect((await contents()).entries).toMatchObject([{ patch: { status: 'Delivered' }, state: 'waiting' }]);
  });

  test('after the entry was given back still counts: the server has it', async () => {
    const sent = await sendOne();
    await queue.putBack(sent, failed);
    await queue.acknowledge(sent, answered);
    expect((await contents()).entries).toEqual([]);
  });
});

describe('setbacks', () => {
  test('count as attempts and keep the key', async () => {
    const sent = await sendOne();
    await queue.putBack(sent, failed);
    expect((await contents()).entries).toMatchObject([
      {
        state: 'waiting',
        attempts: 1,
        key: sent.key,
        nextAt: 9_000,
        lastStatus: 500,
        lastProblem: 'Broken.',
      },
    ]);
  });

  test('of a sender that was overtaken do not touch what its successor decided', async () => {
    const sent = await sendOne();
    await queue.reject(sent, 422, 'Not an option.');
    await queue.putBack(sent, failed);
    expect((await contents()).entries).toMatchObject([{ state: 'rejected', lastProblem: 'Not an option.' }]);
  });

  test('what a crash left as sending waits again, counted, under its key', async () => {
    const sent = await sendOne();
    await recoverEntries(db);
    expect((await contents()).entries).toMatchObject([
      { state: 'waiting', attempts: 1, key: sent.key, nextAt: 0 },
    ]);
  });
});

describe('a person', () => {
  test('cannot discard what is on its way just now', async () => {
    const { seq } = await sendOne();
    await queue.discard(seq);
    expect((await contents()).entries).toMatchObject([{ state: 'sending' }]);
  });

  test('who discards an edit takes the ground from under the one that undid it', async () => {
    const sent = await sendOne();
    await queue.enqueue({ order, patch: { status: 'Pending' } });
    await queue.putBack(sent, failed);
    await queue.discard(sent.seq);
    expect((await contents()).entries).toEqual([]);
  });
});

test('an answer is forgotten with the copy that holds it, unless a newer one came meanwhile', async () => {
  await queue.acknowledge(await sendOne(), answered);
  const tags = await queue.readTags();
  await queue.enqueue({ order: answered.order, patch: { status: 'Delivered' } });
  const [entry = null] = (await claimEntries(db, rules)).entries;
  const newer = { order: { ...order, status: 'Delivered', etag: '"e2"' }, version: 'e.2' };
  await queue.acknowledge(entry!, newer);
  await queue.retireTags(tags);
  expect((await contents()).tags).toMatchObject([newer]);
  await queue.retireTags(await queue.readTags());
  expect((await contents()).tags).toEqual([]);
});

test('every write of the queue is made with strict durability', async () => {
  const seen: string[] = [];
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    if (mode === 'readwrite') seen.push(options?.durability ?? 'default');
    return transaction.call(this, names, mode, options);
  };
  try {
    await queue.acknowledge(await sendOne(), answered);
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
  expect(new Set(seen)).toEqual(new Set(['strict']));
});
