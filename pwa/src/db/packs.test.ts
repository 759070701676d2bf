import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { dealOut, decodePack, encodePack, packCountFor, packOf } from './packs.ts';

test('a pack holds about a thousand orders', () => {
  expect([0, 1, 1_000, 1_001, 50_000].map(packCountFor)).toEqual([1, 1, 1, 2, 50]);
});

test('every order is in the pack of its id, and packs are about equally full', () => {
  const orders = Array.from({ length: 20_000 }, (_, index) => makeOrder(index));
  const packs = dealOut(orders, 20);
  expect([...packs.values()].flat()).toHaveLength(20_000);
  for (const [index, members] of packs) {
    expect(members.every(({ recordId }) => packOf(recordId, 20) === index)).toBe(true);
    expect(members.length).toBeGreaterThan(800);
    expect(members.length).toBeLessThan(1_200);
  }
});

test('only the wanted packs are dealt, also when nothing is left for them', () => {
  const wanted = packOf(recordIdOf(1), 5);
  expect(dealOut([], 5, new Set([wanted]))).toEqual(new Map([[wanted, []]]));
});

test('an order comes out of a pack as it went in, without what memory added', () => {
  const order = makeOrder(1, { customer: 'Ω "quoted" \u2028', orderTotal: null });
  expect(decodePack(encodePack([Object.assign({}, order, { editState: null })]))).toEqual([order]);
});
