import { OrdersClient } from '@orders/client';
import { expect, test } from 'vitest';

const ORDER = {
  recordId: 'rec00000000000001',
  orderId: 'ORD-000001',
  customer: 'Ada',
  status: 'Pending',
  orderTotal: 1,
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-01T10:00:00.000Z',
  priority: null,
  etag: '"a"',
};
const json = (body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json', ...headers } });

test('a page asks the server that it came from, conditionally', async () => {
  const asked: Request[] = [];
  const client = new OrdersClient({
    surroundings: {
      fetch: async (input, init) => {
        const request = new Request(input, init);
        asked.push(request);
        if (request.headers.get('if-none-match') === '"a"') return new Response(null, { status: 304 });
        return json(ORDER, { etag: '"a"' });
      },
    },
  });
  expect(await client.getOrder('ORD-000001')).toEqual(ORDER);
  expect(await client.getOrder('ORD-000001')).toEqual(ORDER);
  expect(asked.map(({ url }) => url)).toEqual(Array(2).fill(`${location.origin}/api/orders/ORD-000001`));
  expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"a"']);
});

test('a page follows the changes by events', async () => {
  const stop = new AbortController();
  let seq = 1;
  let tell = (_text: string) => {};
  const client = new OrdersClient({
    surroundings: {
      fetch: async (input, init) => {
        const { pathname, searchParams } = new URL(new Request(input, init).url);
        if (pathname === '/api/events') {
          const body = new ReadableStream<Uint8Array>({
            start(controller) {
              tell = (text) => controller.enqueue(new TextEncoder().encode(text));
            },
          });
          return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
        }
        const orders = searchParams.get('since') === `e.${seq}` ? [] : [{ ...ORDER, orderTotal: seq }];
        return json({ cursor: `e.${seq}`, reset: false, more: false, orders, removed: [] });
      },
    },
  });
  const totals: (number | null)[] = [];
  for await (const { orders } of client.follow({ signal: stop.signal })) {
    totals.push(...orders.map(({ orderTotal }) => orderTotal));
    seq += 1;
    if (seq > 3) stop.abort();
    // Cut in two where it is least convenient.
    const event = `event: change\ndata: {"version":"e.${seq}","cursor":"e.${seq}"}\n\n`;
    tell(event.slice(0, 20));
    tell(event.slice(20));
  }
  expect(totals).toEqual([1, 2, 3]);
});
