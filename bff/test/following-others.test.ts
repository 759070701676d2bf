import { createReportingCalendar } from '@orders/contract';
import { makeOrder, makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { expect, onTestFinished, test } from 'vitest';
import { LiveEvents } from '../src/application/live-events.ts';
import type { Commit, CommittedChange, SnapshotStore } from '../src/application/ports.ts';
import { SnapshotKeeper } from '../src/application/snapshot-keeper.ts';
import { Failure } from '../src/domain/failures.ts';
import { createMemorySnapshotStore } from '../src/memory/memory-snapshot-store.ts';
import { FakeClock, nextTurn } from './support/fake-clock.ts';
import { createRecordedLog } from './support/recorded-log.ts';

type FollowListener = Parameters<SnapshotStore['follow']>[1];

const confirmation = { asOf: 1_000, fullReadAt: 1_000, cursor: null };

test('a commit that is known already changes nothing, however late and often it is told', async () => {
  const { keeper, tell } = await startFollowing();
  const first = change(6, 'Processing');
  const second = change(7, 'Shipped');
  for (const told of [first, second, second, first, change(5, 'Cancelled')]) tell.onChange(told);
  expect(keeper.table?.version.seq).toBe(7);
  expect(keeper.table?.row(recordIdOf(1))?.order.status).toBe('Shipped');
});

test('what others have confirmed later counts, and what they confirmed earlier does not', async () => {
  const { keeper, tell } = await startFollowing();
  tell.onChange({ ...change(5), confirmation: { ...confirmation, asOf: 3_000 } });
  tell.onChange({ ...change(5), confirmation: { ...confirmation, asOf: 2_000 } });
  expect(keeper.confirmation?.asOf).toBe(3_000);
});

test('a commit of another history is a part of it only: what the store holds is taken over instead', async () => {
  const { keeper, tell, stored } = await startFollowing();
  stored.version = { epoch: 'other', seq: 2 };
  tell.onChange({ ...change(2, 'Delivered'), version: stored.version });
  await expect.poll(() => keeper.table?.version).toEqual({ epoch: 'other', seq: 2 });
  expect(keeper.table?.size).toBe(2);
});

test('a commit that is answered after another one had to be made alone leaves the table whole', async () => {
  const { keeper, commits, setAnswer, stored, source } = await startFollowing();
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  setAnswer(async (count) => answers[count - 1]?.promise);
  for (const number of [1, 2]) source.set(recordIdOf(number), makeOrderFields(number, { status: 'Shipped' }));
  const first = keeper.commitOrders([makeOrderFields(1, { status: 'Shipped' })]);
  const second = keeper.commitOrders([makeOrderFields(2, { status: 'Shipped' })]);
  await expect.poll(() => commits.length).toBe(1);
  stored.version = { epoch: 'test', seq: 6 };
  stored.orders[1] = { order: makeOrder(2, { status: 'Shipped', etag: '"second"' }), seq: 6 };
  // The turn of the second comes in the same moment in which the first goes to a history of its own.
  answers[0]?.reject(new Failure('store-unavailable', 'away'));
  await first;
  answers[1]?.resolve();
  await second;
  expect(keeper.table?.size).toBe(2);
  for (const number of [1, 2]) expect(keeper.table?.row(recordIdOf(number))?.order.status).toBe('Shipped');
});

test('what was written and what went while the shared store was away is told when it is back', async () => {
  const { keeper, tell, commits, setAway, source } = await startFollowing();
  setAway(true);
  await keeper.commitOrders([makeOrderFields(1, { status: 'Shipped' })], [recordIdOf(2)]);
  expect(keeper.table?.row(recordIdOf(2))).toBeUndefined();
  setAway(false);
  source.set(recordIdOf(1), makeOrderFields(1, { status: 'Shipped' }));
  source.delete(recordIdOf(2));
  tell.onGap();
  await expect.poll(() => commits.length).toBe(1);
  expect(commits[0]).toMatchObject({
    upserts: [{ recordId: recordIdOf(1), status: 'Shipped' }],
    removed: [recordIdOf(2)],
  });
});

test('what somebody else has written later is not undone by what was written here while the store was away', async () => {
  const { keeper, tell, commits, setAway, source, stored } = await startFollowing();
  setAway(true);
  await keeper.commitOrders([makeOrderFields(1, { status: 'Shipped' })]);
  setAway(false);
  const later = makeOrder(1, { status: 'Delivered', etag: '"later"' });
  stored.orders[0] = { order: later, seq: 6 };
  source.set(recordIdOf(1), makeOrderFields(1, { status: 'Delivered' }));
  tell.onGap();
  await expect.poll(() => keeper.table?.version.epoch).toBe('test');
  expect(keeper.table?.row(recordIdOf(1))?.order.status).toBe('Delivered');
  expect(commits.flatMap(({ upserts }) => upserts)).toEqual([]);
});

test('an answered edit shows in every state on the way back to the others', async () => {
  const { keeper, tell, setAway, setSourceAway, source } = await startFollowing();
  const shown: unknown[] = [];
  const edited = makeOrderFields(1, { status: 'Shipped' });
  setAway(true);
  await keeper.commitOrders([edited]);
  setAway(false);
  source.set(recordIdOf(1), edited);
  setSourceAway(true);
  tell.onGap();
  for (let turn = 0; turn < 20 || keeper.table?.version.epoch !== 'test'; turn++) {
    if (turn === 10) setSourceAway(false);
    if (turn === 11) tell.onGap();
    await nextTurn();
    shown.push(keeper.table?.row(recordIdOf(1))?.order.status);
  }
  expect(new Set(shown)).toEqual(new Set(['Shipped']));
});

test('a commit whose answer comes when another history has begun takes no order away', async () => {
  const { keeper, tell, setAnswer, stored, source } = await startFollowing();
  const edited = makeOrderFields(1, { status: 'Shipped' });
  source.set(edited.recordId, edited);
  const held = Promise.withResolvers<void>();
  setAnswer(() => held.promise);
  const committing = keeper.commitOrders([edited]);
  await nextTurn();
  stored.version = { epoch: 'other', seq: 1 };
  tell.onGap();
  await expect.poll(() => keeper.table?.version.epoch).toBe('other');
  held.resolve();
  await committing;
  expect(keeper.table?.size).toBe(2);
  expect(keeper.table?.version).toEqual({ epoch: 'other', seq: 2 });
  expect(keeper.table?.row(edited.recordId)?.order.status).toBe('Shipped');
});

test('a read that began in another history is thrown away: its numbers mean nothing in this one', async () => {
  const { keeper, tell, stored } = await startFollowing();
  const read = { orders: [makeOrderFields(1)], removed: [], isComplete: false, startedAtSeq: 5 };
  const later = makeOrder(1, { status: 'Delivered', etag: '"later"' });
  stored.version = { epoch: 'other', seq: 2 };
  stored.orders[0] = { order: later, seq: 2 };
  tell.onGap();
  await expect.poll(() => keeper.table?.version.epoch).toBe('other');
  const committing = keeper.commitRead(read, confirmation, { fence: 0, startedIn: 'test' });
  await expect(committing).rejects.toMatchObject({ kind: 'superseded' });
});

test('what was read from the store before an edit was committed does not undo it', async () => {
  const { keeper, tell, setLoading } = await startFollowing();
  const held = Promise.withResolvers<void>();
  setLoading(() => held.promise);
  tell.onGap();
  await nextTurn();
  await keeper.commitOrders([makeOrderFields(1, { status: 'Shipped' })]);
  held.resolve();
  await nextTurn();
  expect(keeper.table?.version).toEqual({ epoch: 'test', seq: 6 });
  expect(keeper.table?.row(recordIdOf(1))?.order.status).toBe('Shipped');
});

/** A commit that gives order 1 a status, or changes nothing. */
function change(seq: number, status?: string): CommittedChange {
  const upserts = status === undefined ? [] : [makeOrder(1, { status, etag: `"${status}"` })];
  return { version: { epoch: 'test', seq }, upserts, removed: [], confirmation };
}

/** A replica at version 5 with two orders, and the store's way to tell it of others' commits. */
async function startFollowing() {
  const stored = {
    version: { epoch: 'test', seq: 5 },
    orders: [1, 2].map((number) => ({ order: makeOrder(number), seq: 1 })),
    removed: [],
    confirmation,
  };
  const { promise, resolve } = Promise.withResolvers<FollowListener>();
  let isAway = false;
  let isSourceAway = false;
  let loading = async (): Promise<void> => {};
  let answer = async (_count: number): Promise<void> => {};
  const source = new Map([1, 2].map((number) => [recordIdOf(number), makeOrderFields(number)]));
  const commits: Commit[] = [];
  const store: SnapshotStore = {
    ...createMemorySnapshotStore({ epoch: 'test', currentFence: () => 0 }),
    async load() {
      const found = { ...stored };
      await loading();
      return found;
    },
    async commit(commit) {
      if (isAway) throw new Failure('store-unavailable', 'away');
      commits.push(commit);
      await answer(commits.length);
      const { epoch, seq } = commit.base ?? { epoch: 'test', seq: 0 };
      return { kind: 'committed', version: { epoch, seq: seq + 1 } };
    },
    follow: async (_from, listener) => resolve(listener),
  };
  const keeper = new SnapshotKeeper({
    store,
    calendar: createReportingCalendar('UTC'),
    clock: new FakeClock(),
    events: new LiveEvents(new FakeClock()),
    log: createRecordedLog(),
    makeEpoch: () => 'alone',
    lookUp: async (recordIds) => {
      if (isSourceAway) throw new Failure('source-unreachable', 'away');
      return recordIds.map((recordId) => source.get(recordId) ?? null);
    },
  });
  const end = new AbortController();
  onTestFinished(() => end.abort());
  await keeper.load();
  await keeper.follow(end.signal);
  await nextTurn();
  const setAway = (away: boolean) => {
    isAway = away;
  };
  const setSourceAway = (away: boolean) => {
    isSourceAway = away;
  };
  /** What a commit waits for, given how many there have been. */
  const setAnswer = (next: typeof answer) => {
    answer = next;
  };
  /** What a load waits for after it has read. */
  const setLoading = (next: typeof loading) => {
    loading = next;
  };
  const tell = await promise;
  return { keeper, tell, commits, source, stored, setAway, setSourceAway, setAnswer, setLoading };
}
