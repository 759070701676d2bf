/** An order as the API tells it, as far as load needs it. */
export interface LoadedOrder {
  readonly recordId: string;
  readonly status: string | null;
  readonly etag: string;
}

export interface OrdersClient {
  /** Where it asks. */
  readonly url: string;
  /** Resolves when there are orders to serve. */
  untilReady(): Promise<void>;
  orders(count: number): Promise<LoadedOrder[]>;
  /** Milliseconds that it took. @throws Error for any answer but 200 */
  sync(mode?: 'full' | 'changes'): Promise<number>;
  /** Milliseconds that it took. @throws Error for any answer but 200 */
  save(order: LoadedOrder, options?: { readonly isConditional: boolean }): Promise<number>;
  /** Changes an order, with a key, and resolves to the version of which the answer speaks. @throws Error for any but 200 */
  change(order: LoadedOrder): Promise<string>;
  /** Milliseconds until the whole answer was there. @throws Error for any answer but 200 and 304 */
  timedGet(path: string, headers?: Readonly<Record<string, string>>): Promise<number>;
  /** The value of a metric without labels. */
  metric(name: string): Promise<number>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

const POLL_MS = 100;
const PAGE_SIZE = 500;

/** Talks to the server as a script would. */
export function createOrdersClient(url: string): OrdersClient {
  async function timed(path: string, init: RequestInit): Promise<number> {
    const startedAt = performance.now();
    const answer = await fetch(new URL(path, url), init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init.method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return performance.now() - startedAt;
  }

  const get: OrdersClient['get'] = (path, headers = {}) => fetch(new URL(path, url), { headers });

  return {
    url,
    get,
    async timedGet(path, headers) {
      const startedAt = performance.now();
      const answer = await get(path, headers);
      await answer.arrayBuffer();
      if (answer.status !== 200 && answer.status !== 304) throw new Error(`GET ${path}: ${answer.status}`);
      return performance.now() - startedAt;
    },
    async metric(name) {
      const text = await (await get('/metrics')).text();
      return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    },
    async untilReady() {
      for (;;) {
        const { status, body } = await get('/health/ready');
        await body?.cancel();
        if (status === 200) return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    async orders(count) {
      const orders: LoadedOrder[] = [];
      for (let page = 1; orders.length < count; page += 1) {
        const answer = await get(`/api/orders?pageSize=${PAGE_SIZE}&page=${page}`);
        const { orders: more } = (await answer.json()) as { orders: LoadedOrder[] };
        if (more.length === 0) break;
        orders.push(...more);
      }
      return orders.slice(0, count);
    },
    sync: (mode = 'full') => timed(`/api/orders/sync?mode=${mode}`, { method: 'POST' }),
    async change({ recordId, status }) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
      const body = JSON.stringify({ status: status === 'Shipped' ? 'Delivered' : 'Shipped' });
      const init = { method: 'PATCH', headers, body };
      const answer = await fetch(new URL(`/api/orders/${recordId}`, url), init);
      if (!answer.ok) throw new Error(`PATCH ${recordId}: ${answer.status} ${await answer.text()}`);
      await answer.body?.cancel();
      return answer.headers.get('orders-version') ?? '';
    },
    save({ recordId, status, etag }, { isConditional } = { isConditional: false }) {
      const body = JSON.stringify({ status: status === 'Shipped' ? 'Delivered' : 'Shipped' });
      const headers = { 'content-type': 'application/json', ...(isConditional ? { 'if-match': etag } : {}) };
      return timed(`/api/orders/${recordId}`, { method: 'PATCH', headers, body });
    },
  };
}
