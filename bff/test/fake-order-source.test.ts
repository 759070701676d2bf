import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { Failure, OutcomeUnknown } from '../src/domain/failures.ts';
import { describeOrderSource } from './ports/order-source.suite.ts';
import { createFakeOrderSource } from './support/fake-order-source.ts';

const options = { callClass: 'write' } as const;

for (const reportsRemovals of [true, false]) {
  describeOrderSource(
    `an order source in memory that ${reportsRemovals ? 'tells' : 'hides'} deletions`,
    async (orders) => {
      const source = createFakeOrderSource({ orders, reportsRemovals });
      let added = 0;
      return {
        source,
        tellsRemovals: reportsRemovals,
        people: {
          get: source.get,
          add(fields) {
            added += 1;
            return source.set(recordIdOf(100_000 + added), fields).recordId;
          },
          edit: (recordId, fields) => void source.set(recordId, fields),
          delete: source.delete,
        },
        [Symbol.asyncDispose]: () => source.close(),
      };
    },
  );
}

describe('the order source in memory', () => {
  const write = [{ recordId: recordIdOf(1), values: { status: 'Shipped' } }];

  it('counts its calls', async () => {
    const source = createFakeOrderSource({ orders: [makeOrderFields(1)] });
    await source.write(write, options);
    await source.readOrders([recordIdOf(1)], options);
    expect(source.calls).toMatchObject({ write: 1, readOrders: 1, readAll: 0, total: 2 });
    expect(source.written).toEqual([write]);
  });

  it('fails before its work, or after it with only the answer lost', async () => {
    const source = createFakeOrderSource({ orders: [makeOrderFields(1)] });
    const lost = new OutcomeUnknown('lost');
    source.failNext(new Failure('source-unreachable', 'down'));
    source.failNext(lost, { method: 'write', afterwards: true });
    await expect(source.write(write, options)).rejects.toMatchObject({ kind: 'source-unreachable' });
    expect(source.get(recordIdOf(1))).toMatchObject({ status: 'Pending' });
    await expect(source.write(write, options)).rejects.toBe(lost);
    expect(source.get(recordIdOf(1))).toMatchObject({ status: 'Shipped' });
  });

  it('holds an answer until it is released, old as it may be by then', async () => {
    const source = createFakeOrderSource({ orders: [makeOrderFields(1)] });
    source.hold('readAll');
    const reading = source.readAll({ ...options, onProgress: () => {} });
    await source.untilWaiting(1);
    source.set(recordIdOf(1), { status: 'Shipped' });
    source.releaseAll();
    expect((await reading).orders).toMatchObject([{ status: 'Pending' }]);
  });

  it('holds a call before its work when told so', async () => {
    const source = createFakeOrderSource({ orders: [makeOrderFields(1)] });
    source.hold('write', 'before');
    const writing = source.write(write, options);
    await source.untilWaiting(1);
    expect(source.get(recordIdOf(1))).toMatchObject({ status: 'Pending' });
    source.releaseNext();
    await writing;
    expect(source.get(recordIdOf(1))).toMatchObject({ status: 'Shipped' });
  });

  it('forgets cursors', async () => {
    const source = createFakeOrderSource();
    const { cursor } = await source.readAll({ ...options, onProgress: () => {} });
    source.forgetCursors();
    expect(await source.readChanges(cursor ?? '', options)).toBeNull();
  });
});
