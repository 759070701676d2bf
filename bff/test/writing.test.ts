import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import type { UnsettledEdit } from '../src/application/unsettled-edit.ts';
import { Failure, OutcomeUnknown } from '../src/domain/failures.ts';
import { startEngine } from './support/start-engine.ts';

const orders = Array.from({ length: 60 }, (_, number) => makeOrderFields(number, { status: 'Pending' }));
const id = recordIdOf;

test('forty people saving at once cost four calls', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  const edits = Array.from({ length: 40 }, (_, number) => engine.edit(id(number), { status: 'Shipped' }));
  const outcomes = await Promise.all(edits);
  expect(outcomes.every(({ kind }) => kind === 'edited')).toBe(true);
  expect(engine.source.calls.write).toBe(4);
});

test('what comes while a call waits for its slot travels along', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.hold('write', 'before');
  const edits: Promise<unknown>[] = [];
  for (let number = 0; number < 40; number++) {
    edits.push(engine.edit(id(number), { status: 'Shipped' }));
    if (number % 3 === 0) await engine.settle();
  }
  await engine.settle();
  expect(engine.source.waiting()).toBe(4);
  engine.source.releaseAll();
  await Promise.all(edits);
  expect(engine.source.written.map((batch) => batch.length)).toEqual([10, 10, 10, 10]);
});

test('no more than four calls are open at once, and the others follow', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.hold('write', 'after');
  const edits = orders.map(({ recordId }) => engine.edit(recordId, { status: 'Shipped' }));
  await engine.settle();
  expect(engine.source.waiting()).toBe(4);
  engine.source.releaseNext();
  await engine.settle();
  expect(engine.source.calls.write).toBe(5);
  engine.source.releaseAll();
  await Promise.all(edits);
  expect(engine.source.written.map((batch) => batch.length)).toEqual([10, 10, 10, 10, 10, 10]);
});

test('a call that never starts fails those who waited for it, and nobody later', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  const failure = new Failure('source-throttled', 'paused', { retryAfterMs: 30_000 });
  engine.source.failNext(failure, { method: 'write', unsent: true });
  const edits = Array.from({ length: 8 }, (_, number) => engine.edit(id(number), { status: 'Shipped' }));
  for (const edit of edits) await expect(edit).rejects.toBe(failure);
  expect(engine.source.written).toEqual([]);
  expect(await engine.edit(id(1), { status: 'Shipped' })).toMatchObject({ kind: 'edited' });
});

test('two writes to one record at the same time are a mistake', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  const write = { recordId: id(1), values: { status: 'Shipped' } };
  const first = engine.writer.write(write);
  await expect(engine.writer.write(write)).rejects.toThrow('at the same time');
  await first;
  await engine.writer.write(write);
  expect(engine.source.written).toEqual([[write], [write]]);
});

test('records that are looked at before a write share a look, whenever they come while it waits', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  await engine.clock.advance(1_000);
  engine.source.hold('readOrders', 'before');
  const edits: Promise<unknown>[] = [];
  for (let number = 0; number < 30; number++) {
    edits.push(engine.edit(id(number), { status: 'Shipped' }, () => true));
    if (number % 3 === 0) await engine.settle();
  }
  await engine.settle();
  engine.source.releaseAll();
  await Promise.all(edits);
  expect(engine.source.calls).toMatchObject({ readOrders: 1, write: 3 });
});

test.each([
  { held: 'write', precondition: null, looks: 0 },
  { held: 'readOrders', precondition: () => true, looks: 1 },
] as const)(
  'a read that ends before a $held begins is older, and no reason to look again',
  async ({ held, precondition, looks }) => {
    await using engine = startEngine({ orders });
    await engine.settle();
    await engine.clock.advance(1_000);
    engine.source.hold(held, 'before');
    const edit = engine.edit(id(1), { status: 'Shipped' }, precondition);
    await engine.settle();
    engine.source.set(id(1), { priority: 'High' });
    await engine.refresher.sync('full');
    engine.source.releaseAll();
    expect(await edit).toMatchObject({ kind: 'edited', order: { status: 'Shipped', priority: 'High' } });
    expect(engine.source.calls).toMatchObject({ readOrders: looks, write: 1 });
  },
);

test('an answered write shows at once and is not undone by a read that began before it', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.hold('readAll', 'after');
  const sync = engine.refresher.sync('full');
  await engine.settle();
  await engine.edit(id(7), { status: 'Delivered' });
  expect(engine.keeper.table?.row(id(7))?.order.status).toBe('Delivered');
  engine.source.releaseAll();
  await sync;
  expect(engine.keeper.table?.row(id(7))?.order.status).toBe('Delivered');
});

test('of two edits under the same precondition only the first finds it met', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  const etag = engine.keeper.table?.row(id(1))?.order.etag;
  const precondition = (order: { etag: string }) => order.etag === etag;
  const [first, second] = await Promise.all([
    engine.edit(id(1), { status: 'Shipped' }, precondition),
    engine.edit(id(1), { status: 'Cancelled' }, precondition),
  ]);
  expect(first.kind).toBe('edited');
  expect(second).toMatchObject({ kind: 'changed-meanwhile', current: { status: 'Shipped' } });
});

test('an edit under an old precondition is refused even if its value is there already', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  await engine.edit(id(1), { status: 'Shipped' });
  const outcome = await engine.edit(id(1), { status: 'Shipped' }, () => false);
  expect(outcome).toMatchObject({ kind: 'changed-meanwhile', current: { status: 'Shipped' } });
  expect(engine.source.calls.write).toBe(1);
});

test('of a refused batch only the guilty hears so', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.delete(id(4));
  const outcomes = await Promise.allSettled(
    [3, 4, 5].map((number) => engine.edit(id(number), { priority: 'High' })),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(engine.source.get(id(5))?.priority).toBe('High');
  expect(engine.keeper.table?.row(id(4))).toBeUndefined();
});

test('a write whose answer was lost is looked at, not repeated', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.failNext(new OutcomeUnknown('connection lost'), { method: 'write', afterwards: true });
  const outcome = await engine.edit(id(2), { status: 'Shipped' });
  expect(outcome).toMatchObject({ kind: 'edited', order: { status: 'Shipped' } });
  expect(engine.source.calls).toMatchObject({ write: 1, readOrders: 1 });
});

test('a write that was lost before it arrived is said not to have been made', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.failNext(new OutcomeUnknown('connection lost'), { method: 'write' });
  await expect(engine.edit(id(2), { status: 'Shipped' })).rejects.toMatchObject({
    kind: 'source-unreachable',
  });
  expect(engine.source.get(id(2))?.status).toBe('Pending');
});

test('when nobody can tell what became of a write, the next one looks before it writes', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.failNext(new OutcomeUnknown('connection lost'), { method: 'write', afterwards: true });
  engine.source.failNext(new Failure('source-unreachable', 'away'), { method: 'readOrders' });
  await expect(engine.edit(id(2), { status: 'Shipped' })).rejects.toBeInstanceOf(Failure);
  const again = engine.edit(id(2), { status: 'Shipped' });
  await engine.clock.advance(1_000);
  expect(await again).toMatchObject({ kind: 'edited', order: { status: 'Shipped' } });
  expect(engine.source.calls.write).toBe(1);
});

test('until it is known what became of a write, nobody edits the record; then it is known for its key as well', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  engine.source.failNext(new OutcomeUnknown('connection lost'), { method: 'write', afterwards: true });
  engine.source.failNext(new Failure('source-unreachable', 'away'), { method: 'readOrders' });
  const unsettled = await engine.edit(id(2), { status: 'Shipped' }).catch((error: unknown) => error);
  const other = engine.edit(id(2), { status: 'Cancelled' });
  await engine.settle();
  expect(engine.source.calls.write).toBe(1);
  await engine.clock.advance(1_000);
  expect(await (unsettled as UnsettledEdit).settled).toMatchObject({ status: 'Shipped' });
  expect(await other).toMatchObject({ kind: 'edited', order: { status: 'Cancelled' } });
  expect(engine.source.get(id(2))?.status).toBe('Cancelled');
});

test('a value that is no option costs no call', async () => {
  await using engine = startEngine({ orders, fieldOptions: { status: ['Pending', 'Shipped'] } });
  await engine.settle();
  const before = engine.source.calls.total;
  expect(await engine.edit(id(2), { status: 'Lost', priority: 'Urgent' })).toMatchObject({
    kind: 'not-allowed',
    errors: [{ field: 'status' }, { field: 'priority' }],
  });
  expect(await engine.edit(id(2), {})).toMatchObject({ kind: 'not-allowed' });
  expect(engine.source.calls.total).toBe(before);
});

test('a precondition is judged by what the source has now, not by what was read a while ago', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  await engine.clock.advance(5_000);
  const etag = engine.keeper.table?.row(id(9))?.order.etag;
  engine.source.set(id(9), { status: 'Cancelled' });
  const outcome = await engine.edit(id(9), { status: 'Shipped' }, (order) => order.etag === etag);
  expect(outcome).toMatchObject({ kind: 'changed-meanwhile', current: { status: 'Cancelled' } });
  expect(engine.source.calls.write).toBe(0);
});

test('forty conditional saves at once share one look', async () => {
  await using engine = startEngine({ orders });
  await engine.settle();
  await engine.clock.advance(5_000);
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, number) => engine.edit(id(number), { status: 'Shipped' }, () => true)),
  );
  expect(outcomes.every(({ kind }) => kind === 'edited')).toBe(true);
  expect(engine.source.calls).toMatchObject({ readOrders: 1, write: 4 });
});
