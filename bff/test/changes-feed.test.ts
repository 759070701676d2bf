import { type Changes, changesSchema, type Order, ordersPageSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const COUNT = 2_345;

async function start(count = COUNT) {
  const source = createFakeOrderSource({
    orders: Array.from({ length: count }, (_, index) => makeOrderFields(index + 1)),
  });
  const bff = await startBff({ source });
  onTestFinished(() => bff[Symbol.asyncDispose]());
  return { bff, source, client: createClient(bff), sync: () => bff.fetch(SYNC, { method: 'POST' }) };
}

const SYNC = '/api/orders/sync?mode=changes';

/** A client that keeps a copy, as the contract tells it to. */
function createClient(bff: Bff) {
  const copy = new Map<string, Order>();
  let cursor: string | null = null;
  const told: { orders: string[]; removed: string[] }[] = [];
  async function ask(since = cursor): Promise<Changes> {
    const query = since === null ? '' : `?since=${encodeURIComponent(since)}`;
    const answer = await bff.fetch(`/api/orders/changes${query}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.as(changesSchema);
  }
  return {
    copy,
    told,
    ask,
    /** One request; says whether there is more. */
    async step(): Promise<boolean> {
      const page = await ask();
      if (page.reset) {
        expect([page.orders, page.removed]).toEqual([[], []]);
        copy.clear();
        cursor = null;
        return true;
      }
      for (const order of page.orders) copy.set(order.recordId, order);
      for (const recordId of page.removed) copy.delete(recordId);
      told.push({ orders: page.orders.map(({ recordId }) => recordId), removed: page.removed });
      cursor = page.cursor;
      return page.more;
    },
    async pull(): Promise<void> {
      while (await this.step());
    },
    set cursor(value: string | null) {
      cursor = value;
    },
    get cursor() {
      return cursor;
    },
  };
}

/** Every order as the list shows it. */
async function everything(bff: Bff): Promise<Map<string, Order>> {
  const orders = new Map<string, Order>();
  for (let page = 1; ; page++) {
    const answer = await bff.fetch(`/api/orders?pageSize=500&sort=orderId&page=${page}`);
    const listed = answer.as(ordersPageSchema);
    for (const order of listed.orders) orders.set(order.recordId, order);
    if (page >= listed.pageCount) return orders;
  }
}

describe('the changes feed', () => {
  it('has exactly the members of the contract', async () => {
    const { bff } = await start(3);
    const answer = await bff.fetch('/api/orders/changes');
    expect(Object.keys(answer.json as object).sort()).toEqual(
      ['cursor', 'reset', 'more', 'orders', 'removed'].sort(),
    );
    expect(answer.json).toMatchObject({ reset: false, more: false, removed: [] });
  });

  it('hands out everything in pages, each order once', async () => {
    const { bff, client } = await start();
    expect(await client.step()).toBe(true);
    await client.pull();
    expect(client.told.length).toBeGreaterThan(1);
    expect(client.told.flatMap(({ orders }) => orders)).toHaveLength(COUNT);
    expect(client.copy).toEqual(await everything(bff));
  });

  it('is empty where nothing has changed, and stays a 304', async () => {
    const { bff, client, sync } = await start();
    await client.pull();
    const path = `/api/orders/changes?since=${client.cursor}`;
    const answer = await bff.fetch(path);
    expect(answer.json).toEqual({
      cursor: client.cursor,
      reset: false,
      more: false,
      orders: [],
      removed: [],
    });
    await sync();
    const again = await bff.fetch(path, { headers: { 'If-None-Match': answer.header('etag') } });
    expect(again.status).toBe(304);
  });

  it('tells each change once: edits, additions and removals', async () => {
    const { bff, client, source, sync } = await start();
    await client.pull();
    client.told.length = 0;
    source.set(recordIdOf(5), { customer: 'Changed' });
    source.set(recordIdOf(9_001), { orderId: 'NEW' });
    source.delete(recordIdOf(6));
    await sync();
    await bff.fetch(`/api/orders/${recordIdOf(7)}`, { method: 'PATCH', body: { status: 'Shipped' } });
    await client.pull();
    expect(client.told).toEqual([
      {
        orders: expect.arrayContaining([5, 7, 9_001].map(recordIdOf)),
        removed: [recordIdOf(6)],
      },
    ]);
    expect(client.told[0]?.orders).toHaveLength(3);
    await client.pull();
    expect(client.told.slice(1)).toEqual([{ orders: [], removed: [] }]);
    expect(client.copy).toEqual(await everything(bff));
  });

  it('tells of an order that went and came back as it is now', async () => {
    const { bff, client, source, sync } = await start(20);
    await client.pull();
    source.delete(recordIdOf(1));
    await sync();
    source.set(recordIdOf(1), { orderId: 'BACK' });
    source.set(recordIdOf(500), { orderId: 'SHORT-LIVED' });
    await sync();
    source.delete(recordIdOf(500));
    await sync();
    await client.pull();
    expect(client.copy).toEqual(await everything(bff));
    expect(client.copy.get(recordIdOf(1))?.orderId).toBe('BACK');
  });

  it('loses nothing that happens between two pages', async () => {
    const { bff, client, source, sync } = await start();
    await client.step();
    const seen = client.told[0]?.orders ?? [];
    const unseen = [...(await everything(bff)).keys()].find((recordId) => !seen.includes(recordId)) ?? '';
    source.set(seen[0] ?? '', { customer: 'Changed behind' });
    source.set(unseen, { customer: 'Changed ahead' });
    source.delete(seen[1] ?? '');
    await sync();
    await client.step();
    source.set(seen[2] ?? '', { customer: 'Changed behind' });
    await sync();
    await client.pull();
    expect(client.copy).toEqual(await everything(bff));
  });

  it('has in each live event the cursor up to which a client then gets', async () => {
    const { bff, client } = await start(5);
    await client.pull();
    using events = await bff.listen();
    await bff.fetch(`/api/orders/${recordIdOf(1)}`, { method: 'PATCH', body: { status: 'Shipped' } });
    const { data } = await events.first(({ event }) => event === 'change');
    await client.pull();
    expect(data).toMatchObject({ cursor: client.cursor });
  });

  it.each(['nonsense', '%00', 'a.b', 'otherepoch.1', 'x'.repeat(300), '1', '-1', 'otherepoch.5.rec1.3'])(
    'asks a client with the unknown cursor %j to start over',
    async (since) => {
      const { bff } = await start(3);
      const answer = await bff.fetch(`/api/orders/changes?since=${encodeURIComponent(since)}`);
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ reset: true, orders: [], removed: [] });
    },
  );

  it('asks a client to start over whose cursor lies ahead', async () => {
    const { client } = await start(3);
    const [epoch] = (await client.ask()).cursor.split('.');
    expect(await client.ask(`${epoch}.999`)).toMatchObject({ reset: true, orders: [] });
    expect(await client.ask(`${epoch}.999.${recordIdOf(1)}`)).toMatchObject({ reset: true, orders: [] });
  });

  it('brings a client back that was asked to start over', async () => {
    const { bff, client } = await start();
    client.cursor = 'gone.17';
    client.copy.set('recGone', { recordId: 'recGone' } as Order);
    await client.pull();
    expect(client.copy).toEqual(await everything(bff));
  });

  it('starts over after a restart, whose history is another', async () => {
    const first = await start(5);
    await first.client.pull();
    const second = await start(5);
    second.client.cursor = first.client.cursor;
    expect(await second.client.ask()).toMatchObject({ reset: true });
  });

  it('takes no other parameter and no doubled one', async () => {
    const { bff } = await start(1);
    expect((await bff.fetch('/api/orders/changes?limit=5')).status).toBe(400);
    expect((await bff.fetch('/api/orders/changes?since=a&since=b')).status).toBe(400);
  });
});
