import { HEADERS, preconditionProblemSchema, problemSchema, retryAfterMs } from '@orders/contract';
import ky, { type KyInstance } from 'ky';
import type { AnswerCache } from './answer-cache.ts';
import { BadAnswer, isClientFailure, NoAnswer, OrdersProblem } from './client-failures.ts';
import { type RetrySurroundings, retrying } from './retrying.ts';
import { VersionSeen } from './version-seen.ts';

/** What of a schema is needed here. */
export interface Parser<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown };
}

/** What is known of one answer, for whoever wants to log it. */
export interface AnswerNote {
  readonly method: string;
  readonly path: string;
  /** 304 = the body was kept from before. */
  readonly status: number;
  readonly etag: string | null;
  /** `<epoch>.<seq>` of the data. */
  readonly version: string | null;
  /** When Airtable last confirmed the data, as ISO 8601. */
  readonly asOf: string | null;
}

export interface ExchangeOptions extends RetrySurroundings {
  readonly baseUrl: string;
  readonly token: string | null;
  readonly cache: AnswerCache | null;
  /** One try, milliseconds. */
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly onAnswer: (note: AnswerNote) => void;
}

export interface Call {
  readonly method?: 'get' | 'post' | 'patch';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Requests and their answers: kept ones asked for by their validators, problems thrown, what passes tried again. */
export class Exchange {
  readonly #http: KyInstance;
  readonly #options: ExchangeOptions;
  readonly #written = new VersionSeen();

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#http = ky.create({
      // Every path here is below it, so that an API behind a prefix is reached too.
      baseUrl: options.baseUrl.endsWith('/') ? options.baseUrl : `${options.baseUrl}/`,
      fetch: options.fetch,
      retry: 0,
      cache: 'no-store',
      redirect: 'manual',
      throwHttpErrors: false,
      headers: { ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }) },
    });
  }

  /**
   * Asks until there is an answer or no sense in asking again. A write has to be safe to repeat.
   * @throws ClientFailure, or the signal's reason
   */
  async ask<T>(path: string, parser: Parser<T>, call: Call = {}): Promise<T> {
    const text = await retrying(() => this.#once(path, call), this.#options, call.signal);
    const parsed = parser.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new BadAnswer(`${path} was answered with something that this client does not understand.`, {
      status: 200,
      cause: parsed.error,
    });
  }

  /** An answer whose body is read as it comes. @throws ClientFailure, or the signal's reason */
  async open(path: string, accept: string, signal: AbortSignal): Promise<Response> {
    const response = await this.#send(path, { signal, headers: { accept } }, signal);
    if (response.ok) return response;
    throw await this.#failureOf(response, await this.#textOf(response, signal));
  }

  async #once(path: string, call: Call): Promise<string> {
    const { method = 'get', timeoutMs = this.#options.timeoutMs } = call;
    const cache = method === 'get' ? this.#options.cache : null;
    const key = `${this.#options.token ?? ''} ${this.#options.baseUrl} ${path} ${JSON.stringify(call.query ?? {})}`;
    const kept = (await cache?.get(key)) ?? null;
    const limits = [AbortSignal.timeout(timeoutMs), ...(call.signal === undefined ? [] : [call.signal])];
    const signal = AbortSignal.any(limits);
    const headers = {
      accept: 'application/json',
      'if-none-match': kept?.etag,
      [HEADERS.minVersion]: method === 'get' ? this.#written.newest : undefined,
      ...call.headers,
    };
    const response = await this.#send(path, { ...call, headers }, signal);
    const etag = response.headers.get('etag');
    this.#note(method, path, response);
    if (response.status === 304 && kept !== null) return kept.text;
    const text = await this.#textOf(response, signal, call.signal);
    if (!response.ok || !isJson(response)) throw await this.#failureOf(response, text);
    if (method !== 'get') this.#written.see(response.headers.get(HEADERS.version));
    else if (etag !== null) await cache?.set(key, { etag, text });
    return text;
  }

  async #send(path: string, call: Call, signal: AbortSignal): Promise<Response> {
    const { method = 'get', query, headers, json } = call;
    try {
      return await this.#http(path.replace(/^\//, ''), {
        method,
        headers: { ...headers },
        signal,
        timeout: false,
        ...(query === undefined ? {} : { searchParams: { ...query } }),
        ...(json === undefined ? {} : { json }),
      });
    } catch (cause) {
      throw this.#brokenOff(cause, call.signal);
    }
  }

  async #textOf(response: Response, signal: AbortSignal, callers?: AbortSignal): Promise<string> {
    try {
      signal.throwIfAborted();
      return await response.text();
    } catch (cause) {
      throw this.#brokenOff(cause, callers);
    }
  }

  /** The caller's own will is no failure of the server. */
  #brokenOff(cause: unknown, callers: AbortSignal | undefined): unknown {
    if (callers?.aborted) return callers.reason;
    if (isClientFailure(cause)) return cause;
    return new NoAnswer(`${this.#options.baseUrl} does not answer: ${reasonOf(cause)}.`, { cause });
  }

  #failureOf({ status, headers }: Response, text: string): OrdersProblem | BadAnswer {
    const waitMs = retryAfterMs(headers.get('retry-after'), this.#options.now());
    const json = isProblem(headers) ? parsedOrNull(text) : null;
    const problem = problemSchema.safeParse(json);
    if (!problem.success) {
      const what =
        status >= 300 && status < 400
          ? 'It leads elsewhere, perhaps to a login'
          : 'It is no answer of Orders';
      return new BadAnswer(`${what} (status ${status}).`, { status, retryAfterMs: waitMs });
    }
    const precondition = preconditionProblemSchema.safeParse(json);
    const current = precondition.success ? (precondition.data.current ?? null) : null;
    return new OrdersProblem(problem.data, { retryAfterMs: waitMs, current });
  }

  #note(method: string, path: string, { status, headers }: Response): void {
    const [etag, version, asOf] = ['etag', HEADERS.version, HEADERS.asOf].map((name) => headers.get(name));
    this.#options.onAnswer({
      method: method.toUpperCase(),
      path,
      status,
      etag: etag ?? null,
      version: version ?? null,
      asOf: asOf ?? null,
    });
  }
}

const isJson = ({ headers }: Response) => /^application\/json\b/i.test(headers.get('content-type') ?? '');
const isProblem = (headers: Headers) =>
  /^application\/problem\+json\b/i.test(headers.get('content-type') ?? '');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadAnswer('The answer is damaged.', { status: 200, cause });
  }
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What fetch hides behind "fetch failed". */
function reasonOf(cause: unknown): string {
  let innermost = cause;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  if (!(innermost instanceof Error)) return String(innermost);
  if (innermost.name === 'TimeoutError') return 'the time is up';
  const { code } = innermost as { code?: unknown };
  return innermost.message || (typeof code === 'string' ? code : innermost.name);
}
