import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import type { OrderSource } from '../src/application/ports.ts';
import { type AirtableSourceTest, rowOf, startAirtableSource } from './support/airtable-source.ts';

const SIZE = 1_200;
const ORDERS = Array.from({ length: SIZE }, (_, index) => makeOrderFields(index + 1));
const LONG_AGO = '2026-01-01T00:00:00.000Z';
const rows = ORDERS.map((order) => rowOf({ ...order, createdAt: LONG_AGO, updatedAt: LONG_AGO }));
const options = { callClass: 'background' } as const;

/** A copy of the table that is kept by reading changes, as the application keeps one. */
async function startCopy(source: OrderSource) {
  const copy = new Map<string, unknown>();
  let cursor = '';
  async function readAll() {
    const read = await source.readAll({ ...options, onProgress: () => {} });
    copy.clear();
    for (const order of read.orders) copy.set(order.recordId, order);
    cursor = read.cursor ?? expect.fail('no cursor');
  }
  await readAll();
  return {
    copy,
    /** Whether changes were enough. */
    async follow(): Promise<boolean> {
      const changes = await source.readChanges(cursor, options);
      if (changes === null) {
        await readAll();
        return false;
      }
      for (const order of changes.orders) copy.set(order.recordId, order);
      for (const id of changes.removed) copy.delete(id);
      cursor = changes.cursor;
      return true;
    },
  };
}

const callsIn = (test: AirtableSourceTest) =>
  Object.values(test.takeCalls()).reduce((sum, calls) => sum + calls, 0);

for (const webhooks of ['on', 'off'] as const) {
  describe(`changes of other people, with webhooks ${webhooks}`, () => {
    it.each([0, 1, 99, 150, 1_000])('%i of them cost a call for a hundred, and one more', async (count) => {
      // A sample of a later time of day, so that the first reading lies well before the edits.
      let shiftMs = 0;
      await using test = await startAirtableSource({
        simulator: { rows, now: () => Date.now() + shiftMs },
        source: { webhooks },
      });
      const { follow } = await startCopy(test.source);
      shiftMs = 60_000;
      test.takeCalls();
      for (const { recordId } of ORDERS.slice(0, count)) {
        test.simulator.people.update(recordId, { Customer: 'Somebody else' });
      }
      expect(await follow()).toBe(true);
      expect(callsIn(test)).toBeLessThanOrEqual(Math.ceil(count / 100) + 1);
    });

    it('are found whatever our own clock says', async () => {
      for (const skewMs of [-300_000, 300_000]) {
        await using test = await startAirtableSource({ simulator: { rows }, source: { webhooks } });
        test.clock.shift(skewMs);
        const { copy, follow } = await startCopy(test.source);
        test.simulator.people.update(recordIdOf(1), { Customer: 'Skewed' });
        await follow();
        expect(copy.get(recordIdOf(1))).toMatchObject({ customer: 'Skewed' });
      }
    });
  });
}

describe('a burst of more changes than a page of payloads', () => {
  it('is on the screen at once, with its deletions following', async () => {
    let shiftMs = 0;
    await using test = await startAirtableSource({
      simulator: { rows, now: () => Date.now() + shiftMs },
      source: { webhooks: 'on' },
    });
    const { copy, follow } = await startCopy(test.source);
    const { people } = test.simulator;
    shiftMs = 60_000;
    for (const { recordId } of ORDERS.slice(0, 300)) people.update(recordId, { Customer: 'Burst' });
    people.delete(recordIdOf(1_000));
    shiftMs = 75_000;
    test.takeCalls();
    await follow();
    const burst = () =>
      [...copy.values()].filter((order) => (order as { customer: string }).customer === 'Burst');
    expect(burst()).toHaveLength(300);
    let rounds = 1;
    while (copy.has(recordIdOf(1_000))) {
      shiftMs += 30_000;
      expect(await follow()).toBe(true);
      rounds += 1;
    }
    expect(rounds).toBeLessThanOrEqual(3);
    // No edit is read twice: three pages of them, and one look for others while payloads were left.
    expect(test.takeCalls()).toEqual({ listPayloads: 7, listRecords: 4 });
    shiftMs += 30_000;
    await follow();
    expect(test.takeCalls()).toEqual({ listPayloads: 1 });
  });

  it('is left to a full read when it waited too long', async () => {
    let shiftMs = 0;
    await using test = await startAirtableSource({
      simulator: { rows, now: () => Date.now() + shiftMs },
      source: { webhooks: 'on' },
    });
    const { copy, follow } = await startCopy(test.source);
    for (const { recordId } of ORDERS.slice(0, 600))
      test.simulator.people.update(recordId, { Customer: 'Late' });
    shiftMs = 3_600_000;
    expect(await follow()).toBe(false);
    expect(copy.get(recordIdOf(600))).toMatchObject({ customer: 'Late' });
  });

  it('is read at a stroke after a pause when it is not too long', async () => {
    let shiftMs = 0;
    await using test = await startAirtableSource({
      simulator: { rows, now: () => Date.now() + shiftMs },
      source: { webhooks: 'on' },
    });
    const { copy, follow } = await startCopy(test.source);
    const { people } = test.simulator;
    for (const { recordId } of ORDERS.slice(0, 120)) people.update(recordId, { Customer: 'Waiting' });
    people.delete(recordIdOf(120));
    shiftMs = 3_600_000;
    expect(await follow()).toBe(true);
    expect(copy.get(recordIdOf(119))).toMatchObject({ customer: 'Waiting' });
    expect(copy.has(recordIdOf(120))).toBe(false);
  });
});

describe('changes that move no stamp', () => {
  it('are found by payloads', async () => {
    const rowsWithoutStamp = rows.slice(0, 5);
    await using test = await startAirtableSource({
      simulator: { rows: rowsWithoutStamp },
      source: {
        webhooks: 'on',
        mapping: {
          orderId: 'Order ID',
          customer: 'Customer',
          status: 'Status',
          orderTotal: 'Total with tax',
          createdAt: 'Created At',
          updatedAt: 'Updated At',
          priority: 'Priority',
        },
      },
    });
    const { copy, follow } = await startCopy(test.source);
    test.simulator.people.update(recordIdOf(1), { 'Order Total': 100 });
    await follow();
    expect(copy.get(recordIdOf(1))).toMatchObject({ orderTotal: 108.25 });
  });
});
