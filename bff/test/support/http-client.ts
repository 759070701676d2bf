import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type * as z from 'zod/mini';

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON, unless it is a text or bytes already. */
  readonly body?: unknown;
}

/** An answer as it came over the wire: nothing decoded, nothing left out. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** One header field; '' where there is none. */
  header(name: string): string;
  readonly bytes: Buffer;
  /** The body with its content coding taken off. */
  readonly text: string;
  readonly json: unknown;
  /** The body as a schema of the contract has it. Throws where it is something else. */
  as<T>(schema: z.ZodMiniType<T>): T;
}

/** Asks one origin. Sends no header fields of its own but Host and what a body needs. */
export class HttpClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #origin: URL;

  constructor(origin: string) {
    this.#origin = new URL(origin);
  }

  /** The path goes out as it is: no dot segments are resolved, nothing is escaped. */
  fetch(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    const bytes = body === undefined ? null : bodyBytes(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.#agent,
          host: this.#origin.hostname,
          port: this.#origin.port,
          method,
          path,
          headers: { ...(bytes === null ? {} : bodyHeaders(bytes, body)), ...toOutgoing(headers) },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve(answerOf(incoming.statusCode ?? 0, incoming.headers, Buffer.concat(chunks))),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(bytes ?? undefined);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

function bodyBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function bodyHeaders(bytes: Buffer, body: unknown): Record<string, string> {
  const length = { 'content-length': String(bytes.length) };
  return typeof body === 'string' || Buffer.isBuffer(body)
    ? length
    : { ...length, 'content-type': 'application/json' };
}

function toOutgoing(headers: NonNullable<Ask['headers']>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? value : [...value],
    ]),
  );
}

function answerOf(status: number, headers: IncomingHttpHeaders, bytes: Buffer): Answer {
  const text = decoded(headers['content-encoding'], bytes).toString('utf8');
  return {
    status,
    headers,
    header: (name) => String(headers[name.toLowerCase()] ?? ''),
    bytes,
    text,
    get json() {
      return JSON.parse(text) as unknown;
    },
    as: (schema) => schema.parse(JSON.parse(text)),
  };
}

function decoded(coding: string | undefined, bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  if (coding === 'br') return brotliDecompressSync(bytes);
  return coding === 'gzip' ? gunzipSync(bytes) : bytes;
}
