import ky, { type KyInstance } from 'ky';
import { Failure, SourceRefused } from '../domain/failures.ts';
import type { CallKind } from './airtable-failures.ts';
import {
  failureOfNonsense,
  failureOfTimeout,
  failureOfTransport,
  TransportProblem,
} from './airtable-failures.ts';
import { type AnswerBody, readAnswerBody } from './answer-body.ts';

export interface AirtableRequest {
  readonly kind: CallKind;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/v0/`, encoded already. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: unknown;
}

/** A request that is made when it may be sent, so that it says what is to be said by then. */
export interface LateRequest {
  readonly kind: CallKind;
  compose(): AirtableRequest;
}

/** An answer as it came, whatever its status. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

export interface AirtableTransportOptions {
  /** Origin of the Web API, without `/v0`. */
  readonly apiUrl: string;
  /** The token as it is now; it may be replaced while the server runs. */
  token(): string;
}

/** One HTTP exchange: no queue, no breaker, no second try. */
export interface AirtableTransport {
  /** @throws Failure `source-unreachable`, `source-timeout`, `source-nonsense`, OutcomeUnknown for a write */
  exchange(request: AirtableRequest, timeoutMs: number): Promise<RawAnswer>;
  /** Breaks off everything that is under way. */
  close(): void;
}

export function createAirtableTransport({ apiUrl, token }: AirtableTransportOptions): AirtableTransport {
  let latest: { readonly token: string; readonly http: KyInstance | null } | null = null;
  /** A request keeps the token that it was sent with. */
  function httpNow(): KyInstance | null {
    const now = token();
    if (latest?.token !== now) latest = { token: now, http: createHttp(now) };
    return latest.http;
  }

  const root = `${apiUrl.replace(/\/+$/, '')}/v0/`;
  const lifetime = new AbortController();

  return {
    async exchange(request, timeoutMs) {
      const http = httpNow();
      if (http === null)
        throw new SourceRefused('token', 'The Airtable token holds characters that no token has.');
      // One limit for connecting, headers and body; a fresh signal each call, never shared.
      const limit = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([limit, lifetime.signal]);
      const url = request.query === undefined ? request.path : `${request.path}?${request.query}`;
      try {
        const response = await http(`${root}${url}`, {
          method: request.method,
          signal,
          ...(request.body === undefined ? {} : { json: request.body }),
        });
        const body = await readAnswerBody(response);
        if (response.ok && body.kind === 'nonsense') throw failureOfNonsense(body.what, request.kind);
        return { status: response.status, headers: response.headers, body };
      } catch (error) {
        throw translate(error, { limit, timeoutMs, kind: request.kind });
      }
    },
    close: () => lifetime.abort(),
  };
}

/** `null` for a token that cannot stand in a header; the error of the platform would print it. */
function createHttp(token: string): KyInstance | null {
  if (!/^[\x21-\x7e]+$/.test(token)) return null;
  return ky.create({
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    // Retries belong to one layer, and not to this one.
    retry: 0,
    timeout: false,
    redirect: 'error',
    throwHttpErrors: false,
  });
}

interface ExchangeEnd {
  readonly limit: AbortSignal;
  readonly timeoutMs: number;
  readonly kind: CallKind;
}

function translate(error: unknown, { limit, timeoutMs, kind }: ExchangeEnd): unknown {
  if (error instanceof Failure) return error;
  if (limit.aborted) return failureOfTimeout(timeoutMs, kind);
  return failureOfTransport(transportProblemOf(error), kind);
}

/** Keeps code and message of the innermost error. The outer ones hold the request, and with it the token. */
function transportProblemOf(error: unknown): TransportProblem {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  if (!(innermost instanceof Error)) return new TransportProblem(null, 'The connection failed.');
  const code = 'code' in innermost && typeof innermost.code === 'string' ? innermost.code : null;
  return new TransportProblem(code, innermost.message);
}
