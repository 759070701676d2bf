import { orderSchema, preconditionProblemSchema, problemSchema } from '@orders/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { type EditBench, PATH, RECORD, startEditing } from './support/edit-bench.ts';

let bench: EditBench;
beforeEach(async () => {
  bench = await startEditing();
});

describe('If-Match', () => {
  it('lets an edit through whose order is unchanged', async () => {
    const { etag } = await bench.orderNow();
    for (const field of [etag, '*', `"other", ${etag}`]) {
      const current = field === etag ? field : field.replace(etag, (await bench.orderNow()).etag);
      const status = field === '*' ? 'Shipped' : 'Delivered';
      expect((await bench.patch({ status }, { 'If-Match': current })).status, field).toBe(200);
    }
  });

  it.each(['identity', 'gzip', 'br'])('takes the tag of an answer in %s', async (coding) => {
    const path = '/api/orders/ORD-000050';
    const read = await bench.bff.fetch(path, { headers: { 'Accept-Encoding': coding } });
    expect(read.headers['content-encoding'] ?? 'identity').toBe(coding);
    const headers = { 'If-Match': read.header('etag') };
    expect((await bench.patch({ status: 'Shipped' }, headers, path)).status).toBe(200);
    expect((await bench.patch({ status: 'Delivered' }, headers, path)).status).toBe(412);
  });

  it('that does not match is a 412 with the current order, and nothing is written', async () => {
    const { etag: old } = await bench.orderNow();
    await bench.patch({ priority: 'High' });
    const current = await bench.orderNow();
    bench.bff.takeCalls();
    for (const field of [old, '"x"', `W/${current.etag}`, `W/${old}, "y"`]) {
      const answer = await bench.patch({ status: 'Shipped' }, { 'If-Match': field });
      expect(answer.status, field).toBe(412);
      expect(answer.as(preconditionProblemSchema).current).toEqual(current);
      expect(answer.header('etag')).toBe(current.etag);
    }
    expect(bench.bff.takeCalls()).toEqual({});
  });

  it('is judged by what Airtable has now, though nobody here has been told of it yet', async () => {
    const { etag } = await bench.orderNow();
    bench.bff.clock.leap(10_000);
    bench.bff.simulator.people.update(RECORD, { Customer: 'Changed in Airtable' });
    bench.bff.takeCalls();
    const answer = await bench.patch({ status: 'Shipped' }, { 'If-Match': etag });
    expect(answer.status).toBe(412);
    expect(answer.as(preconditionProblemSchema).current?.customer).toBe('Changed in Airtable');
    expect(bench.bff.takeCalls()).toEqual({ listRecords: 1 });
    expect(bench.cells()).toMatchObject({ Status: 'Pending' });
  });

  it('is judged even where the order already has the value', async () => {
    const answer = await bench.patch({ status: 'Pending' }, { 'If-Match': '"never-seen"' });
    expect(answer.status).toBe(412);
    const { etag } = await bench.orderNow();
    expect((await bench.patch({ status: 'Pending' }, { 'If-Match': `W/${etag}` })).status).toBe(412);
  });

  it('lets one of many through that saw the same order', async () => {
    const { etag } = await bench.orderNow();
    const answers = await Promise.all(
      ['Processing', 'Shipped', 'Delivered', 'Cancelled'].map((status) =>
        bench.patch({ status }, { 'If-Match': etag }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const winner = answers.find(({ status }) => status === 200)?.as(orderSchema);
    expect(await bench.orderNow()).toEqual(winner);
    expect(bench.writes()).toBe(1);
  });

  it('that is no list of tags is a 400', async () => {
    const answer = await bench.patch({ status: 'Shipped' }, { 'If-Match': 'abc' });
    expect(answer.status).toBe(400);
    expect(answer.as(problemSchema).errors?.map(({ field }) => field)).toEqual(['If-Match']);
  });

  it('has a counterpart in If-None-Match', async () => {
    const { etag } = await bench.orderNow();
    expect((await bench.patch({ status: 'Shipped' }, { 'If-None-Match': '*' })).status).toBe(412);
    expect((await bench.patch({ status: 'Shipped' }, { 'If-None-Match': `W/${etag}` })).status).toBe(412);
    expect((await bench.patch({ status: 'Shipped' }, { 'If-None-Match': '"other"' })).status).toBe(200);
  });
});

describe('Orders-Min-Version', () => {
  const reads = ['/api/orders', '/api/orders/summary', '/api/orders/changes', PATH];
  const ask = (path: string, version: string) =>
    bench.bff.fetch(path, { headers: { 'Orders-Min-Version': version } });

  it('of an edit’s answer is a version that shows the edit', async () => {
    const version = (await bench.patch({ status: 'Shipped' })).header('orders-version');
    for (const path of reads) expect((await ask(path, version)).status, path).toBe(200);
    expect((await ask(PATH, version)).as(orderSchema).status).toBe('Shipped');
  });

  it('that is malformed is a 400', async () => {
    for (const version of ['abc', 'abc.', '.1', 'a b.1', 'abc.1.2', 'abc.-1', 'abc.1e3']) {
      for (const path of reads) {
        const answer = await ask(path, version);
        expect(answer.status, `${version} ${path}`).toBe(400);
        expect(answer.as(problemSchema).errors?.[0]?.field).toBe('Orders-Min-Version');
      }
    }
  });

  it('of another epoch is ignored', async () => {
    for (const path of reads) expect((await ask(path, 'another-epoch.999999')).status, path).toBe(200);
  });

  it('that is not reached within two seconds is a 503 with Retry-After', async () => {
    const [epoch, seq] = (await bench.bff.fetch(PATH)).header('orders-version').split('.');
    const waiting = ask(PATH, `${epoch}.${Number(seq) + 1}`);
    const answered = waiting.then(() => true);
    await bench.bff.settle();
    expect(await Promise.race([answered, Promise.resolve(false)])).toBe(false);
    bench.bff.clock.leap(2_001);
    const answer = await waiting;
    expect(answer.status).toBe(503);
    expect(Number(answer.header('retry-after'))).toBeGreaterThan(0);
  });

  it('that is reached in time is waited for', async () => {
    const [epoch, seq] = (await bench.bff.fetch(PATH)).header('orders-version').split('.');
    const waiting = ask(PATH, `${epoch}.${Number(seq) + 1}`);
    await bench.patch({ status: 'Shipped' });
    expect((await waiting).as(orderSchema).status).toBe('Shipped');
  });
});
