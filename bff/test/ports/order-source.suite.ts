import type { OrderFields } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderSource } from '../../src/application/ports.ts';

export interface SourceUnderTest extends AsyncDisposable {
  readonly source: OrderSource;
  /** Somebody else works in the same table. */
  readonly people: {
    get(recordId: string): OrderFields | undefined;
    add(fields: Partial<OrderFields>): string;
    edit(recordId: string, fields: Partial<OrderFields>): void;
    delete(recordId: string): void;
  };
  /** Whether `readChanges` tells of deletions. */
  readonly tellsRemovals: boolean;
}

export type StartSource = (orders: readonly OrderFields[]) => Promise<SourceUnderTest>;

const ORDERS = Array.from({ length: 250 }, (_, index) => makeOrderFields(index + 1));
const options = { callClass: 'sync' } as const;
const quiet = () => {};

/** What every order source must do. */
export function describeOrderSource(name: string, start: StartSource): void {
  describe(name, () => {
    let test: SourceUnderTest;
    let source: OrderSource;
    beforeEach(async () => {
      test = await start(ORDERS);
      source = test.source;
    });
    afterEach(async () => {
      await test[Symbol.asyncDispose]();
    });

    const readAll = () => source.readAll({ ...options, onProgress: quiet });
    const cursorOf = async () => (await readAll()).cursor ?? expect.fail('no cursor');
    const changesSince = async (cursor: string) =>
      (await source.readChanges(cursor, options)) ?? expect.fail('everything must be read');

    describe('reading everything', () => {
      it('finds a table that it can read', async () => {
        await source.check(options);
        expect(source.state()).toMatchObject({ state: 'ok', breaker: 'closed' });
      });

      it('answers every order once, as it is', async () => {
        const { orders } = await readAll();
        expect(orders).toHaveLength(ORDERS.length);
        for (const order of orders) expect(order).toEqual(test.people.get(order.recordId));
      });

      it('tells how far it is', async () => {
        const progress: number[] = [];
        await source.readAll({ ...options, onProgress: (fetched) => void progress.push(fetched) });
        expect(progress).toEqual(progress.toSorted((left, right) => left - right));
        expect(progress.at(-1)).toBe(ORDERS.length);
      });

      it('gives blanks as null', async () => {
        const id = test.people.add({ customer: 'Ada' });
        const { orders } = await readAll();
        expect(orders.find((order) => order.recordId === id)).toMatchObject({
          customer: 'Ada',
          orderId: null,
          status: null,
          orderTotal: null,
          priority: null,
        });
      });
    });

    describe('reading changes', () => {
      it('finds none where there are none', async () => {
        const changes = await changesSince(await cursorOf());
        expect(changes.removed).toEqual([]);
        for (const order of changes.orders) expect(order).toEqual(test.people.get(order.recordId));
      });

      it('finds what others edited and added', async () => {
        const cursor = await cursorOf();
        test.people.edit(recordIdOf(7), { status: 'Shipped' });
        test.people.edit(recordIdOf(8), { priority: null });
        const added = test.people.add({ orderId: 'ORD-NEW', orderTotal: 9.5 });
        const { orders } = await changesSince(cursor);
        const wanted = [recordIdOf(7), recordIdOf(8), added];
        expect(orders.filter((order) => wanted.includes(order.recordId))).toHaveLength(3);
        for (const order of orders) expect(order).toEqual(test.people.get(order.recordId));
      });

      it('goes on from the cursor that it gave', async () => {
        let cursor = await cursorOf();
        for (const number of [1, 2, 3]) {
          test.people.edit(recordIdOf(number), { customer: `Round ${number}` });
          const changes = await changesSince(cursor);
          expect(changes.orders).toContainEqual(test.people.get(recordIdOf(number)));
          cursor = changes.cursor;
        }
      });

      it('finds more than a page of them', async () => {
        const cursor = await cursorOf();
        for (const { recordId } of ORDERS.slice(0, 120))
          test.people.edit(recordId, { customer: 'Everybody' });
        const { orders } = await changesSince(cursor);
        expect(orders.filter((order) => order.customer === 'Everybody')).toHaveLength(120);
      });

      it('tells of deletions where it can, and never of what is still there', async () => {
        const cursor = await cursorOf();
        test.people.delete(recordIdOf(5));
        test.people.edit(recordIdOf(6), { customer: 'Here' });
        const { removed } = await changesSince(cursor);
        expect(removed).toEqual(test.tellsRemovals ? [recordIdOf(5)] : []);
      });

      it('wants everything read for a cursor that it does not know', async () => {
        expect(await source.readChanges('nonsense', options)).toBeNull();
      });
    });

    describe('reading some orders', () => {
      it('answers in the order of the ids, with null for those that are not there', async () => {
        const ids = [recordIdOf(9), recordIdOf(999), recordIdOf(2), recordIdOf(9), 'nonsense'];
        const expected = ids.map((id) => test.people.get(id) ?? null);
        expect(await source.readOrders(ids, options)).toEqual(expected);
      });

      it('answers ids that are given when the call may start', async () => {
        const ids = [recordIdOf(3), recordIdOf(999)];
        expect(await source.readOrders(() => ids, options)).toEqual([test.people.get(recordIdOf(3)), null]);
      });

      it('answers any number of them', async () => {
        const ids = ORDERS.map((order) => order.recordId).toReversed();
        expect(await source.readOrders(ids, options)).toEqual(ids.map((id) => test.people.get(id)));
        expect(await source.readOrders([], options)).toEqual([]);
      });
    });

    describe('writing', () => {
      it('changes what is named, and answers as it is afterwards', async () => {
        const written = await source.write(
          [
            { recordId: recordIdOf(4), values: { status: 'Delivered' } },
            { recordId: recordIdOf(3), values: { priority: 'High', status: null } },
          ],
          options,
        );
        expect(written).toEqual([test.people.get(recordIdOf(4)), test.people.get(recordIdOf(3))]);
        expect(written[0]).toMatchObject({ status: 'Delivered', priority: 'Medium', orderId: 'ORD-000004' });
        expect(written[1]).toMatchObject({ status: null, priority: 'High' });
      });

      it('takes what is given when the call may start', async () => {
        const writes = [{ recordId: recordIdOf(4), values: { status: 'Delivered' } }];
        const written = await source.write(() => writes, options);
        expect(written).toEqual([test.people.get(recordIdOf(4))]);
        expect(written).toMatchObject([{ status: 'Delivered' }]);
      });

      it('takes as many at once as it says', async () => {
        const writes = ORDERS.slice(0, source.maxBatch).map(({ recordId }) => ({
          recordId,
          values: { status: 'Shipped' },
        }));
        const written = await source.write(writes, options);
        expect(written.map((order) => order.recordId)).toEqual(writes.map((write) => write.recordId));
      });

      it('writes nothing of a batch in which one value is not an option', async () => {
        const writes = [
          { recordId: recordIdOf(1), values: { status: 'Shipped' } },
          { recordId: recordIdOf(2), values: { status: 'Teleported' } },
        ];
        await expect(source.write(writes, options)).rejects.toMatchObject({
          name: 'WriteRejected',
          reason: 'option',
        });
        expect(test.people.get(recordIdOf(1))).toMatchObject({ status: 'Pending' });
      });

      it.each([recordIdOf(999), 'nonsense'])(
        'refuses to write to %s, which is not there',
        async (recordId) => {
          const writes = [
            { recordId: recordIdOf(1), values: { status: 'Shipped' } },
            { recordId, values: { status: 'Shipped' } },
          ];
          await expect(source.write(writes, options)).rejects.toMatchObject({
            name: 'WriteRejected',
            reason: 'no-such-record',
          });
          expect(test.people.get(recordIdOf(1))).toMatchObject({ status: 'Pending' });
        },
      );
    });

    it('tells the options of status and priority', async () => {
      expect(await source.fieldOptions(options)).toEqual({
        status: ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'],
        priority: ['Low', 'Medium', 'High'],
      });
    });

    it('does not begin for a caller who has gone', async () => {
      const gone = { ...options, signal: AbortSignal.abort() };
      const writes = [{ recordId: recordIdOf(1), values: { status: 'Shipped' } }];
      await expect(source.readOrders([recordIdOf(1)], gone)).rejects.toMatchObject({
        kind: 'source-timeout',
      });
      await expect(source.write(writes, gone)).rejects.toMatchObject({ kind: 'source-timeout' });
      expect(test.people.get(recordIdOf(1))).toMatchObject({ status: 'Pending' });
    });

    it('can be closed twice', async () => {
      await source.close();
      await source.close();
    });
  });
}
