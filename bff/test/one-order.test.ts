import { orderSchema, problemSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const ODD_IDS = [
  'A/B',
  'a%2fb',
  '%',
  '100% sure?#1',
  '../',
  '..',
  '../../orders/ORD-000001',
  '😀-1',
  'e\u0301',
  '\u00e9',
  ' space ',
  'plus+sign',
  'a;b=c&d',
  '"quoted"',
  'line\nbreak',
  `long-${'x'.repeat(500)}`,
  'SUMMARY',
  'Sync',
  'summary',
];
const TWICE = 'ORD-TWICE';
const MIMIC = recordIdOf(1);

const ORDERS = [
  ...ODD_IDS.map((orderId, index) => makeOrderFields(100 + index, { orderId })),
  makeOrderFields(1),
  makeOrderFields(2, { orderId: TWICE }),
  makeOrderFields(3, { orderId: TWICE }),
  makeOrderFields(4, { orderId: null }),
  // Somebody typed the record id of another order as the Order ID of this one.
  makeOrderFields(5, { orderId: MIMIC }),
];

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({ simulator: { rows: ORDERS.map(rowOf) } });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

const pathOf = (id: string) =>
  `/api/orders/${encodeURIComponent(id).replaceAll('.', '%2E').replaceAll('!', '%21')}`;

describe('one order', () => {
  it('is found by its Order ID, and its etag is the ETag', async () => {
    const answer = await bff.fetch('/api/orders/ORD-000001');
    expect(answer.status).toBe(200);
    const { etag, ...fields } = answer.as(orderSchema);
    expect(fields).toEqual(makeOrderFields(1));
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(answer.header('etag')).toBe(etag);
  });

  it('is the same as in the list', async () => {
    const [listed, single] = await Promise.all([
      bff.fetch('/api/orders?q=ORD-000001'),
      bff.fetch('/api/orders/ORD-000001'),
    ]);
    expect((listed.json as { orders: unknown[] }).orders).toContainEqual(single.json);
  });

  const byId = ODD_IDS.filter((id) => id !== 'summary').map((id) => [JSON.stringify(id).slice(0, 40), id]);
  it.each(byId)('is found by the Order ID %s', async (_label, orderId = '') => {
    const answer = await bff.fetch(pathOf(orderId));
    expect(answer.status, answer.text).toBe(200);
    expect(answer.as(orderSchema).orderId).toBe(orderId);
  });

  it('with a blank Order ID, or one that is a path here, is found by its record id', async () => {
    expect((await bff.fetch(pathOf(recordIdOf(4)))).as(orderSchema).orderId).toBeNull();
    const named = recordIdOf(100 + ODD_IDS.indexOf('summary'));
    expect((await bff.fetch(pathOf(named))).as(orderSchema).orderId).toBe('summary');
  });

  it('is looked for by exactly these letters', async () => {
    expect((await bff.fetch('/api/orders/ord-000001')).status).toBe(404);
    expect((await bff.fetch('/api/orders/ORD-00000')).status).toBe(404);
    expect((await bff.fetch('/api/orders/%20ORD-000001')).status).toBe(404);
  });

  it('that is unknown is a 404 with a problem', async () => {
    for (const id of ['ORD-999999', recordIdOf(999), 'null', 'undefined', '__proto__']) {
      const answer = await bff.fetch(pathOf(id));
      expect(answer.status).toBe(404);
      expect(answer.as(problemSchema)).toMatchObject({ status: 404, instance: pathOf(id) });
    }
  });

  it('whose Order ID stands twice is a 409 that names both record ids', async () => {
    const answer = await bff.fetch(pathOf(TWICE));
    expect(answer.status).toBe(409);
    const problem = answer.as(problemSchema);
    expect(problem.detail).toContain(recordIdOf(2));
    expect(problem.detail).toContain(recordIdOf(3));
    expect(answer.json).toMatchObject({ recordIds: [recordIdOf(2), recordIdOf(3)] });
  });

  it('is addressed exactly by a record id, whatever people typed as Order IDs', async () => {
    expect((await bff.fetch(pathOf(recordIdOf(2)))).as(orderSchema).recordId).toBe(recordIdOf(2));
    expect((await bff.fetch(pathOf(recordIdOf(3)))).as(orderSchema).recordId).toBe(recordIdOf(3));
    expect((await bff.fetch(pathOf(MIMIC))).as(orderSchema).recordId).toBe(MIMIC);
  });

  it.each(['%', '%ZZ', '%C3', '%C3%28', 'a%00b'])('at the invalid address %s is a 400', async (raw) => {
    const answer = await bff.fetch(`/api/orders/${raw}`);
    expect(answer.status).toBe(400);
    expect(answer.as(problemSchema).status).toBe(400);
  });

  it('takes no query parameters', async () => {
    const answer = await bff.fetch('/api/orders/ORD-000001?fields=status&x=1&x=2');
    expect(answer.status).toBe(400);
    expect(
      answer
        .as(problemSchema)
        .errors?.map(({ field }) => field)
        .sort(),
    ).toEqual(['fields', 'x']);
  });
});

describe('the validator of an order', () => {
  it('changes exactly when one of the other fields does', async () => {
    await using own = await startBff({ simulator: { rows: [rowOf(makeOrderFields(1))] } });
    const { people } = own.simulator;
    const etag = async () => {
      expect((await own.fetch('/api/orders/sync', { method: 'POST' })).status).toBe(200);
      return (await own.fetch(`/api/orders/${recordIdOf(1)}`)).as(orderSchema).etag;
    };
    const seen = [await etag()];
    expect(await etag()).toBe(seen[0]);
    people.update(recordIdOf(1), { Notes: 'nobody asks for these' });
    const changes: Record<string, unknown>[] = [
      { 'Order ID': 'ORD-1b' },
      { Customer: 'Somebody' },
      { Status: 'Shipped' },
      { 'Order Total': 0 },
      { 'Order Total': null },
      { 'Created At': '2026-01-01T00:00:00.000Z' },
      { Priority: null },
    ];
    for (const change of changes) {
      people.update(recordIdOf(1), change);
      seen.push(await etag());
      expect(await etag()).toBe(seen.at(-1));
    }
    expect(new Set(seen).size).toBe(seen.length);
  });
});
