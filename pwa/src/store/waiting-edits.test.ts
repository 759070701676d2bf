import { DEFAULT_SORT, EMPTY_FILTER } from '@orders/contract';
import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { makeEntry } from '../../test/support/outbox-factory.ts';
import { EMPTY_OUTBOX } from '../db/outbox-rows.ts';
import { LocalOrders } from './orders-store.ts';

test('orders whose edits wait can be asked for, until the edits have gone', async () => {
  const store = new LocalOrders({
    pause: async () => undefined,
    untilIdle: async () => undefined,
    now: () => 0,
  });
  await store.replaceCopy([[makeOrder(1), makeOrder(2)]], { asOf: 0, version: null });
  const query = { ...EMPTY_FILTER, hasEdit: true, sort: DEFAULT_SORT, page: 1, pageSize: 50 };
  const waiting = () =>
    store
      .current()
      .query(query)
      .orders.map(({ recordId }) => recordId);
  store.setOutbox({ ...EMPTY_OUTBOX, entries: [makeEntry(2)] });
  expect(waiting()).toEqual([recordIdOf(2)]);
  store.setOutbox(EMPTY_OUTBOX);
  expect(waiting()).toEqual([]);
});
