import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bff, startBff } from '@orders/bff/test/support/start-bff.ts';
import { type AnswerNote, type Order, OrdersClient, OrdersProblem } from '@orders/client';
import { fileCache } from '@orders/client/file-cache';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({ simulator: { orders: 1_200 } });
});
afterAll(() => bff[Symbol.asyncDispose]());

/** A client of the real server that notes its answers and its waits. */
function noting(options: ConstructorParameters<typeof OrdersClient>[0] = {}) {
  const answers: AnswerNote[] = [];
  const waits: number[] = [];
  const client = new OrdersClient({
    baseUrl: bff.url,
    onAnswer: (note) => void answers.push(note),
    surroundings: { random: () => 1, sleep: async (ms) => void waits.push(ms), ...options.surroundings },
    ...options,
  });
  return { client, answers, waits };
}

describe('reading', () => {
  it('asks conditionally for what it has and gives the same', async () => {
    const { client, answers } = noting();
    const first = await client.getSummary();
    expect(await client.getSummary()).toEqual(first);
    expect(first.totals.orders).toBe(1_200);
    expect(answers.map(({ status }) => status)).toEqual([200, 304]);
  });

  it('walks every page of a list', async () => {
    const { client } = noting();
    const orders = await Array.fromAsync(client.eachOrder({ sort: 'orderId' }));
    expect(new Set(orders.map(({ recordId }) => recordId)).size).toBe(1_200);
    const { total } = await client.listOrders({ status: 'Pending' });
    const pending = await Array.fromAsync(client.eachOrder({ status: 'Pending' }));
    expect(pending).toHaveLength(total);
  });

  it('names what is wrong', async () => {
    const { client } = noting();
    const missing = await client.getOrder('ORD-none').catch((failure: unknown) => failure);
    expect(missing).toBeInstanceOf(OrdersProblem);
    expect(missing).toMatchObject({ status: 404, type: 'not-found', retryAfterMs: null });
    const bad = await client.listOrders({ createdFrom: 'yesterday' }).catch((failure: unknown) => failure);
    expect(bad).toMatchObject({ status: 400, type: 'bad-request' });
    expect((bad as OrdersProblem).problem.errors?.[0]?.field).toBe('createdFrom');
  });

  it('keeps answers on the disk for the next run, each caller its own', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'orders-client-'));
    try {
      const cache = fileCache(join(directory, 'answers'));
      const [run, next, other] = [noting({ cache }), noting({ cache }), noting({ cache, token: 'other' })];
      const summary = await run.client.getSummary();
      expect(await next.client.getSummary()).toEqual(summary);
      await other.client.getSummary();
      expect([...next.answers, ...other.answers].map(({ status }) => status)).toEqual([304, 200]);
      const files = await readdir(join(directory, 'answers'));
      expect(files).toHaveLength(2);
      for (const name of files) {
        const file = join(directory, 'answers', name);
        expect((await stat(file)).mode & 0o077).toBe(0);
        expect(await readFile(file, 'utf8')).not.toContain('other');
        await writeFile(file, '{ "etag": ');
      }
      expect(await next.client.getSummary()).toEqual(summary);
      expect(next.answers.at(-1)?.status).toBe(200);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('writing', () => {
  const other = ({ status }: Order) => (status === 'Shipped' ? 'Delivered' : 'Shipped');
  const orderAt = async (client: OrdersClient, at: number) => {
    const { orders } = await client.listOrders({ sort: 'orderId', pageSize: '100' });
    return orders[at] as Order;
  };

  it('shows what it wrote, on whichever replica it asks', async () => {
    const { client, answers } = noting();
    const order = await orderAt(client, 0);
    const written = await client.updateOrder(order.recordId, { status: other(order) });
    expect(written.status).toBe(other(order));
    expect(await client.getOrder(order.recordId)).toEqual(written);
    expect(answers.at(-2)?.version).toMatch(/\.\d+$/);
  });

  it('refuses an outdated order and says what it is now', async () => {
    const { client } = noting();
    const order = await orderAt(client, 1);
    const newer = await client.updateOrder(order.recordId, { status: other(order) });
    const outdated = client.updateOrder(order.recordId, { priority: 'Low' }, { ifMatch: order.etag });
    await expect(outdated).rejects.toMatchObject({
      status: 412,
      type: 'precondition-failed',
      current: newer,
    });
  });

  it('decides anew when somebody else was faster', async () => {
    const { client } = noting();
    const order = await orderAt(client, 2);
    const seen: (string | null)[] = [];
    let overtaking: Promise<unknown> = Promise.resolve();
    const fetchAfterOthers: typeof fetch = async (input, init) => {
      await overtaking;
      return fetch(input, init);
    };
    const slow = noting({ surroundings: { fetch: fetchAfterOthers } }).client;
    const edited = await slow.editOrder(order.recordId, ({ status }) => {
      seen.push(status);
      if (seen.length === 1) overtaking = client.updateOrder(order.recordId, { status: other(order) });
      return { priority: seen.length === 1 ? 'Low' : 'High' };
    });
    expect(seen).toEqual([order.status, other(order)]);
    expect(edited).toMatchObject({ status: other(order), priority: 'High' });
    expect(await slow.editOrder(order.recordId, () => null)).toEqual(edited);
  });

  it('writes once however often an answer is lost', async () => {
    const order = await orderAt(noting().client, 3);
    let lost = 0;
    const losing: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init);
      if (lost++ < 2) throw new TypeError('fetch failed');
      return answer;
    };
    const { client, waits } = noting({
      surroundings: { fetch: losing, random: () => 1, sleep: async (ms) => void waits.push(ms) },
    });
    bff.takeCalls();
    const written = await client.updateOrder(order.recordId, { status: other(order) });
    expect(written.status).toBe(other(order));
    expect(bff.takeCalls()['updateRecords']).toBe(1);
    expect(lost).toBe(3);
  });

  it('sends many updates in one request and tells each one its result', async () => {
    const { client, answers } = noting();
    const [one, two] = [await orderAt(client, 4), await orderAt(client, 5)];
    const results = await client.updateOrders([
      { recordId: one.recordId, status: other(one) },
      { orderId: 'ORD-none', status: 'Shipped' },
      { recordId: two.recordId, status: other(two), ifMatch: '"old"' },
    ]);
    expect(results.map(({ status }) => status)).toEqual([200, 404, 412]);
    expect(answers.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });
});

describe('the changes feed', () => {
  it('gives everything, then only what changed since its cursor', async () => {
    const { client } = noting();
    const pages = await Array.fromAsync(client.changes());
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap(({ orders }) => orders)).toHaveLength(1_200);
    const since = pages.at(-1)?.cursor;
    const order = pages[0]?.orders[7] as Order;
    const written = await client.updateOrder(order.recordId, {
      priority: order.priority === 'Low' ? 'High' : 'Low',
    });
    const later = await Array.fromAsync(client.changes({ since }));
    expect(later.flatMap(({ orders }) => orders)).toEqual([written]);
  });

  it('starts over by itself from a cursor of another history', async () => {
    const { client } = noting();
    const [first, ...rest] = await Array.fromAsync(client.changes({ since: 'gone.1' }));
    expect(first).toMatchObject({ reset: true, orders: [] });
    expect(rest.flatMap(({ orders }) => orders)).toHaveLength(1_200);
  });

  it('follows, and misses nothing when its connection breaks', async () => {
    const { client } = noting();
    const [last] = (await Array.fromAsync(client.changes())).slice(-1);
    const stop = new AbortController();
    let connections = 0;
    let cutOff = new AbortController();
    const fragile: typeof fetch = async (input, init) => {
      const request = new Request(input, init);
      if (!request.url.endsWith('/api/events')) return fetch(request);
      connections += 1;
      cutOff = new AbortController();
      return fetch(request, { signal: AbortSignal.any([request.signal, cutOff.signal]) });
    };
    const orders = [...(await client.listOrders({ sort: '-orderId', pageSize: '3' })).orders];
    const toggle = (order: Order) =>
      client.updateOrder(order.recordId, { priority: order.priority === 'Low' ? 'High' : 'Low' });
    let written = await toggle(orders[0] as Order);
    const { client: follower } = noting({
      surroundings: {
        fetch: fragile,
        random: () => 0,
        // While it waits to connect again, the next change happens unheard.
        sleep: async () => {
          written = await toggle(orders[1] as Order);
        },
      },
    });
    const seen: Order[] = [];
    for await (const page of follower.follow({ since: last?.cursor, signal: stop.signal })) {
      seen.push(...page.orders);
      expect(page.orders).toEqual([written]);
      if (seen.length === 1) cutOff.abort();
      if (seen.length === 2) written = await toggle(orders[2] as Order);
      if (seen.length === 3) stop.abort();
    }
    expect(connections).toBe(2);
    expect(seen.map(({ recordId }) => recordId)).toEqual(orders.map(({ recordId }) => recordId));
  });
});
