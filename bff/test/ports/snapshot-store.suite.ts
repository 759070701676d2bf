import { makeOrder } from '@orders/contract/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Commit, RefreshLease, SnapshotStore } from '../../src/application/ports.ts';

export interface SnapshotStoreSetting {
  readonly store: SnapshotStore;
  readonly lease: RefreshLease;
}

export const confirmation = { asOf: 1_800_000_000_000, fullReadAt: 1_800_000_000_000, cursor: 'cursor 1' };

export function makeCommit(fields: Partial<Commit> = {}): Commit {
  return { base: null, upserts: [], removed: [], confirmation, fence: null, ...fields };
}

/** Commits that must succeed. */
export async function commit(store: SnapshotStore, fields: Partial<Commit>) {
  const outcome = await store.commit(makeCommit(fields));
  if (outcome.kind !== 'committed') throw new Error(`The commit was ${outcome.kind}.`);
  return outcome.version;
}

/** What every `SnapshotStore` must do, whoever it is shared with. */
export function snapshotStoreSuite(open: () => Promise<SnapshotStoreSetting>): void {
  describe('snapshot store', () => {
    let store: SnapshotStore;
    let lease: RefreshLease;

    beforeEach(async () => {
      ({ store, lease } = await open());
    });

    test('holds nothing at first', async () => {
      expect(await store.load()).toBeNull();
    });

    test('the first commit begins a history, each further change adds one to it', async () => {
      const first = await commit(store, { upserts: [makeOrder(1)] });
      expect(first.seq).toBe(1);
      const second = await commit(store, { base: first, upserts: [makeOrder(2)] });
      expect(second).toEqual({ epoch: first.epoch, seq: 2 });
      const third = await commit(store, { base: second, removed: [makeOrder(1).recordId] });
      expect(third).toEqual({ epoch: first.epoch, seq: 3 });
    });

    test('an empty table is a version too', async () => {
      expect((await commit(store, {})).seq).toBe(1);
    });

    test('a commit that changes nothing keeps the version', async () => {
      const first = await commit(store, { upserts: [makeOrder(1)] });
      expect(await commit(store, { base: first })).toEqual(first);
      expect(await commit(store, { base: first, upserts: [makeOrder(2)] })).toMatchObject({ seq: 2 });
    });

    test('a commit made from another version than the current one is superseded and changes nothing', async () => {
      const first = await commit(store, { upserts: [makeOrder(1)] });
      const second = await commit(store, { base: first, upserts: [makeOrder(2)] });
      const superseded = { kind: 'superseded' };
      expect(await store.commit(makeCommit({ upserts: [makeOrder(3)] }))).toEqual(superseded);
      expect(await store.commit(makeCommit({ base: first, upserts: [makeOrder(3)] }))).toEqual(superseded);
      expect(await store.commit(makeCommit({ base: { ...second, epoch: 'another' } }))).toEqual(superseded);
      expect(await store.commit(makeCommit({ base: { ...second, seq: 9 } }))).toEqual(superseded);
      expect(await commit(store, { base: second, upserts: [makeOrder(3)] })).toMatchObject({ seq: 3 });
    });

    test('whoever held the lease before may not commit under it any more', async () => {
      const before = await lease.tryAcquire();
      await before!.release();
      const now = await lease.tryAcquire();
      const stale = makeCommit({ upserts: [makeOrder(1)], fence: before!.fence });
      expect(await store.commit(stale)).toEqual({ kind: 'fenced' });
      expect((await commit(store, { upserts: [makeOrder(2)], fence: now!.fence })).seq).toBe(1);
    });

    test('what one has committed oneself is neither followed nor missing', async () => {
      const first = await commit(store, { upserts: [makeOrder(1)] });
      const second = await commit(store, { base: first, upserts: [makeOrder(2)] });
      expect(await store.changesAfter(second)).toEqual([]);
    });

    test('following ends when it is told to', async () => {
      const controller = new AbortController();
      const following = store.follow(() => null, { onChange: () => {}, onGap: () => {} }, controller.signal);
      controller.abort();
      await following;
      await store.follow(() => null, { onChange: () => {}, onGap: () => {} }, controller.signal);
    });
  });
}
