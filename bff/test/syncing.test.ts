import { orderSchema, problemSchema, summarySchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeOrderSource, type FakeOrderSourceOptions } from './support/fake-order-source.ts';
import { type Bff, startBff } from './support/start-bff.ts';

async function start(options: FakeOrderSourceOptions = {}) {
  const orders = Array.from({ length: 40 }, (_, index) => makeOrderFields(index + 1));
  const source = createFakeOrderSource({ orders, ...options });
  const bff = await startBff({ source });
  onTestFinished(async () => {
    source.releaseAll();
    await bff[Symbol.asyncDispose]();
  });
  const reads = { readAll: source.calls.readAll, readChanges: source.calls.readChanges };
  return {
    bff,
    source,
    sync: (query = '') => bff.fetch(`/api/orders/sync${query}`, { method: 'POST' }),
    /** Reads since the start was over. */
    reads: () => ({
      full: source.calls.readAll - reads.readAll,
      changes: source.calls.readChanges - reads.readChanges,
    }),
  };
}

const customerOf = async (bff: Bff, number: number) =>
  (await bff.fetch(`/api/orders/${recordIdOf(number)}`)).as(orderSchema).customer;
const statusAt = async (bff: Bff, number: number) =>
  (await bff.fetch(`/api/orders/${recordIdOf(number)}`)).status;

describe('a sync', () => {
  it('answers as the summary does', async () => {
    const { bff, sync } = await start();
    const answer = await sync();
    expect(answer.status).toBe(200);
    expect(answer.as(summarySchema)).toEqual((await bff.fetch('/api/orders/summary')).json);
    expect(answer.header('cache-control')).toBe('no-store');
    expect(answer.header('orders-version')).toBe((await bff.fetch('/api/orders')).header('orders-version'));
  });

  it('reads everything anew: additions, edits and deletions', async () => {
    const { bff, source, sync, reads } = await start({ reportsRemovals: false });
    source.set(recordIdOf(1), { customer: 'Changed' });
    source.set(recordIdOf(99), { customer: 'New' });
    source.delete(recordIdOf(2));
    const summary = (await sync()).as(summarySchema);
    expect(summary.totals.orders).toBe(40);
    expect(await customerOf(bff, 1)).toBe('Changed');
    expect(await customerOf(bff, 99)).toBe('New');
    expect(await statusAt(bff, 2)).toBe(404);
    expect(reads()).toEqual({ full: 1, changes: 0 });
  });

  it('of changes alone reads only what has changed', async () => {
    const { bff, source, sync, reads } = await start({ reportsRemovals: false });
    source.set(recordIdOf(1), { customer: 'Changed' });
    source.delete(recordIdOf(2));
    expect((await sync('?mode=changes')).status).toBe(200);
    expect(await customerOf(bff, 1)).toBe('Changed');
    expect(await statusAt(bff, 2)).toBe(200);
    expect(reads()).toEqual({ full: 0, changes: 1 });
    await sync('?mode=full');
    expect(await statusAt(bff, 2)).toBe(404);
  });

  it('of changes alone reads everything when it cannot tell what has changed', async () => {
    const { bff, source, sync, reads } = await start();
    source.set(recordIdOf(1), { customer: 'Changed' });
    source.forgetCursors();
    expect((await sync('?mode=changes')).status).toBe(200);
    expect(await customerOf(bff, 1)).toBe('Changed');
    expect(reads()).toEqual({ full: 1, changes: 1 });
  });

  it('is shared by those who ask while it is under way', async () => {
    const { bff, source, sync, reads } = await start();
    source.hold('readAll', 'before');
    const first = sync();
    await source.untilWaiting(1);
    const others = [sync(), sync('?mode=changes'), sync()];
    await bff.settle();
    source.set(recordIdOf(1), { orderTotal: 5_000 });
    source.releaseAll();
    const answers = await Promise.all([first, ...others]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(reads()).toEqual({ full: 1, changes: 0 });
  });

  it('is not shared by those who ask when its orders are there already', async () => {
    const { bff, source, sync } = await start();
    source.hold('fieldOptions', 'before');
    const first = sync();
    await source.untilWaiting(1);
    source.set(recordIdOf(1), { customer: 'Changed after the first' });
    const second = sync();
    await bff.settle();
    source.releaseAll();
    await Promise.all([first, second]);
    expect(await customerOf(bff, 1)).toBe('Changed after the first');
  });

  it('of everything does not make do with a read of changes', async () => {
    const { bff, source, sync, reads } = await start();
    source.hold('readChanges', 'before');
    const changes = sync('?mode=changes');
    await source.untilWaiting(1);
    const full = sync();
    await bff.settle();
    source.releaseAll();
    await Promise.all([changes, full]);
    expect(reads()).toEqual({ full: 1, changes: 1 });
  });

  it('does not undo an edit made after it has begun', async () => {
    const { bff, source, sync } = await start();
    source.hold('readAll', 'after');
    const syncing = sync();
    await source.untilWaiting(1);
    const path = `/api/orders/${recordIdOf(1)}`;
    const edit = await bff.fetch(path, { method: 'PATCH', body: { status: 'Shipped' } });
    source.releaseAll();
    const summary = (await syncing).as(summarySchema);
    expect(await (await bff.fetch(path)).json).toEqual(edit.json);
    expect(summary.byStatus.find(({ status }) => status === 'Shipped')?.count).toBe(1);
  });

  it('does not bring an order back that an edit has found deleted', async () => {
    const { bff, source, sync } = await start();
    source.hold('readAll', 'after');
    const syncing = sync();
    await source.untilWaiting(1);
    source.delete(recordIdOf(1));
    const path = `/api/orders/${recordIdOf(1)}`;
    expect((await bff.fetch(path, { method: 'PATCH', body: { status: 'Shipped' } })).status).toBe(404);
    source.releaseAll();
    await syncing;
    expect(await statusAt(bff, 1)).toBe(404);
  });

  it.each([
    ['?mode=everything', ['mode']],
    ['?mode=full&mode=full', ['mode']],
    ['?force=1&mode=x', ['force', 'mode']],
  ])('asked for with %s is a 400 that names all that is wrong', async (query, fields) => {
    const { sync, reads } = await start();
    const answer = await sync(query);
    expect(answer.status).toBe(400);
    expect(
      answer
        .as(problemSchema)
        .errors?.map(({ field }) => field)
        .sort(),
    ).toEqual(fields);
    expect(reads()).toEqual({ full: 0, changes: 0 });
  });
});
