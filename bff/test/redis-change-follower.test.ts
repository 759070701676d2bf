import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RedisSnapshotStore } from '../src/redis/redis-snapshot-store.ts';
import { commit, confirmation, makeCommit } from './ports/snapshot-store.suite.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock } from './support/redis-setting.ts';
import { StoreFollower } from './support/store-follower.ts';

describe.skipIf(!hasRedisServer)('following the redis snapshot store', () => {
  let setting: RedisSetting;
  beforeEach(() => {
    setting = new RedisSetting();
  });
  afterEach(async () => {
    await setting[Symbol.asyncDispose]();
  });

  async function openStore(verifyEveryMs = 5_000) {
    const { keys, log } = setting;
    return new RedisSnapshotStore({
      connection: await setting.connect(),
      keys,
      clock: realClock,
      random: Math.random,
      log,
      verifyEveryMs,
    });
  }

  test('replicas follow one another in order, each from where it is', async () => {
    const [one, two] = [await openStore(), await openStore()];
    const first = await commit(one, { upserts: [makeOrder(1)] });
    let version = first;
    const following = new StoreFollower(two, first);
    for (let number = 2; number <= 30; number++) {
      version = await commit(one, {
        base: version,
        upserts: [makeOrder(number)],
        removed: [makeOrder(number - 1).recordId],
      });
    }
    await commit(one, { base: version, confirmation: { ...confirmation, cursor: 'cursor 2' } });
    await following.until(({ changes }) => changes.length === 30);
    await following.stop();
    expect(following.changes.map((change) => change.version.seq)).toEqual([
      ...Array.from({ length: 29 }, (_, index) => index + 2),
      30,
    ]);
    expect(following.changes[28]).toMatchObject({
      upserts: [makeOrder(30)],
      removed: [makeOrder(29).recordId],
    });
    expect(following.changes[29]).toMatchObject({
      upserts: [],
      removed: [],
      confirmation: { cursor: 'cursor 2' },
    });
    expect(following.gaps).toBe(0);
  });

  test('commits of others are handed on while one commits oneself, and one never gets back one’s own', async () => {
    const stores = [await openStore(), await openStore(), await openStore()];
    const first = await commit(stores[0]!, { upserts: [] });
    const replicas = stores.map((store) => ({ store, follower: new StoreFollower(store, first) }));
    const total = 60;
    await Promise.all(
      replicas.map(async ({ store, follower }, index) => {
        for (let made = 0; made < total / 3; ) {
          const base = follower.version;
          const change = { upserts: [makeOrder(index * 1000 + made)], removed: [], confirmation };
          const outcome = await store.commit(makeCommit({ base, ...change }));
          if (outcome.kind === 'committed') {
            follower.take({ version: outcome.version, ...change });
            made++;
          } else {
            const missed = (await store.changesAfter(follower.version ?? first)) ?? [];
            for (const one of missed) if (one.version.seq > (follower.version?.seq ?? 0)) follower.take(one);
          }
        }
      }),
    );
    for (const { follower } of replicas) {
      await follower.until(({ changes }) => changes.length >= total);
      await follower.stop();
      const seen = follower.changes.map((change) => change.version.seq);
      expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 2));
      expect(follower.gaps).toBe(0);
    }
  });

  test('nobody is told of confirmations of their own', async () => {
    const [one, two] = [await openStore(), await openStore()];
    const first = await commit(one, { upserts: [makeOrder(1)] });
    const following = new StoreFollower(one, first);
    const second = await commit(two, { base: first, upserts: [makeOrder(2)] });
    await following.until(({ changes }) => changes.length === 1);
    await commit(one, { base: second });
    const third = await commit(two, { base: second, upserts: [makeOrder(3)] });
    await following.until(({ changes }) => changes.length >= 2);
    await following.stop();
    expect(following.changes.map(({ version }) => version)).toEqual([second, third]);
  });

  test('a replica that has nothing yet is told to load as soon as there is something', async () => {
    const [one, two] = [await openStore(), await openStore()];
    const following = new StoreFollower(two, null);
    await commit(one, { upserts: [makeOrder(1)] });
    await following.until(({ gaps }) => gaps > 0);
    await following.stop();
    expect(following.changes).toEqual([]);
  });

  test('a replica that missed commits is told to load', async () => {
    const [one, two] = [await openStore(), await openStore()];
    const first = await commit(one, { upserts: [makeOrder(1)] });
    const second = await commit(one, { base: first, upserts: [makeOrder(2)] });
    await commit(one, { base: second, upserts: [makeOrder(3)] });
    await (await setting.admin()).xdel(setting.keys.changes, '2-0');
    expect(await two.changesAfter(first)).toBeNull();
    expect(await two.changesAfter(second)).toHaveLength(1);
    const following = new StoreFollower(two, first);
    await following.until(({ gaps }) => gaps > 0);
    await following.stop();
    expect(following.changes).toEqual([]);
  });

  test('an emptied Redis and one that lost commits are noticed, and a new history can begin', async () => {
    const [one, two] = [await openStore(), await openStore(100)];
    const first = await commit(one, { upserts: [makeOrder(1)] });
    const second = await commit(one, { base: first, upserts: [makeOrder(2)] });
    const following = new StoreFollower(two, second);
    const admin = await setting.admin();
    await admin.hset(setting.keys.state, 'seq', '1');
    await following.until(({ gaps }) => gaps > 0);
    await following.stop();
    expect(await two.load()).toBeNull();
    expect(await one.commit(makeCommit({ base: second, upserts: [makeOrder(3)] }))).toEqual({
      kind: 'superseded',
    });
    expect(await one.changesAfter(second)).toBeNull();
    const anew = await commit(one, { upserts: [makeOrder(1), makeOrder(2)] });
    expect(anew.seq).toBe(1);
    expect(anew.epoch).not.toBe(first.epoch);
    expect(setting.log.messages('warn')).toContain('Redis lost commits: its history of versions ends');
  });

  test('a Redis that lost commits is noticed by whoever catches up with it', async () => {
    const one = await openStore();
    const first = await commit(one, { upserts: [makeOrder(1)] });
    const second = await commit(one, { base: first, upserts: [makeOrder(2)] });
    const admin = await setting.admin();
    await admin.hset(setting.keys.state, 'seq', '1');
    await admin.xdel(setting.keys.changes, '2-0');
    expect(await one.commit(makeCommit({ base: second, upserts: [makeOrder(3)] }))).toEqual({
      kind: 'superseded',
    });
    expect(await one.changesAfter(second)).toBeNull();
    expect(await one.load()).toBeNull();
    const anew = await commit(one, { upserts: [makeOrder(1), makeOrder(2), makeOrder(3)] });
    expect(anew.epoch).not.toBe(first.epoch);
  });

  describe('a Redis that lost a commit, whose number another one has taken', () => {
    async function fork() {
      const [one, other] = [await openStore(), await openStore()];
      const admin = await setting.admin();
      const first = await commit(one, { upserts: [makeOrder(1)] });
      const names = [setting.keys.state, setting.keys.changes];
      const dumps = await Promise.all(names.map((name) => admin.dumpBuffer(name)));
      const second = await commit(one, { base: first, upserts: [makeOrder(2)] });
      for (const [index, name] of names.entries()) {
        await admin.restore(name, 0, dumps[index] ?? '', 'REPLACE');
      }
      expect(await commit(other, { base: first, upserts: [makeOrder(3)] })).toEqual(second);
      return { one, other, second };
    }

    test('is noticed by whoever commits upon the lost one', async () => {
      const { one, other, second } = await fork();
      const next = await one.commit(makeCommit({ base: second, upserts: [makeOrder(4)] }));
      expect(next).toEqual({ kind: 'superseded' });
      expect(await one.load()).toBeNull();
      expect(await other.changesAfter(second)).toBeNull();
      expect(setting.log.messages('warn')).toContain('Redis lost commits: its history of versions ends');
    });

    test('is noticed by whoever holds the lost one and follows', async () => {
      const { one, second } = await fork();
      const following = new StoreFollower(one, second);
      await following.until(({ gaps }) => gaps > 0);
      await following.stop();
      expect(following.changes).toEqual([]);
      expect(await one.load()).toBeNull();
    });

    test('is noticed by whoever holds the lost one when more has been committed', async () => {
      const { one, other, second } = await fork();
      await commit(other, { base: second, upserts: [makeOrder(5)] });
      expect(await one.changesAfter(second)).toBeNull();
      expect(await one.load()).toBeNull();
    });

    test('keeps what replicas hold who never knew the lost one', async () => {
      const { other, second } = await fork();
      const third = await commit(other, { base: second, upserts: [makeOrder(5)] });
      expect(third.seq).toBe(3);
      expect((await other.load())?.orders.map(({ order }) => order.recordId)).toEqual(
        [1, 3, 5].map(recordIdOf),
      );
    });
  });

  test.each(['garbage', 'stranger'])(
    'an entry of the stream that is %s is reported and not handed on',
    async (kind) => {
      const [one, two] = [await openStore(), await openStore()];
      const first = await commit(one, { upserts: [makeOrder(1)] });
      const fields = [
        'epoch',
        first.epoch,
        'kind',
        'change',
        'confirmation',
        '{"asOf":1,"fullReadAt":1}',
        'payload',
        '1b',
      ];
      const admin = await setting.admin();
      await admin.xadd(setting.keys.changes, '2-0', ...(kind === 'garbage' ? fields : ['a', 'b']));
      await admin.hset(setting.keys.state, 'seq', '2');
      const following = new StoreFollower(two, first);
      await following.until(({ gaps }) => gaps > 0);
      await following.stop();
      expect(following.changes).toEqual([]);
      expect(await two.changesAfter(first)).toBeNull();
      expect(await two.load()).toBeNull();
      expect((await commit(one, { base: { ...first, seq: 2 }, upserts: [makeOrder(2)] })).seq).toBe(3);
    },
  );
});
