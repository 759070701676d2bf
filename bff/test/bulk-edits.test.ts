import { type BulkResponse, bulkResponseSchema, problemSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import { type EditBench, startEditing } from './support/edit-bench.ts';
import type { Answer } from './support/http-client.ts';

const ORDERS = Array.from({ length: 60 }, (_, index) => makeOrderFields(index + 1));
const TWINS = [101, 102].map((number) => makeOrderFields(number, { orderId: 'TWIN' }));

let bench: EditBench;
beforeEach(async () => {
  bench = await startEditing({ simulator: { rows: [...ORDERS, ...TWINS].map(rowOf) } });
});

const idOf = (number: number) => `ORD-${String(number).padStart(6, '0')}`;
const ask = (updates: unknown): Promise<Answer> => bench.patch({ updates }, {}, '/api/orders');
async function resultsOf(updates: unknown): Promise<BulkResponse['results']> {
  const answer = await ask(updates);
  expect(answer.status, answer.text).toBe(200);
  return answer.as(bulkResponseSchema).results;
}
const statusesOf = async (updates: unknown) => (await resultsOf(updates)).map(({ status }) => status);
const statusCell = (number: number) => bench.cells(recordIdOf(number))['Status'];

describe('many edits in one request', () => {
  it('are answered in the order given, each with its order as Airtable has it', async () => {
    const numbers = [7, 3, 12, 1];
    const results = await resultsOf(
      numbers.map((number, index) =>
        index % 2 === 0
          ? { orderId: idOf(number), status: 'Shipped' }
          : { recordId: recordIdOf(number), priority: 'High' },
      ),
    );
    expect(results.map(({ status, order }) => [status, order?.recordId])).toEqual(
      numbers.map((number) => [200, recordIdOf(number)]),
    );
    expect(results[0]?.order).toMatchObject({ status: 'Shipped', priority: 'Medium' });
    expect(results[1]?.order).toMatchObject({ status: 'Pending', priority: 'High' });
    for (const { order } of results) {
      expect(await bench.orderNow(`/api/orders/${order?.recordId}`)).toEqual(order);
    }
  });

  it('go to Airtable in batches of ten', async () => {
    const updates = ORDERS.slice(0, 34).map(({ recordId }) => ({ recordId, status: 'Shipped' }));
    expect(await statusesOf(updates)).toEqual(Array(34).fill(200));
    expect(bench.bff.takeCalls()).toEqual({ updateRecords: 4 });
  });

  it('carry the version that shows them all', async () => {
    const answer = await ask([{ orderId: idOf(1), status: 'Shipped' }]);
    const version = answer.header('orders-version');
    const read = await bench.bff.fetch(`/api/orders/${idOf(1)}`, {
      headers: { 'Orders-Min-Version': version },
    });
    expect(read.json).toMatchObject({ status: 'Shipped' });
    expect(answer.header('cache-control')).toBe('no-store');
  });

  it('may number five hundred, and one at least', async () => {
    const many = Array.from({ length: 501 }, (_, index) => ({
      recordId: recordIdOf((index % 60) + 1),
      priority: index < 60 ? 'High' : 'Low',
    }));
    for (const updates of [[], many]) {
      const answer = await ask(updates);
      expect(answer.status).toBe(422);
      expect(answer.as(problemSchema).errors?.[0]?.field).toBe('updates');
    }
    expect(bench.bff.takeCalls()).toEqual({});
    expect(await statusesOf(many.slice(0, 500))).toEqual(Array(500).fill(200));
  });

  it('of the same order are written in the order given', async () => {
    const results = await resultsOf([
      { orderId: idOf(1), status: 'Processing', idempotencyKey: 'looked up first' },
      { orderId: idOf(2), status: 'Shipped' },
      { recordId: recordIdOf(1), status: 'Shipped' },
      { orderId: idOf(1), priority: 'High' },
      { orderId: idOf(1), status: 'Delivered' },
    ]);
    expect(results.map(({ order }) => order?.status)).toEqual([
      'Processing',
      'Shipped',
      'Shipped',
      'Shipped',
      'Delivered',
    ]);
    expect(results.at(-1)?.order?.priority).toBe('High');
    expect(statusCell(1)).toBe('Delivered');
  });
});

describe('an edit among many that fails', () => {
  it('stops none of the others', async () => {
    const results = await resultsOf([
      { orderId: idOf(1), status: 'Shipped' },
      { orderId: 'ORD-UNKNOWN', status: 'Shipped' },
      { orderId: 'TWIN', status: 'Shipped' },
      { orderId: idOf(2), status: 'Teleported' },
      { orderId: idOf(3) },
      { orderId: idOf(4), recordId: recordIdOf(4), status: 'Shipped' },
      { status: 'Shipped' },
      { orderId: idOf(5), status: 'Shipped', colour: 'red' },
      { orderId: idOf(6), status: 'Shipped', ifMatch: '"stale"' },
      { orderId: idOf(7), status: 'Shipped', ifMatch: 'no tag' },
      'nonsense',
      null,
      { recordId: idOf(8), status: 'Shipped' },
      { orderId: recordIdOf(9), status: 'Shipped' },
      { orderId: idOf(10), status: null },
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      200, 404, 409, 422, 422, 422, 422, 422, 412, 400, 422, 422, 404, 404, 200,
    ]);
    expect(bench.writes()).toBe(1);
    expect(statusCell(1)).toBe('Shipped');
    expect(statusCell(10)).toBeUndefined();
    for (const { status, order, problem } of results) {
      if (status === 200) expect(problem).toBeUndefined();
      else expect([order, problem?.status]).toEqual([undefined, status]);
    }
    expect(results[2]?.problem?.detail).toContain(recordIdOf(101));
    expect(results[3]?.problem?.errors?.[0]).toMatchObject({
      field: 'status',
      message: expect.stringContaining('Delivered'),
    });
    expect(results[7]?.problem?.errors?.map(({ field }) => field)).toEqual(['colour']);
  });

  it('is told the current order where its precondition is not met', async () => {
    const answer = await ask([{ orderId: idOf(1), status: 'Shipped', ifMatch: '"stale"' }]);
    expect(answer.json).toMatchObject({
      results: [{ status: 412, problem: { current: await bench.orderNow(`/api/orders/${idOf(1)}`) } }],
    });
  });

  it('is alone in failing when Airtable refuses its batch', async () => {
    bench.bff.simulator.people.delete(recordIdOf(2));
    const updates = [1, 2, 3].map((number) => ({ orderId: idOf(number), status: 'Shipped' }));
    expect(await statusesOf(updates)).toEqual([200, 404, 200]);
    expect([statusCell(1), statusCell(3)]).toEqual(['Shipped', 'Shipped']);
  });

  it('does not keep the one after it from being judged on its own', async () => {
    const { etag } = await bench.orderNow(`/api/orders/${idOf(1)}`);
    const updates = [
      { orderId: idOf(1), status: 'Shipped', ifMatch: etag },
      { orderId: idOf(1), status: 'Delivered', ifMatch: etag },
      { orderId: idOf(1), status: 'Teleported' },
      { orderId: idOf(1), priority: 'Low' },
    ];
    expect(await statusesOf(updates)).toEqual([200, 412, 422, 200]);
    expect(bench.cells(recordIdOf(1))).toMatchObject({ Status: 'Shipped', Priority: 'Low' });
  });
});

describe('idempotency keys of single edits', () => {
  it('make a repeated request write nothing more and say the same', async () => {
    const updates = [1, 2, 3].map((number) => ({
      orderId: idOf(number),
      status: 'Shipped',
      idempotencyKey: `key-${number}`,
    }));
    const first = await ask(updates);
    const second = await ask(updates);
    expect(second.text).toBe(first.text);
    expect(bench.bff.takeCalls()).toEqual({ updateRecords: 1 });
  });

  it('of the whole request know each update by its place', async () => {
    const updates = [1, 2, 3].map((number) => ({ orderId: idOf(number), status: 'Shipped' }));
    const send = () => bench.patch({ updates }, { 'Idempotency-Key': '"all-of-them"' }, '/api/orders');
    const first = await send();
    expect(bench.bff.takeCalls()).toEqual({ updateRecords: 1 });
    expect((await send()).json).toEqual(first.json);
    expect(bench.bff.takeCalls()).toEqual({});
  });

  it('are those of single requests', async () => {
    const path = `/api/orders/${idOf(1)}`;
    await bench.patch({ status: 'Shipped' }, { 'Idempotency-Key': 'k' }, path);
    const results = await resultsOf([
      { orderId: idOf(1), status: 'Shipped', idempotencyKey: 'k' },
      { orderId: idOf(1), status: 'Delivered', idempotencyKey: 'k' },
    ]);
    expect(results.map(({ status }) => status)).toEqual([200, 422]);
    expect(bench.writes()).toBe(1);
  });

  it('let an edit that stands twice be written once', async () => {
    const update = { orderId: idOf(1), status: 'Shipped', idempotencyKey: 'k' };
    const [first, second] = await resultsOf([update, update]);
    expect(second).toEqual(first);
    expect(bench.writes()).toBe(1);
  });
});

describe('a request of many edits', () => {
  it.each<[string, unknown, number]>([
    ['a list', [], 400],
    ['without updates', {}, 422],
    ['with updates that are no list', { updates: {} }, 422],
    ['with another member', { updates: [{ orderId: 'x', status: null }], all: true }, 422],
  ])('that is %s is refused', async (_case, body, status) => {
    const answer = await bench.patch(body, {}, '/api/orders');
    expect(answer.status).toBe(status);
    expect(answer.as(problemSchema).errors?.length).toBeGreaterThan(0);
    expect(bench.bff.takeCalls()).toEqual({});
  });

  it.each(['If-Match', 'If-None-Match'])(
    'says its preconditions in the updates, not in %s',
    async (field) => {
      const updates = [{ orderId: idOf(1), status: 'Shipped' }];
      const answer = await bench.patch({ updates }, { [field]: '"stale"' }, '/api/orders');
      expect(answer.status).toBe(400);
      expect(answer.as(problemSchema).errors?.[0]?.field).toBe(field);
      expect(bench.writes()).toBe(0);
    },
  );

  it('is taken as JSON only', async () => {
    const body = JSON.stringify({ updates: [{ orderId: idOf(1), status: 'Shipped' }] });
    const answer = await bench.patch(body, { 'Content-Type': 'text/plain' }, '/api/orders');
    expect(answer.status).toBe(415);
    expect(answer.header('accept-patch')).toBe('application/json');
  });

  it('is refused to a viewer', async () => {
    bench = await startEditing({ settings: { EDITORS: 'kim' } });
    expect((await ask([{ orderId: idOf(1), status: 'Shipped' }])).status).toBe(403);
  });
});
