import { orderSchema, problemSchema } from '@orders/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { type EditBench, RECORD, startEditing } from './support/edit-bench.ts';

let bench: EditBench;
beforeEach(async () => {
  bench = await startEditing();
});

describe('Idempotency-Key', () => {
  const key = (value: string) => ({ 'Idempotency-Key': value });

  it('gives the same answer again and writes once', async () => {
    const first = await bench.patch({ status: 'Shipped' }, key('k1'));
    bench.bff.simulator.people.update(RECORD, { Status: 'Cancelled' });
    await bench.bff.fetch('/api/orders/sync', { method: 'POST' });
    const second = await bench.patch({ status: 'Shipped' }, key('k1'));
    expect(second.status).toBe(200);
    expect(second.text).toBe(first.text);
    expect(second.header('etag')).toBe(first.header('etag'));
    expect(bench.writes()).toBe(1);
    expect(bench.cells()['Status']).toBe('Cancelled');
  });

  it('is remembered for a day', async () => {
    const first = await bench.patch({ status: 'Shipped' }, key('k1'));
    bench.bff.clock.leap(24 * 3_600_000);
    expect((await bench.patch({ status: 'Shipped' }, key('k1'))).text).toBe(first.text);
    expect(bench.writes()).toBe(1);
  });

  it('is the same whether quoted or plain, and the members of the body have no order', async () => {
    const first = await bench.patch({ status: 'Shipped', priority: 'Low' }, key('abc-123'));
    const second = await bench.patch({ priority: 'Low', status: 'Shipped' }, key('"abc-123"'));
    expect(second.text).toBe(first.text);
    expect(bench.writes()).toBe(1);
  });

  it('with another body, or for another order, is a 422', async () => {
    await bench.patch({ status: 'Shipped' }, key('k1'));
    const otherBody = await bench.patch({ status: 'Delivered' }, key('k1'));
    const otherOrder = await bench.patch({ status: 'Shipped' }, key('k1'), '/api/orders/ORD-000002');
    for (const answer of [otherBody, otherOrder]) {
      expect(answer.status).toBe(422);
      expect(answer.as(problemSchema).errors?.[0]?.field).toBe('Idempotency-Key');
    }
    expect(bench.writes()).toBe(1);
  });

  it('is looked up before If-Match', async () => {
    const { etag } = await bench.orderNow();
    const headers = { 'If-Match': etag, ...key('k1') };
    const first = await bench.patch({ status: 'Shipped' }, headers);
    const second = await bench.patch({ status: 'Shipped' }, headers);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.text).toBe(first.text);
    expect(bench.writes()).toBe(1);
  });

  it('makes requests that run at the same time share one write', async () => {
    bench.bff.simulator.faults.add({ kind: 'slow', ms: 60, endpoint: 'updateRecords' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => bench.patch({ status: 'Shipped' }, key('k1'))),
    );
    for (const answer of answers) {
      expect([200, 409]).toContain(answer.status);
      if (answer.status === 200) expect(answer.text).toBe(answers[0]?.text);
      else expect(Number(answer.header('retry-after'))).toBeGreaterThan(0);
    }
    expect(bench.writes()).toBe(1);
  });

  it('of a request that wrote nothing can be used again', async () => {
    expect((await bench.patch({ status: 'Shipped' }, { 'If-Match': '"x"', ...key('k1') })).status).toBe(412);
    expect((await bench.patch({ status: 'Teleported' }, key('k1'))).status).toBe(422);
    expect((await bench.patch({ status: 'Shipped' }, key('k1'))).status).toBe(200);
    expect(bench.writes()).toBe(1);
  });

  it.each(['""', 'two words', `"${'x'.repeat(256)}"`, 'x'.repeat(256), '"open', 'umlaut-\u00fc'])(
    'that is %s is a 400',
    async (value) => {
      const answer = await bench.patch({ status: 'Shipped' }, key(value));
      expect(answer.status).toBe(400);
      expect(answer.as(problemSchema).errors?.[0]?.field).toBe('Idempotency-Key');
      expect(bench.bff.takeCalls()).toEqual({});
    },
  );

  it('keeps edits apart that have different ones', async () => {
    await bench.patch({ status: 'Shipped' }, key('k1'));
    await bench.patch({ status: 'Delivered' }, key('k2'));
    expect((await bench.patch({ status: 'Shipped' }, key('k3'))).as(orderSchema).status).toBe('Shipped');
    expect(bench.writes()).toBe(3);
  });
});
