import {
  type AppConfig,
  appConfigSchema,
  type BulkResponse,
  bulkResponseSchema,
  type Changes,
  changesSchema,
  HEADERS,
  type Health,
  healthSchema,
  type Order,
  type OrderPatch,
  orderSchema,
  PATHS,
  type Session,
  type Summary,
  sessionSchema,
  summarySchema,
} from '@orders/contract';
import ky, { type KyInstance, type Options } from 'ky';
import { BadAnswer, isApiFailure, Offline } from './api-failures.ts';
import { type Answer, type Parser, readAnswer, readJson } from './read-answer.ts';

/** How a request went, for whoever watches the connection. */
export interface Exchange {
  /** The failure, or `null` for an answer of the server. */
  readonly failure: unknown;
  /** Whether an answer tells that somebody is signed in; some are for everybody. */
  readonly needsSession: boolean;
  /** The server's clock, epoch ms, where the answer said it. */
  readonly serverTime: number | null;
}

/** An edit as it is sent. */
export interface SentEdit {
  readonly recordId: string;
  readonly patch: OrderPatch;
  /** Of the order that the person saw. */
  readonly etag: string;
  readonly key: string;
}

export interface BffClientOptions {
  /** The id of the person whose data this is; `null` where nobody signs in. */
  readonly user: string | null;
  /** Where the server is; the page's own origin unless a test says otherwise. */
  readonly baseUrl?: string;
  fetch(request: Request): Promise<Response>;
  now(): number;
  /** Called once a request, unless the caller itself broke it off. */
  onExchange(exchange: Exchange): void;
}

/** Until the head of an answer has come, and for a small one until all of it has. */
const TIMEOUT_MS = 15_000;
/** Fifty writes at Airtable's pace, behind others. */
const BULK_TIMEOUT_MS = 60_000;
const HEALTH_TIMEOUT_MS = 10_000;
/** A whole table over a poor line takes its time; a line that is dead is noticed by the next health check. */
const TABLE_TIMEOUT_MS = 5 * 60_000;
/** A full read of a large base at Airtable's pace. */
const SYNC_TIMEOUT_MS = 15 * 60_000;

interface Call extends Options {
  readonly totalMs?: number;
  readonly needsSession?: boolean;
}

/** The server's API, one method an endpoint. Nothing is retried here: whoever calls knows when that makes sense. */
export class BffClient {
  readonly #http: KyInstance;
  readonly #options: BffClientOptions;

  constructor(options: BffClientOptions) {
    this.#options = options;
    this.#http = ky.create({
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      fetch: (input, init) => options.fetch(new Request(input, init)),
      retry: 0,
      cache: 'no-store',
      redirect: 'manual',
      credentials: 'same-origin',
      throwHttpErrors: false,
      headers: { accept: 'application/json' },
    });
  }

  /** `null` = the same as that validator stands for. */
  getSummary(etag: string | null): Promise<Answer<Summary> | null> {
    return this.#call(PATHS.summary, summarySchema, { headers: unlessMatching(etag) });
  }

  getConfig(etag: string | null): Promise<Answer<AppConfig> | null> {
    return this.#call(PATHS.config, appConfigSchema, { headers: unlessMatching(etag), needsSession: false });
  }

  getSession(etag: string | null): Promise<Answer<Session> | null> {
    return this.#call(PATHS.session, sessionSchema, { headers: unlessMatching(etag), needsSession: false });
  }

  getOrder(recordId: string, signal: AbortSignal): Promise<Answer<Order>> {
    return this.#expect(PATHS.order(recordId), orderSchema, { signal });
  }

  /** One page of what has changed; without `since` of everything. */
  getChanges(
    { since, minVersion }: { since: string | null; minVersion: string | null },
    signal: AbortSignal,
  ): Promise<Answer<Changes>> {
    return this.#expect(PATHS.changes, changesSchema, {
      signal,
      totalMs: TABLE_TIMEOUT_MS,
      ...(since === null ? {} : { searchParams: { since } }),
      headers: { [HEADERS.minVersion]: minVersion ?? undefined },
    });
  }

  /** Sets fields of one order, once however often it is asked with the same key. */
  patchOrder({ recordId, patch, etag, key }: SentEdit, signal: AbortSignal): Promise<Answer<Order>> {
    return this.#expect(PATHS.order(recordId), orderSchema, {
      signal,
      method: 'patch',
      json: patch,
      headers: { 'if-match': etag, [HEADERS.idempotencyKey]: `"${key}"`, ...this.#whose() },
    });
  }

  /** The same for several orders, each with a result of its own in the order given. */
  patchOrders(edits: readonly SentEdit[], signal: AbortSignal): Promise<Answer<BulkResponse>> {
    const updates = edits.map(({ recordId, patch, etag, key }) => ({
      recordId,
      ...patch,
      ifMatch: etag,
      idempotencyKey: key,
    }));
    return this.#expect(PATHS.orders, bulkResponseSchema, {
      signal,
      method: 'patch',
      json: { updates },
      totalMs: BULK_TIMEOUT_MS,
      headers: this.#whose(),
    });
  }

  /** Somebody else may have signed in since it was asked who is. */
  #whose(): Record<string, string> {
    const { user } = this.#options;
    return user === null ? {} : { [HEADERS.expectedUser]: encodeURIComponent(user) };
  }

  /** Has everything read from Airtable anew, and waits for it. */
  sync(signal: AbortSignal): Promise<Answer<Summary>> {
    return this.#expect(PATHS.sync, summarySchema, { signal, method: 'post', totalMs: SYNC_TIMEOUT_MS });
  }

  /** The server's own word on how it is, whatever the status. */
  async getHealth(timeoutMs = HEALTH_TIMEOUT_MS): Promise<Health> {
    return this.#exchange(
      PATHS.health,
      { timeout: timeoutMs, totalMs: timeoutMs, needsSession: false },
      async (response) => {
        const parsed = healthSchema.safeParse(await readJson(response));
        if (parsed.success) return parsed.data;
        const { status } = response;
        throw new BadAnswer('Something else answered for the server.', { status, isFromServer: false });
      },
    );
  }

  #call<T>(path: string, parser: Parser<T>, call: Call): Promise<Answer<T> | null> {
    return this.#exchange(path, call, (response) => readAnswer(response, parser, this.#options.now()));
  }

  async #expect<T>(path: string, parser: Parser<T>, call: Call): Promise<Answer<T>> {
    const answer = await this.#call(path, parser, call);
    if (answer === null)
      throw new BadAnswer('The server answered 304 unasked.', { status: 304, isFromServer: false });
    return answer;
  }

  async #exchange<T>(path: string, call: Call, read: (response: Response) => Promise<T>): Promise<T> {
    const { totalMs = TIMEOUT_MS, needsSession = true, signal, ...options } = call;
    const limits = [AbortSignal.timeout(totalMs), ...(signal ? [signal] : [])];
    let serverTime: number | null = null;
    const report = (failure: unknown) => {
      if (!signal?.aborted) this.#options.onExchange({ failure, needsSession, serverTime });
    };
    try {
      const timeout = Math.max(TIMEOUT_MS, isWaitedFor(call) ? totalMs : 0);
      const response = await this.#http(path, { timeout, ...options, signal: AbortSignal.any(limits) });
      serverTime = timeOf(response);
      const result = await read(response);
      report(null);
      return result;
    } catch (cause) {
      const failure = isApiFailure(cause) ? cause : new Offline('The server cannot be reached.', { cause });
      report(failure);
      throw failure;
    }
  }
}

/** Whether the head of the answer comes as late as its end: what is asked for is done first. */
function isWaitedFor({ method }: Call): boolean {
  return method === 'post' || method === 'patch';
}

function unlessMatching(etag: string | null): Record<string, string | undefined> {
  return { 'if-none-match': etag ?? undefined };
}

function timeOf(response: Response): number | null {
  const time = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(time) ? null : time;
}
