import { makeOrder } from '@orders/contract/testing';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredSnapshot } from '../src/application/ports.ts';
import { RedisSnapshotStore } from '../src/redis/redis-snapshot-store.ts';
import { commit, confirmation, makeCommit } from './ports/snapshot-store.suite.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock } from './support/redis-setting.ts';

describe.skipIf(!hasRedisServer)('redis snapshot store', () => {
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

  test('a new replica loads what was saved and committed since, each order with the number of its commit', async () => {
    const store = await openStore();
    const first = await commit(store, { upserts: [makeOrder(1), makeOrder(2), makeOrder(3)] });
    const packed: StoredSnapshot = {
      version: first,
      orders: [1, 2, 3].map((number) => ({ order: makeOrder(number), seq: 1 })),
      removed: [{ recordId: 'recGoneBefore0000', seq: 0 }],
      confirmation,
    };
    await store.save(packed);
    const second = await commit(store, { base: first, upserts: [makeOrder(2, { status: 'Shipped' })] });
    const later = { asOf: confirmation.asOf + 5000, fullReadAt: confirmation.fullReadAt, cursor: null };
    const third = await commit(store, { base: second, removed: [makeOrder(1).recordId] });
    await commit(store, { base: third, confirmation: later });

    const loaded = await (await openStore()).load();
    expect(loaded?.version).toEqual({ epoch: first.epoch, seq: 3 });
    expect(new Map(loaded?.orders.map(({ order, seq }) => [order.recordId, { order, seq }]))).toEqual(
      new Map([
        [makeOrder(2).recordId, { order: makeOrder(2, { status: 'Shipped' }), seq: 2 }],
        [makeOrder(3).recordId, { order: makeOrder(3), seq: 1 }],
      ]),
    );
    expect(loaded?.removed).toEqual([
      { recordId: 'recGoneBefore0000', seq: 0 },
      { recordId: makeOrder(1).recordId, seq: 3 },
    ]);
    expect(Math.abs(loaded!.confirmation.asOf - later.asOf)).toBeLessThanOrEqual(50);
    expect(loaded?.confirmation.cursor).toBeNull();
  });

  test('loads a history that was never saved', async () => {
    const store = await openStore();
    const first = await commit(store, { upserts: [makeOrder(1)] });
    await commit(store, { base: first, upserts: [makeOrder(2)] });
    const loaded = await (await openStore()).load();
    expect(loaded?.version.seq).toBe(2);
    expect(loaded?.orders.map(({ order }) => order)).toEqual([makeOrder(1), makeOrder(2)]);
  });

  test('what comes back is not among what was removed', async () => {
    const store = await openStore();
    let version = await commit(store, { upserts: [makeOrder(1), makeOrder(2)] });
    const removed = [makeOrder(1).recordId, makeOrder(2).recordId];
    version = await commit(store, { base: version, removed });
    await commit(store, { base: version, upserts: [makeOrder(1)] });
    expect((await store.load())?.removed).toEqual([{ recordId: makeOrder(2).recordId, seq: 2 }]);
  });

  test('an older state never replaces a newer packed one', async () => {
    const store = await openStore();
    const first = await commit(store, { upserts: [makeOrder(1)] });
    const second = await commit(store, { base: first, upserts: [makeOrder(2)] });
    const stored = (await store.load())!;
    await store.save(stored);
    await store.save({ ...stored, version: first, orders: [] });
    expect((await (await openStore()).load())?.orders).toHaveLength(2);
    expect(second.seq).toBe(2);
  });

  const garbage: [string, (admin: Redis, packed: string) => Promise<unknown>][] = [
    ['of another format', (admin, packed) => admin.hset(packed, 'bytes', '9zzz')],
    ['cut short', (admin, packed) => admin.hset(packed, 'bytes', '1b')],
    ['without bytes', (admin, packed) => admin.hdel(packed, 'bytes')],
    ['of another type', (admin, packed) => admin.set(packed, 'garbage')],
  ];

  test.each(garbage)('a packed snapshot %s is thrown away and read from the stream', async (_name, spoil) => {
    const store = await openStore();
    await commit(store, { upserts: [makeOrder(1)] });
    await store.save((await store.load())!);
    await spoil(await setting.admin(), setting.keys.packed);
    expect((await store.load())?.orders).toHaveLength(1);
  });

  test('a history that cannot be put together any more gives way to a new one, unless somebody packs it', async () => {
    const store = await openStore();
    const first = await commit(store, { upserts: [makeOrder(1)] });
    const second = await commit(store, { base: first, upserts: [makeOrder(2)] });
    const stored = (await store.load())!;
    await (await setting.admin()).del(setting.keys.changes);

    const cold = await openStore();
    expect(await cold.load()).toBeNull();
    expect(await cold.changesAfter(first)).toBeNull();
    await store.save(stored);
    expect(await cold.commit(makeCommit({ upserts: [makeOrder(1)] }))).toEqual({ kind: 'superseded' });
    expect((await cold.load())?.version).toEqual(second);

    await (await setting.admin()).del(setting.keys.packed);
    expect(await cold.load()).toBeNull();
    const anew = await commit(cold, { upserts: [makeOrder(1)] });
    expect(anew.epoch).not.toBe(first.epoch);
    expect((await store.load())?.version).toEqual(anew);
  });

  test.each(['state', 'changes'] as const)(
    'foreign data under the key of the %s is emptied by the next commit',
    async (key) => {
      const store = await openStore();
      const first = await commit(store, { upserts: [makeOrder(1)] });
      const admin = await setting.admin();
      await admin.del(setting.keys[key]);
      await admin.sadd(setting.keys[key], 'garbage');
      expect(await store.load()).toBeNull();
      const again = await store.commit(makeCommit({ base: first, upserts: [makeOrder(2)] }));
      expect(again).toEqual({ kind: 'superseded' });
      expect((await commit(store, { upserts: [makeOrder(2)] })).seq).toBe(1);
      expect((await store.load())?.orders).toHaveLength(1);
    },
  );

  test('everything that is stored ends by itself', async () => {
    const store = await openStore();
    await commit(store, { upserts: [makeOrder(1)] });
    await store.save((await store.load())!);
    const admin = await setting.admin();
    for (const key of [setting.keys.state, setting.keys.changes, setting.keys.packed]) {
      expect(await admin.pttl(key)).toBeGreaterThan(86_400_000);
    }
  });

  test('confirmations do not fill the stream', async () => {
    const store = await openStore();
    const first = await commit(store, { upserts: [makeOrder(1)] });
    for (let index = 0; index < 20; index++) await commit(store, { base: first });
    expect(await (await setting.admin()).xlen(setting.keys.changes)).toBe(2);
  });
});
