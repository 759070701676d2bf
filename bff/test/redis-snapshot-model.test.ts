import type { Order } from '@orders/contract';
import { makeOrder, recordIdOf } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredSnapshot } from '../src/application/ports.ts';
import { RedisSnapshotStore } from '../src/redis/redis-snapshot-store.ts';
import { packChange, packSnapshot, unpackChange, unpackSnapshot } from '../src/redis/snapshot-codec.ts';
import { confirmation, makeCommit } from './ports/snapshot-store.suite.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting, realClock } from './support/redis-setting.ts';
import { StoreFollower } from './support/store-follower.ts';

const cell = fc.option(fc.string({ unit: 'binary' }), { nil: null });
const order: fc.Arbitrary<Order> = fc.record({
  recordId: fc.nat(40).map(recordIdOf),
  orderId: cell,
  customer: cell,
  status: cell,
  orderTotal: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
  createdAt: cell,
  updatedAt: cell,
  priority: cell,
  etag: fc.string(),
});
const seq = fc.nat(2 ** 40);

/** -0 has no form in JSON, and no meaning as an amount. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe('snapshot codec', () => {
  test('everything comes back as it was, in one piece or many', async () => {
    const snapshot = fc.record({
      version: fc.record({ epoch: fc.string(), seq }),
      orders: fc.array(fc.record({ order, seq }), { maxLength: 1200, size: 'medium' }),
      removed: fc.array(fc.record({ recordId: fc.string(), seq })),
    });
    await fc.assert(
      fc.asyncProperty(snapshot, async (stored) => {
        expect(await unpackSnapshot(await packSnapshot(stored))).toEqual(plain(stored));
      }),
      { numRuns: 40 },
    );
    const change = fc.record({ upserts: fc.array(order), removed: fc.array(fc.string()) });
    await fc.assert(
      fc.asyncProperty(change, async (packed) => {
        expect(await unpackChange(await packChange(packed))).toEqual(plain(packed));
      }),
    );
  });

  test('many orders take several stretches, and little room', async () => {
    const orders = Array.from({ length: 4000 }, (_, number) => ({ order: makeOrder(number), seq: number }));
    const bytes = await packSnapshot({ version: { epoch: 'e', seq: 1 }, orders, removed: [] });
    expect(bytes.length).toBeLessThan(JSON.stringify(orders).length / 8);
    expect((await unpackSnapshot(bytes)).orders).toEqual(orders);
  });

  test('whatever bytes lie there, they are read or refused, never misread', async () => {
    const packed = await packSnapshot({
      version: { epoch: 'e', seq: 1 },
      orders: Array.from({ length: 50 }, (_, number) => ({ order: makeOrder(number), seq: 1 })),
      removed: [],
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), async (length) => {
        await expect(unpackSnapshot(packed.subarray(0, length))).rejects.toThrow(/format|garbled/);
      }),
    );
    for (const text of [
      '',
      '2b',
      '1jnull',
      '1j[]\n[[1]]',
      '1j["e",1,[]]\n[["rec",null]]',
      '1x{}',
      'garbage',
    ]) {
      await expect(unpackSnapshot(Buffer.from(text)), text).rejects.toMatchObject({ name: 'UnreadableData' });
    }
  });
});

describe.skipIf(!hasRedisServer)('redis snapshot store against a model', () => {
  const ids = fc.uniqueArray(fc.nat(12), { maxLength: 5 });
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('commit' as const), upserts: ids, removed: ids }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('save' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('stale' as const), back: fc.integer({ min: 1, max: 3 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost reply' as const), upserts: ids }) },
  );

  /** What a replica knows, from the commits it was told of. */
  function apply(
    orders: Map<string, Order>,
    change: { upserts: readonly Order[]; removed: readonly string[] },
  ) {
    for (const recordId of change.removed) orders.delete(recordId);
    for (const one of change.upserts) orders.set(one.recordId, one);
  }

  const byId = (orders: Iterable<Order>) => [...orders].sort((a, b) => a.recordId.localeCompare(b.recordId));

  test('after any commits a new replica and one that followed hold what was committed', async () => {
    await using setting = new RedisSetting();
    const connections = [await setting.connect(), await setting.connect(), await setting.connect()] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const base = new RedisSetting();
        const open = (index: 0 | 1 | 2) =>
          new RedisSnapshotStore({
            ...{ connection: connections[index], keys: base.keys, log: base.log },
            ...{ clock: realClock, random: Math.random },
          });
        const [writer, follower, newcomer] = [open(0), open(1), open(2)];
        const model = new Map<string, Order>();
        const first = await writer.commit(makeCommit({ upserts: [] }));
        if (first.kind !== 'committed') throw new Error(first.kind);
        let version = first.version;
        const following = new StoreFollower(follower, version);
        for (const [step, one] of actions.entries()) {
          if (one.kind === 'save') {
            await writer.save((await writer.load()) as StoredSnapshot);
          } else if (one.kind === 'stale') {
            const stale = { ...version, seq: version.seq - one.back };
            const outcome = await writer.commit(makeCommit({ base: stale, upserts: [makeOrder(99)] }));
            expect(outcome).toEqual({ kind: 'superseded' });
          } else {
            const removed = 'removed' in one ? one.removed.map(recordIdOf) : [];
            const upserts = one.upserts.map((number) => makeOrder(number, { customer: `step ${step}` }));
            const outcome = await writer.commit(makeCommit({ base: version, upserts, removed }));
            if (outcome.kind !== 'committed') throw new Error(outcome.kind);
            apply(model, { upserts, removed });
            if (one.kind === 'commit') version = outcome.version;
            else version = (await writer.changesAfter(version))?.at(-1)?.version ?? version;
          }
        }
        await following.until((replica) => replica.version?.seq === version.seq);
        await following.stop();
        const followed = new Map<string, Order>();
        for (const change of following.changes) apply(followed, change);
        const loaded = await newcomer.load();
        expect(loaded?.version).toEqual(version);
        expect(byId(followed.values())).toEqual(byId(model.values()));
        expect(byId(loaded!.orders.map((stored) => stored.order))).toEqual(byId(model.values()));
        expect(following.gaps).toBe(0);
        expect(loaded?.confirmation.cursor).toBe(confirmation.cursor);
        await base[Symbol.asyncDispose]();
      }),
      { numRuns: 25 },
    );
  });
});
