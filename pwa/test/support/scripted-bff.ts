import {
  type AppConfig,
  type BulkUpdate,
  createReportingCalendar,
  HEADERS,
  type Health,
  type Order,
  type OrderPatch,
  type Session,
  summarize,
} from '@orders/contract';

/** What a test may do to a request instead of having it answered. */
export type Script = (
  request: Request,
  answer: () => Promise<Response>,
) => Promise<Response> | Response | undefined;

export interface ReceivedPatch {
  readonly recordId: string;
  readonly patch: OrderPatch;
  readonly key: string;
  readonly ifMatch: string | null;
}

const EPOCH = 'epoch';
const PAGE = 1_000;

/**
 * The contract answered from memory, with keys, validators and a changes feed as the real server has them, and a
 * script for every kind of trouble.
 */
export class ScriptedBff {
  readonly orders = new Map<string, Order>();
  /** Every PATCH that arrived, also those that were refused. */
  readonly patches: ReceivedPatch[] = [];
  /** Every PATCH that changed something. */
  readonly applied: ReceivedPatch[] = [];
  readonly paths: string[] = [];
  /** Requests that changed several orders. */
  bulks = 0;
  /** What a test answers to single edits of such a request instead. */
  refuse: (patch: ReceivedPatch) => Response | undefined = () => undefined;
  script: Script = () => undefined;
  session: Session = { user: null, role: 'editor', authMode: 'none' };
  config: AppConfig = {
    currency: 'USD',
    reportingTimeZone: 'UTC',
    statuses: ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'],
    priorities: ['Low', 'Medium', 'High'],
    statusColors: {},
    priorityColors: {},
    missingFields: [],
    readOnlyFields: [],
    simulator: false,
    airtableTableUrl: null,
  };
  health: Partial<Health> = {};
  asOf = Date.UTC(2026, 10, 20, 11, 59);
  /** Cursors before this are answered with `reset`. */
  oldestCursor = 0;
  #seq = 1;
  readonly #log: { seq: number; recordId: string }[] = [];
  readonly #answered = new Map<string, { body: string; order: Order; version: string }>();

  constructor(orders: readonly Order[] = []) {
    for (const order of orders) this.orders.set(order.recordId, order);
  }

  get version(): string {
    return `${EPOCH}.${this.#seq}`;
  }

  /** Somebody else changes an order in Airtable. */
  change(recordId: string, fields: Partial<Order>): Order {
    const order = this.orders.get(recordId);
    if (order === undefined) throw new Error(`no order ${recordId}`);
    this.#seq += 1;
    const changed = { ...order, ...fields, etag: `"v${this.#seq}"` };
    this.orders.set(recordId, changed);
    this.#log.push({ seq: this.#seq, recordId });
    return changed;
  }

  remove(recordId: string): void {
    this.#seq += 1;
    this.orders.delete(recordId);
    this.#log.push({ seq: this.#seq, recordId });
  }

  fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    this.paths.push(`${request.method} ${pathname}`);
    const answer = () => this.#answer(request.clone(), pathname);
    return (await this.script(request, answer)) ?? (await answer());
  };

  async #answer(request: Request, pathname: string): Promise<Response> {
    const recordId = pathname.split('/')[3] ?? '';
    if (request.method === 'PATCH')
      return recordId === '' ? this.#patchMany(request) : this.#patchOne(request, recordId);
    if (request.method === 'POST') return this.#json(this.#summary());
    if (pathname === '/api/session') return this.#json(this.session);
    if (pathname === '/api/config') return this.#json(this.config);
    if (pathname === '/api/orders/summary') return this.#json(this.#summary());
    if (pathname === '/api/orders/changes') return this.#changes(request);
    if (pathname === '/health') return this.#json(this.#health());
    const order = this.orders.get(recordId);
    return order === undefined ? problem(404) : this.#json(order);
  }

  async #patchOne(request: Request, recordId: string): Promise<Response> {
    const key = request.headers.get('idempotency-key') ?? '';
    const patch = JSON.parse(await request.text()) as OrderPatch;
    return this.#patch({ recordId, patch, key, ifMatch: request.headers.get('if-match') });
  }

  async #patchMany(request: Request): Promise<Response> {
    this.bulks += 1;
    const { updates } = (await request.json()) as { updates: BulkUpdate[] };
    const results = await Promise.all(
      updates.map(async ({ recordId = '', ifMatch = null, idempotencyKey = '', ...patch }) => {
        const one = { recordId, patch, key: `"${idempotencyKey}"`, ifMatch };
        const response = this.refuse(one) ?? this.#patch(one);
        const body = await response.json();
        const version = response.headers.get(HEADERS.version);
        return response.ok
          ? { status: 200, order: body, version }
          : { status: response.status, problem: body };
      }),
    );
    return this.#json({ results });
  }

  #patch(received: ReceivedPatch): Response {
    const { recordId, patch, key, ifMatch } = received;
    const body = JSON.stringify(patch);
    this.patches.push(received);
    const known = this.#answered.get(key);
    if (known !== undefined)
      return known.body === body ? this.#json(known.order, known.version) : problem(422);
    const order = this.orders.get(recordId);
    if (order === undefined) return problem(404);
    if (ifMatch !== null && ifMatch !== order.etag)
      return problem(412, { current: order, currentEtag: order.etag });
    const changed = this.change(recordId, patch as Partial<Order>);
    this.applied.push(received);
    this.#answered.set(key, { body, order: changed, version: this.version });
    return this.#json(changed);
  }

  #changes(request: Request): Response {
    const since = new URL(request.url).searchParams.get('since');
    if (since === null || since.startsWith('all:')) return this.#wholePage(Number(since?.split(':')[1] ?? 0));
    if (Number(since) < this.oldestCursor) {
      return this.#json({ cursor: since, reset: true, more: false, orders: [], removed: [] });
    }
    const ids = new Set(this.#log.filter(({ seq }) => seq > Number(since)).map(({ recordId }) => recordId));
    return this.#json({
      cursor: String(this.#seq),
      reset: false,
      more: false,
      orders: [...ids].flatMap((id) => this.orders.get(id) ?? []),
      removed: [...ids].filter((id) => !this.orders.has(id)),
    });
  }

  #wholePage(from: number): Response {
    const orders = [...this.orders.values()].slice(from, from + PAGE);
    const more = from + PAGE < this.orders.size;
    const cursor = more ? `all:${from + PAGE}` : String(this.#seq);
    return this.#json({ cursor, reset: false, more, orders, removed: [] });
  }

  #summary() {
    return summarize(this.orders.values(), createReportingCalendar('UTC'), this.asOf);
  }

  #health(): Health {
    return {
      status: 'ok',
      airtable: {
        state: 'ok',
        breaker: 'closed',
        pausedUntil: null,
        callsThisMonth: 1,
        monthlyCalls: 100_000,
      },
      cache: { driver: 'memory', state: 'ok' },
      snapshot: {
        asOf: new Date(this.asOf).toISOString(),
        ageSeconds: 60,
        orders: this.orders.size,
        version: this.version,
      },
      ...this.health,
    };
  }

  #json(body: unknown, version = this.version): Response {
    return Response.json(body, {
      headers: { [HEADERS.version]: version, [HEADERS.asOf]: new Date(this.asOf).toISOString() },
    });
  }
}

/** An error as the server words it. */
export function problem(status: number, more: object = {}, headers: Record<string, string> = {}): Response {
  const body = {
    type: `/docs/problems/${status}`,
    title: `Problem ${status}`,
    status,
    detail: `Refused with ${status}.`,
    instance: '/api/orders',
    requestId: 'request-1',
    ...more,
  };
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json', ...headers } });
}

/** A page that something between the device and the server answers with. */
export function html(status = 200): Response {
  return new Response('<!doctype html><title>Welcome to our network</title>', {
    status,
    headers: { 'content-type': 'text/html' },
  });
}

/** A connection that cannot be made. */
export function noConnection(): Promise<Response> {
  return Promise.reject(new TypeError('Failed to fetch'));
}

/** A connection on which nothing ever comes. */
export function noAnswer({ signal }: Request): Promise<Response> {
  return new Promise((_, reject) => {
    const breakOff = () => reject(signal.reason);
    if (signal.aborted) breakOff();
    signal.addEventListener('abort', breakOff);
  });
}
