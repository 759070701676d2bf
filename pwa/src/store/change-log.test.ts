import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { EMPTY_OUTBOX } from '../db/outbox-rows.ts';
import { LocalOrders } from './orders-store.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const at = (asOf: number) => ({ asOf, version: `epoch.${asOf}` });

async function openStore() {
  const store = new LocalOrders({ now: () => NOW, pause: async () => {}, untilIdle: async () => {} });
  await store.replaceCopy([[makeOrder(1), makeOrder(2), makeOrder(3)]], at(1));
  return store;
}

test('the first copy tells of no change', async () => {
  const store = await openStore();
  expect(store.seen.current()).toEqual([]);
});

test('what others change, add and remove is taken down, the latest first', async () => {
  const store = await openStore();
  const updatedAt = '2026-11-23T11:00:00.000Z';
  store.changeCopy(
    [makeOrder(1, { status: 'Shipped', orderTotal: 5, etag: '"b"', updatedAt }), makeOrder(4)],
    [recordIdOf(2)],
    at(2),
  );
  expect(store.seen.current()).toMatchObject([
    { label: 'ORD-000002', kind: 'removed', at: NOW },
    {
      label: 'ORD-000001',
      kind: 'changed',
      at: Date.parse(updatedAt),
      isOwn: false,
      differences: [
        { field: 'status', from: 'Pending', to: 'Shipped' },
        { field: 'orderTotal', from: 1.25, to: 5 },
      ],
    },
    { label: 'ORD-000004', kind: 'created' },
  ]);
});

test('what is told again is no change', async () => {
  const store = await openStore();
  store.changeCopy([makeOrder(1)], [recordIdOf(9)], at(2));
  expect(store.seen.current()).toEqual([]);
});

test('a change that the server answered an own edit with is an own one', async () => {
  const store = await openStore();
  const mine = makeOrder(1, { status: 'Shipped', etag: '"mine"' });
  const tags = [{ recordId: mine.recordId, order: mine, version: 'epoch.2', ackedAt: 0 }];
  store.setOutbox({ ...EMPTY_OUTBOX, tags });
  store.changeCopy([mine, makeOrder(2, { status: 'Shipped', etag: '"theirs"' })], [], at(2));
  const isOwn = Object.fromEntries(store.seen.current().map(({ label, isOwn }) => [label, isOwn]));
  expect(isOwn).toEqual({ 'ORD-000001': true, 'ORD-000002': false });
});

test('a later change of somebody else to the same order is not an own one', async () => {
  const store = await openStore();
  const mine = makeOrder(1, { status: 'Shipped', etag: '"mine"' });
  store.setOutbox({
    ...EMPTY_OUTBOX,
    tags: [{ recordId: mine.recordId, order: mine, version: 'epoch.2', ackedAt: 0 }],
  });
  store.changeCopy([makeOrder(1, { status: 'Cancelled', etag: '"theirs"' })], [], at(2));
  expect(store.seen.current()).toMatchObject([{ isOwn: false }]);
});

test('a whole new copy is compared with the one before, and an emptied one leaves nothing', async () => {
  const store = await openStore();
  const changed = makeOrder(3, { priority: 'High', etag: '"c"' });
  await store.replaceCopy([[makeOrder(1), changed]], at(2));
  const told = store.seen.current().map(({ label, kind }) => `${label} ${kind}`);
  expect(told.toSorted()).toEqual(['ORD-000002 removed', 'ORD-000003 changed']);
  await store.replaceCopy([], { asOf: null, version: null });
  expect(store.seen.current()).toEqual([]);
});

test('a flood leaves the latest five hundred', async () => {
  const store = await openStore();
  const many = Array.from({ length: 700 }, (_, index) =>
    makeOrder(index + 10, { updatedAt: new Date(NOW - index * 1000).toISOString() }),
  );
  store.changeCopy(many, [], at(2));
  const seen = store.seen.current();
  expect(seen).toHaveLength(500);
  expect(seen[0]?.at).toBe(NOW);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(500);
});
