import { orderSchema, problemSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../src/domain/failures.ts';
import { rowOf } from './support/airtable-source.ts';
import { type EditBench, ORDERS, PATH, RECORD, startEditing } from './support/edit-bench.ts';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import { startBff } from './support/start-bff.ts';

let bench: EditBench;
beforeEach(async () => {
  bench = await startEditing();
});

describe('an edit', () => {
  it('is answered with the order as Airtable now has it', async () => {
    bench.bff.simulator.people.update(RECORD, { Customer: 'Renamed meanwhile' });
    const answer = await bench.patch({ status: 'Shipped' });
    expect(answer.status).toBe(200);
    const order = answer.as(orderSchema);
    expect(order).toMatchObject({ status: 'Shipped', priority: 'Medium', customer: 'Renamed meanwhile' });
    expect(order.updatedAt).not.toBe(ORDERS[0]?.updatedAt);
    expect(answer.header('etag')).toBe(order.etag);
    expect(answer.header('cache-control')).toBe('no-store');
    expect(answer.header('orders-version')).toMatch(/^[\w-]+\.\d+$/);
    expect(bench.cells()).toMatchObject({ Status: 'Shipped', Priority: 'Medium' });
  });

  it('shows in every later read', async () => {
    const answer = await bench.patch({ status: 'Cancelled', priority: 'High' });
    const order = answer.as(orderSchema);
    expect(await bench.orderNow()).toEqual(order);
    expect((await bench.bff.fetch('/api/orders?status=Cancelled')).json).toMatchObject({
      orders: [order],
      total: 1,
    });
    expect((await bench.bff.fetch('/api/orders/changes')).text).toContain(JSON.stringify(order));
    expect((await bench.bff.fetch('/api/orders/summary')).json).toMatchObject({
      byStatus: expect.arrayContaining([{ status: 'Cancelled', count: 1, total: 1.25 }]),
    });
  });

  it('writes the named cells only, in one call', async () => {
    await bench.patch({ priority: 'Low' });
    const { recentWrites } = bench.bff.simulator.stats.snapshot();
    expect(recentWrites.map(({ body }) => body)).toEqual([
      { records: [{ id: RECORD, fields: { Priority: 'Low' } }] },
    ]);
    expect(bench.bff.takeCalls()).toEqual({ updateRecords: 1 });
  });

  it('clears a cell with null', async () => {
    expect((await bench.patch({ status: null })).as(orderSchema)).toMatchObject({
      status: null,
      priority: 'Medium',
    });
    expect(bench.cells()).not.toHaveProperty('Status');
    expect((await bench.patch({ status: 'Pending', priority: null })).as(orderSchema).priority).toBeNull();
  });

  it.each(['application/json', 'application/merge-patch+json', 'Application/JSON; charset="UTF-8"'])(
    'may be sent as %s',
    async (type) => {
      const answer = await bench.patch(JSON.stringify({ status: 'Shipped' }), { 'Content-Type': type });
      expect(answer.status).toBe(200);
    },
  );

  it('may name the order by its record id', async () => {
    const answer = await bench.patch({ status: 'Shipped' }, {}, `/api/orders/${RECORD}`);
    expect(answer.as(orderSchema)).toMatchObject({ recordId: RECORD, status: 'Shipped' });
  });

  it('of an order that was deleted meanwhile is a 404, and the order is gone', async () => {
    bench.bff.simulator.people.delete(RECORD);
    expect((await bench.patch({ status: 'Shipped' })).status).toBe(404);
    expect((await bench.bff.fetch(PATH)).status).toBe(404);
  });

  it('of no order, or of two, is refused before anybody is asked', async () => {
    expect((await bench.patch({ status: 'Shipped' }, {}, '/api/orders/ORD-999')).status).toBe(404);
    bench.bff.simulator.people.update(recordIdOf(2), { 'Order ID': 'ORD-000001' });
    await bench.bff.fetch('/api/orders/sync', { method: 'POST' });
    bench.bff.takeCalls();
    const answer = await bench.patch({ status: 'Shipped' });
    expect(answer.status).toBe(409);
    expect(answer.as(problemSchema).detail).toMatch(new RegExp(`${RECORD}.*${recordIdOf(2)}`));
    expect(bench.bff.takeCalls()).toEqual({});
  });
});

describe('an edit that is not allowed', () => {
  it.each<[string, object, string, string]>([
    ['nothing to change', {}, '', 'status'],
    ['an unknown status', { status: 'Teleported' }, 'status', 'Delivered'],
    ['another case', { status: 'shipped' }, 'status', 'Shipped'],
    ['an unknown priority', { priority: 'Urgent' }, 'priority', 'High'],
    ['an empty text', { status: '' }, 'status', 'Delivered'],
    ['a number', { priority: 3 }, 'priority', 'High'],
    ['a list', { status: ['Shipped'] }, 'status', 'Delivered'],
    ['a field that cannot be changed', { status: 'Shipped', customer: 'Me' }, 'customer', 'status'],
    ['an unknown field', { colour: 'red' }, 'colour', 'status'],
  ])('with %s is a 422 with what is allowed and no call', async (_case, body, field, allowed) => {
    const answer = await bench.patch(body);
    expect(answer.status).toBe(422);
    const { errors = [] } = answer.as(problemSchema);
    expect(errors.map((error) => error.field)).toContain(field);
    expect(errors.find((error) => error.field === field)?.message).toContain(allowed);
    expect(bench.bff.takeCalls()).toEqual({});
  });

  it('names all that is wrong', async () => {
    const { errors } = (await bench.patch({ status: 'x', priority: 7, colour: 'red' })).as(problemSchema);
    expect(errors?.map(({ field }) => field).sort()).toEqual(['colour', 'priority', 'status']);
  });

  it.each(['{"status":', 'status=Shipped', '', '[]', 'null', '"Shipped"', '{"status":"Shipped"} x'])(
    'because its body is %j is a 400',
    async (body) => {
      const answer = await bench.patch(body, { 'Content-Type': 'application/json' });
      expect(answer.status).toBe(400);
      expect(answer.as(problemSchema).errors).toHaveLength(1);
      expect(bench.bff.takeCalls()).toEqual({});
    },
  );

  it.each(['{"__proto__":{"status":"Shipped"}}', '{"constructor":1}', `${'['.repeat(9)}${']'.repeat(9)}`])(
    'S5: because its body %s is an attack is a 400',
    async (body) => {
      expect((await bench.patch(body, { 'Content-Type': 'application/json' })).status).toBe(400);
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', ''])(
    'because it is sent as %j is a 415 that says what is taken',
    async (type) => {
      const headers = type === '' ? {} : { 'Content-Type': type };
      const answer = await bench.patch('{"status":"Shipped"}', headers);
      expect(answer.status).toBe(415);
      expect(answer.header('accept-patch').split(', ').sort()).toEqual([
        'application/json',
        'application/merge-patch+json',
      ]);
      expect(answer.as(problemSchema).status).toBe(415);
    },
  );

  it('because its body is coded is a 415', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    expect((await bench.patch('{"status":"Shipped"}', headers)).status).toBe(415);
  });

  it('because its body is over one megabyte is a 413', async () => {
    const padded = (bytes: number) => `{"status":"Shipped"}`.padEnd(bytes, ' ');
    const headers = { 'Content-Type': 'application/json' };
    expect((await bench.patch(padded(1_048_577), headers)).status).toBe(413);
    expect((await bench.patch(padded(999_999), headers)).status).toBe(200);
  });

  it('because it is a viewer’s is a 403', async () => {
    bench = await startEditing({ settings: { EDITORS: 'kim@example.com' } });
    const answer = await bench.patch({ status: 'Shipped' });
    expect(answer.status).toBe(403);
    expect(answer.as(problemSchema).status).toBe(403);
    expect(bench.bff.takeCalls()).toEqual({});
  });

  it('because Airtable does not take the value is a 422', async () => {
    bench = await startEditing({
      simulator: { statuses: ['Pending', 'Shipped'], scopes: ['data.records:read', 'data.records:write'] },
    });
    const answer = await bench.patch({ status: 'Cancelled' });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('INVALID_MULTIPLE_CHOICE');
    expect((await bench.orderNow()).status).toBe('Pending');
  });
});

describe('the values that are allowed', () => {
  it('are the options of the base, whether an order has them or not', async () => {
    bench = await startEditing({ simulator: { statuses: ['Pending', 'Shipped', 'On hold'] } });
    const refused = await bench.patch({ status: 'Cancelled' });
    expect(refused.status).toBe(422);
    expect(refused.as(problemSchema).errors?.[0]?.message).toContain('Pending, Shipped, On hold');
    expect(bench.bff.takeCalls()).toEqual({});
    expect((await bench.patch({ status: 'On hold' })).as(orderSchema).status).toBe('On hold');
  });

  it('are waited for in the first moments after the start', async () => {
    const fieldOptions = { status: ['Pending', 'On hold'], priority: null };
    const source = createFakeOrderSource({ orders: ORDERS, fieldOptions });
    source.hold('fieldOptions', 'before');
    await using bff = await startBff({ source, waitsUntilReady: false });
    await source.untilWaiting(1);
    const edit = bff.fetch(PATH, { method: 'PATCH', body: { status: 'On hold' } });
    await source.untilWaiting(2);
    source.releaseAll();
    expect((await edit).status).toBe(200);
    expect((await bff.fetch(PATH, { method: 'PATCH', body: { status: 'Shipped' } })).status).toBe(422);
  });

  it('are not known while Airtable has never told them: nothing is refused for good', async () => {
    const fieldOptions = { status: ['Pending', 'On hold'], priority: null };
    const source = createFakeOrderSource({ orders: ORDERS, fieldOptions });
    for (let asked = 0; asked < 2; asked++)
      source.failNext(new Failure('source-unreachable', 'away'), { method: 'fieldOptions' });
    await using bff = await startBff({ source });
    const edit = () => bff.fetch(PATH, { method: 'PATCH', body: { status: 'On hold' } });
    const early = await edit();
    expect([early.status, early.headers['retry-after']]).toEqual([503, '15']);
    expect((await edit()).status).toBe(200);
  });

  it('are soon those that were added meanwhile', async () => {
    expect((await bench.patch({ status: 'On hold' })).status).toBe(422);
    bench.bff.simulator.faults.add({ kind: 'addOption', field: 'Status', name: 'On hold' });
    bench.bff.clock.leap(11 * 60_000);
    await bench.bff.fetch('/api/orders/sync', { method: 'POST' });
    expect((await bench.patch({ status: 'On hold' })).as(orderSchema).status).toBe('On hold');
  });

  it('are without the right to metadata those of the data model and those seen', async () => {
    const rows = [...ORDERS, makeOrderFields(99, { status: 'On hold' })].map(rowOf);
    bench = await startEditing({ simulator: { rows, scopes: ['data.records:read', 'data.records:write'] } });
    expect((await bench.patch({ status: 'On hold' })).status).toBe(200);
    expect((await bench.patch({ status: 'Delivered' })).status).toBe(200);
    expect((await bench.patch({ status: 'Teleported' })).status).toBe(422);
  });
});
