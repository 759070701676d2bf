import { recordIdOf } from '@orders/contract/testing';
import type { SeededRandom } from './seeded-random.ts';

/** One request of the fuzz, as it is sent. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

const METHODS = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PATCH',
  'PATCH',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
];

const ROUTES = [
  ...['/api/orders', '/api/orders/summary', '/api/orders/changes', '/api/orders/sync', '/api/session'],
  ...[
    '/api/config',
    '/api/events',
    '/api/admin/tokens',
    '/api/admin/audit',
    '/api/admin/tokens/x',
    '/health',
  ],
  ...['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs', '/docs/problems/forbidden'],
  ...['/auth/login', '/auth/logout', '/auth/callback', '/', '/assets/app-1a2b3c4d.js', '/orders/ORD-000001'],
  ...[
    '/api/nothing',
    '/.env',
    '/service-worker.js',
    `/api/orders/${recordIdOf(1)}`,
    '/api/orders/ORD-000002',
  ],
];

/** What routes really take. */
const RIGHT: readonly (readonly [string, string])[] = [
  ['GET', '/api/orders'],
  ['GET', '/api/orders/changes'],
  ['GET', '/api/admin/audit'],
  ['GET', '/auth/login'],
  ['PATCH', '/api/orders/ORD-000002'],
  ['PATCH', `/api/orders/${recordIdOf(1)}`],
  ['PATCH', '/api/orders'],
  ['POST', '/api/admin/tokens'],
  ['POST', '/api/orders/sync'],
];

/** Order ids and other segments that somebody might try. */
const SEGMENTS = [
  ...['../../etc/passwd', '..%2f..%2fetc', '%2e%2e%2f', '%00', '%', '%zz', '%ff%fe', '%F0%9F%93%A6', '📦'],
  ...["' OR 1=1--", '{RECORD_ID()}', '"),TRUE(),("', '<script>', '__proto__', 'constructor', '%0d%0aX: y'],
  ...['x'.repeat(2_000), '%61'.repeat(1_500), '.', '..', '//evil.example', 'ORD-000001;a=b', 'NaN', '-1'],
];

const PARAMETERS = [
  ...[
    'page',
    'pageSize',
    'sort',
    'status',
    'priority',
    'q',
    'createdFrom',
    'createdTo',
    'minTotal',
    'maxTotal',
  ],
  ...['since', 'mode', 'returnTo', 'from', 'to', 'event', 'limit', 'format', 'actor', 'code', 'state'],
  ...['__proto__', 'constructor', 'prototype[x]', 'a[b][c]', 'toString', 'hasOwnProperty', ''],
];

const VALUES = [
  ...[
    '1',
    '0',
    '-1',
    '1e9',
    '999999999999999999999',
    'NaN',
    'Infinity',
    '0x10',
    'true',
    'null',
    '',
    ' ',
    ',',
  ],
  ...[
    '2026-02-30',
    '0000-00-00',
    '2026-11-01',
    '-createdAt',
    'createdAt,-status',
    '*',
    '%',
    '%c0%af',
    '\u0000',
  ],
  ...[
    'Pending,Shipped',
    'Pending,'.repeat(200),
    '\u202e',
    'é',
    'e\u0301',
    '𝒳',
    '=1+1',
    '<img>',
    'csv',
    'full',
  ],
  ...['//evil.example', 'javascript:alert(1)', 'https://evil.example', '/\\evil.example', '../..'],
];

const TYPES = [
  ...['application/json', 'application/merge-patch+json', 'application/json; charset=utf-16', 'text/plain'],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', ''],
  ...['application/json;charset="', 'APPLICATION/JSON', '*/*', 'application/json, text/html'],
];

const BODIES = [
  ...['{}', '[]', 'null', '1', '"x"', '', '{', '{"status":"Shipped"}', '{"status":null,"priority":null}'],
  ...['{"status":{"a":1}}', '{"status":["Shipped"]}', '{"__proto__":{"isAdmin":true}}', '{"constructor":1}'],
  ...['{"status":"Shipped","status":"Pending"}', '{"updates":[]}', '{"updates":[null,1,"x",{}]}'],
  ...['{"updates":[{"orderId":"ORD-000001","status":"Shipped"}]}', '{"name":"x","scopes":["read"]}'],
  ...[
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    `{"a":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`,
    '\ufeff{}',
  ],
  ...['{"status":"\\ud800"}', '{"status":"\\u0000"}', `{"status":"${'x'.repeat(20_000)}"}`, '1e400', '-'],
];

const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ['If-Match', ['*', '"x"', 'W/"x"', '"a", "b"', '*, "a"', '"', '", "'.repeat(300)]],
  ['If-None-Match', ['*', '"x"', 'W/"x"', '"unterminated', ',,,']],
  ['Idempotency-Key', ['"k"', 'k', '""', '"'.repeat(10), 'x'.repeat(300), '"a" ; b=1', '?1']],
  ['Accept', ['text/html', '*/*', 'application/json;q=0', ';;;', 'x'.repeat(500)]],
  ['Accept-Encoding', ['br', 'gzip;q=0', 'identity;q=0', '*;q=0', 'br;q=1.0001', ',']],
  ['Orders-Min-Version', ['0.0', 'a.b', 'x.999999999999', '.', '-1.-1']],
  ['Orders-Expected-User', ['kim', '%', '%zz', 'sam']],
  ['Last-Event-ID', ['x', '0.0', '-1']],
  ['Range', ['bytes=0-1', 'bytes=-1,-2,-3']],
  ['Content-Encoding', ['gzip', 'br', 'identity', 'x']],
  ['Origin', ['null', 'https://evil.example', 'x']],
  ['Sec-Fetch-Site', ['cross-site', 'same-origin', 'none', 'x']],
  ['Authorization', ['Bearer x', 'Basic eDp5', 'Bearer', `Bearer orders_${'A'.repeat(43)}`, 'Negotiate x']],
  ['Cookie', ['sid=x', '__Host-sid=x; __Host-sid=y', '=;=;', 'a'.repeat(1_000)]],
  ['X-Forwarded-For', ['1.2.3.4', '::1', 'x, y, z', ','.repeat(100), '127.0.0.1']],
  ['X-Forwarded-Host', ['evil.example']],
  ['X-Request-Id', ['<script>', 'ok-1', 'x'.repeat(200)]],
  ['X-HTTP-Method-Override', ['DELETE']],
  ['Expect', ['x']],
  ['traceparent', ['00-x', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`]],
];

/**
 * Requests that a careless, a curious or a hostile program might send, the same for the same dice. They are valid
 * enough as HTTP to come through Node's parser.
 */
export class SeededRequests {
  readonly #dice: SeededRandom;
  readonly #roles: readonly Readonly<Record<string, string>>[];

  constructor(dice: SeededRandom, roles: readonly Readonly<Record<string, string>>[]) {
    this.#dice = dice;
    this.#roles = roles;
  }

  next(): FuzzRequest {
    if (this.#dice.chance(0.4)) return this.#nearlyRight();
    const path = this.#path();
    const chosen = this.#dice.pick(METHODS);
    // An open stream has no end to wait for.
    const method = chosen === 'GET' && path.startsWith('/api/events') ? 'HEAD' : chosen;
    const body =
      this.#dice.chance(0.5) || ['GET', 'HEAD', 'TRACE'].includes(method) ? undefined : this.#body();
    const type =
      body === undefined || this.#dice.chance(0.1) ? {} : { 'Content-Type': this.#dice.pick(TYPES) };
    const extra = Array.from({ length: this.#dice.below(4) }, () => {
      const [name, values] = this.#dice.pick(HEADERS);
      return [name, this.#dice.pick(values)];
    });
    const headers = { ...this.#dice.pick(this.#roles), ...type, ...Object.fromEntries(extra) };
    return { method, path, headers, body };
  }

  /** One that comes as far as the code behind the doors. */
  #nearlyRight(): FuzzRequest {
    const [method, route] = this.#dice.pick(RIGHT);
    const headers: Record<string, string> = { ...this.#dice.pick(this.#roles) };
    const [name, values] = this.#dice.pick(HEADERS);
    if (this.#dice.chance(0.4)) headers[name] = this.#dice.pick(values);
    if (method === 'GET') return { method, path: `${route}${this.#query()}`, headers, body: undefined };
    headers['Content-Type'] = 'application/json';
    return { method, path: route, headers, body: this.#dice.pick(BODIES) };
  }

  #query(): string {
    const [name, value] = [this.#dice.pick(PARAMETERS), this.#dice.pick(VALUES)];
    return this.#dice.chance(0.5) ? '' : `?${asciiOf(name)}=${asciiOf(value)}`;
  }

  #path(): string {
    const route = this.#dice.pick(ROUTES);
    const path = this.#dice.chance(0.2) ? `${route}/${asciiOf(this.#dice.pick(SEGMENTS))}` : route;
    if (this.#dice.chance(0.5)) return path;
    const query = Array.from({ length: 1 + this.#dice.below(3) }, () => {
      const [name, value] = [this.#dice.pick(PARAMETERS), this.#dice.pick(VALUES)];
      return `${asciiOf(name)}=${asciiOf(value)}`;
    });
    return `${path}?${query.join('&')}`;
  }

  #body(): string | Buffer {
    if (!this.#dice.chance(0.2)) return this.#dice.pick(BODIES);
    return Buffer.from(Array.from({ length: 64 }, () => this.#dice.below(256)));
  }
}

/** What cannot stand in a request line goes escaped; what is escaped already stays as it is. */
function asciiOf(text: string): string {
  return text.replace(/[^\x21-\x7e]+|[<>"\\^`{|}]/g, (part) => encodeURIComponent(part));
}
