import {
  type BulkResponse,
  type BulkUpdate,
  bulkResponseSchema,
  type Changes,
  changesSchema,
  HEADERS,
  type Health,
  healthSchema,
  MAX_BULK_UPDATES,
  MAX_PAGE_SIZE,
  type Order,
  type OrderPatch,
  type OrderQueryParameters,
  type OrdersPage,
  orderSchema,
  ordersPageSchema,
  PATHS,
  type Session,
  type Summary,
  sessionSchema,
  summarySchema,
} from '@orders/contract';
import { type AnswerCache, memoryCache } from './answer-cache.ts';
import { type ClientFailure, OrdersProblem } from './client-failures.ts';
import { type AnswerNote, Exchange } from './exchange.ts';
import { followChanges } from './follow-changes.ts';
import { type RetryOptions, type RetrySurroundings, sleep } from './retrying.ts';

export interface OrdersClientOptions extends RetryOptions {
  /** Where Orders is; in a page its own origin, else `http://127.0.0.1:8000`. */
  readonly baseUrl?: string;
  /** Sent as a bearer token, for what stands before Orders and knows it. */
  readonly token?: string | undefined;
  /** Keeps answers to ask conditionally for; in memory where left out, `null` = keeps none. */
  readonly cache?: AnswerCache | null;
  /** One try of one request, milliseconds; 30,000 where left out. */
  readonly timeoutMs?: number;
  /** Called once an answer. */
  readonly onAnswer?: (note: AnswerNote) => void;
  /** Called before each wait for another try, milliseconds. */
  readonly onWait?: (failure: ClientFailure, waitMs: number) => void;
  /** For tests. */
  readonly surroundings?: Partial<Pick<RetrySurroundings, 'sleep' | 'random'>> & {
    readonly fetch?: typeof fetch;
    now?(): number;
  };
}

export interface Asked {
  readonly signal?: AbortSignal;
}

export interface UpdateOptions extends Asked {
  /** The `etag` of the order that the change is meant for: with another one nothing is written (412). */
  readonly ifMatch?: string | undefined;
  /** One key = one write, however often it is asked; made anew for each call where left out. */
  readonly idempotencyKey?: string | undefined;
}

export type ListQuery = Omit<OrderQueryParameters, 'page' | 'pageSize'>;

const TIMEOUT_MS = 30_000;
/** Five hundred writes, or a full read of a large base, at Airtable's pace. */
const LONG_TIMEOUT_MS = 15 * 60_000;
const MOST_EDIT_ROUNDS = 5;

/**
 * The orders API, one method an endpoint. Reads cost a 304 where nothing has changed and show what this client wrote
 * before; writes happen once, however often they have to be sent. Every method throws `ClientFailure`.
 */
export class OrdersClient {
  readonly #exchange: Exchange;
  readonly #surroundings: RetrySurroundings;

  constructor(options: OrdersClientOptions = {}) {
    const { surroundings = {}, retries, mostWaitMs, onWait, onAnswer = () => {} } = options;
    this.#surroundings = {
      sleep: surroundings.sleep ?? sleep,
      random: surroundings.random ?? Math.random,
      ...(retries === undefined ? {} : { retries }),
      ...(mostWaitMs === undefined ? {} : { mostWaitMs }),
      ...(onWait === undefined ? {} : { onWait }),
    };
    this.#exchange = new Exchange({
      ...this.#surroundings,
      baseUrl: options.baseUrl ?? ownOrigin(),
      token: options.token ?? null,
      cache: options.cache === undefined ? memoryCache() : options.cache,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      // Browsers refuse a fetch that is called as another object's method.
      fetch: surroundings.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      now: () => surroundings.now?.() ?? Date.now(),
      onAnswer,
    });
  }

  getSummary({ signal }: Asked = {}): Promise<Summary> {
    return this.#exchange.ask(PATHS.summary, summarySchema, { signal });
  }

  /** One page of the orders that fit. */
  listOrders(query: OrderQueryParameters = {}, { signal }: Asked = {}): Promise<OrdersPage> {
    return this.#exchange.ask(PATHS.orders, ordersPageSchema, { query, signal });
  }

  /** All orders that fit, page by page; an order that changes its place meanwhile can come twice or be missed. */
  async *eachOrder(query: ListQuery = {}, asked: Asked = {}): AsyncGenerator<Order> {
    for (let page = 1; ; page += 1) {
      const wanted = { ...query, page: String(page), pageSize: String(MAX_PAGE_SIZE) };
      const { orders, pageCount } = await this.listOrders(wanted, asked);
      yield* orders;
      if (page >= pageCount) return;
    }
  }

  /** By Order ID or record id. */
  getOrder(id: string, { signal }: Asked = {}): Promise<Order> {
    return this.#exchange.ask(PATHS.order(id), orderSchema, { signal });
  }

  /** Sets fields of one order, once; `null` clears one. Resolves to the order as Airtable now has it. */
  updateOrder(id: string, patch: OrderPatch, options: UpdateOptions = {}): Promise<Order> {
    const { ifMatch, idempotencyKey = crypto.randomUUID(), signal } = options;
    return this.#exchange.ask(PATHS.order(id), orderSchema, {
      method: 'patch',
      json: patch,
      signal,
      headers: { 'if-match': ifMatch, [HEADERS.idempotencyKey]: quoted(idempotencyKey) },
    });
  }

  /**
   * Changes an order by what it is: `decide` is given it and is asked again with the newer one whenever somebody else
   * was faster. It answers `null` to leave the order as it is.
   * @throws OrdersProblem 412 when others were faster five times running
   */
  async editOrder(
    id: string,
    decide: (order: Order) => OrderPatch | null,
    asked: Asked = {},
  ): Promise<Order> {
    let order = await this.getOrder(id, asked);
    for (let round = 1; ; round += 1) {
      const patch = decide(order);
      if (patch === null) return order;
      try {
        return await this.updateOrder(order.recordId, patch, { ...asked, ifMatch: order.etag });
      } catch (failure) {
        if (!isOvertaken(failure) || round >= MOST_EDIT_ROUNDS) throw failure;
        order = failure.current ?? (await this.getOrder(order.recordId, asked));
      }
    }
  }

  /** Many updates, each with a result of its own in the order given; any number of them, 500 a request. */
  async updateOrders(
    updates: readonly BulkUpdate[],
    { signal }: Asked = {},
  ): Promise<BulkResponse['results']> {
    const results: BulkResponse['results'] = [];
    for (let start = 0; start < updates.length; start += MAX_BULK_UPDATES) {
      const some = updates
        .slice(start, start + MAX_BULK_UPDATES)
        .map((update) => ({ idempotencyKey: crypto.randomUUID(), ...update }));
      const answer = await this.#exchange.ask(PATHS.orders, bulkResponseSchema, {
        method: 'patch',
        json: { updates: some },
        timeoutMs: LONG_TIMEOUT_MS,
        signal,
      });
      results.push(...answer.results);
    }
    return results;
  }

  /** Has everything read from Airtable anew, or only what changed, and waits for it. */
  sync({ mode, signal }: Asked & { readonly mode?: 'full' | 'changes' } = {}): Promise<Summary> {
    const call = { method: 'post', query: { mode }, timeoutMs: LONG_TIMEOUT_MS, signal } as const;
    return this.#exchange.ask(PATHS.sync, summarySchema, call);
  }

  /**
   * What has changed since a cursor, page by page, until there is no more; without one everything. Keep the last
   * page's `cursor` to go on there another time. A page with `reset` says: forget the copy, all orders follow.
   */
  async *changes({
    since,
    signal,
  }: Asked & { readonly since?: string | undefined } = {}): AsyncGenerator<Changes> {
    let cursor = since;
    for (;;) {
      const page = await this.#exchange.ask(PATHS.changes, changesSchema, {
        query: { since: cursor },
        signal,
      });
      cursor = page.reset ? undefined : page.cursor;
      yield page;
      if (!page.more && !page.reset) return;
    }
  }

  /**
   * The same for as long as the loop goes on: what has changed so far, then each change as it happens. Connections
   * that break are made anew and nothing is missed; it ends with the signal, and fails only for good.
   */
  follow({ since, signal }: Asked & { readonly since?: string | undefined } = {}): AsyncGenerator<Changes> {
    return followChanges({
      since,
      signal,
      changes: (asked) => this.changes(asked),
      open: (stop) => this.#exchange.open(PATHS.events, 'text/event-stream', stop),
      surroundings: this.#surroundings,
    });
  }

  /** Who this client is to the server, and what it may do. */
  getSession({ signal }: Asked = {}): Promise<Session> {
    return this.#exchange.ask(PATHS.session, sessionSchema, { signal });
  }

  getHealth({ signal }: Asked = {}): Promise<Health> {
    return this.#exchange.ask(PATHS.health, healthSchema, { signal });
  }
}

function isOvertaken(failure: unknown): failure is OrdersProblem {
  return failure instanceof OrdersProblem && failure.status === 412;
}

/** A structured string (RFC 9651 §4.1.6). */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const LOCAL_URL = 'http://127.0.0.1:8000';

/** In a page the server that it came from; workers have a `location` too, Node has none. */
function ownOrigin(): string {
  const { location } = globalThis as { location?: { origin: string } };
  return location?.origin ?? LOCAL_URL;
}
