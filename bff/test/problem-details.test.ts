import { PROBLEM_TYPES, problemSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import type { Answer } from './support/http-client.ts';
import { rawRequest } from './support/raw-request.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const PATH = `/api/orders/${recordIdOf(1)}`;

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({ source: createFakeOrderSource({ orders: [makeOrderFields(1)] }) });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

/** What every problem has, whatever it is about. */
function expectProblem(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.header('content-type')).toBe('application/problem+json');
  expect(answer.header('cache-control')).toBe('no-store');
  expect(answer.headers['etag']).toBeUndefined();
  const problem = answer.as(problemSchema);
  expect(problem.status).toBe(status);
  expect(problem.requestId).toBe(answer.header('x-request-id'));
  expect(problem.title).toBe(PROBLEM_TYPES[problem.type.split('/').at(-1) as keyof typeof PROBLEM_TYPES]);
}

describe('an address that leads nowhere', () => {
  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/orders/a/b',
    '/api/orders/../../etc/passwd',
    '/api/v2/orders',
    '/auth/nothing',
    '/health/nothing',
    '/docs/nothing',
    '/docs/problems/nothing',
    '/assets/missing.js',
    '/favicon.png',
    '/.env',
  ])('H15: %s is a 404 with a problem, not the app', async (path) => {
    const answer = await bff.fetch(path, { headers: { Accept: 'text/html' } });
    expectProblem(answer, 404);
    expect(answer.json).toMatchObject({ instance: path });
  });

  it('is a 404 to a method that nobody knows, too', async () => {
    expectProblem(await bff.fetch('/api/nothing', { method: 'PROPFIND' }), 404);
  });

  it('has no body for HEAD', async () => {
    const answer = await bff.fetch('/api/nothing', { method: 'HEAD' });
    expect(answer.status).toBe(404);
    expect(answer.bytes).toHaveLength(0);
  });
});

describe('a method that an address does not take', () => {
  const ALLOWED: Record<string, string[]> = {
    '/api/orders': ['GET', 'HEAD', 'PATCH'],
    [PATH]: ['GET', 'HEAD', 'PATCH'],
    '/api/orders/summary': ['GET', 'HEAD'],
    '/api/orders/changes': ['GET', 'HEAD'],
    '/api/orders/sync': ['POST'],
    '/api/events': ['GET', 'HEAD'],
    '/api/session': ['GET', 'HEAD'],
    '/api/config': ['GET', 'HEAD'],
    '/health': ['GET', 'HEAD'],
    '/health/live': ['GET', 'HEAD'],
    '/health/ready': ['GET', 'HEAD'],
    '/metrics': ['GET', 'HEAD'],
    '/api/status': ['GET', 'HEAD'],
    '/api/status/capsule': ['GET', 'HEAD'],
    '/openapi.json': ['GET', 'HEAD'],
    '/docs': ['GET', 'HEAD'],
    '/': ['GET', 'HEAD'],
    '/orders/ORD-000001': ['GET', 'HEAD'],
    '/manifest.webmanifest': ['GET', 'HEAD'],
  };
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];
  const sorted = (allow: string) =>
    allow
      .split(', ')
      .filter((name) => name !== 'OPTIONS')
      .sort();

  it.each(Object.entries(ALLOWED))('H15: at %s is a 405 that says which it takes', async (path, allowed) => {
    for (const method of METHODS.filter((name) => !allowed.includes(name))) {
      const answer = await bff.fetch(path, { method });
      expect([method, answer.status]).toEqual([method, 405]);
      expect([method, sorted(answer.header('allow'))]).toEqual([method, [...allowed].sort()]);
      if (method !== 'HEAD') expectProblem(answer, 405);
    }
  });

  it.each(Object.entries(ALLOWED))('H15: at %s can be asked for by OPTIONS', async (path, allowed) => {
    const answer = await bff.fetch(path, { method: 'OPTIONS' });
    expect([200, 204]).toContain(answer.status);
    expect(sorted(answer.header('allow'))).toEqual([...allowed].sort());
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a request that is too large', () => {
  it.each([8_200, 12_000, 20_000, 60_000])('because its address has %i bytes is a 414', async (length) => {
    const raw = `GET /api/orders?q=${'x'.repeat(length)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    const { status, headers, body } = await rawRequest(bff.url, raw);
    expect(status).toBe(414);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(problemSchema.parse(JSON.parse(body)).status).toBe(414);
  });

  it('but has an address of 8,000 bytes is answered', async () => {
    expect((await bff.fetch(`/api/orders/${'x'.repeat(7_900)}`)).status).toBe(404);
  });

  it.each([20_000, 60_000])('because its fields have %i bytes is a 431', async (length) => {
    const raw = `GET /api/orders HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(length)}\r\nConnection: close\r\n\r\n`;
    const { status, headers, body } = await rawRequest(bff.url, raw);
    expect(status).toBe(431);
    expect(headers['content-type']).toBe('application/problem+json');
    const problem = problemSchema.parse(JSON.parse(body));
    expect(problem).toMatchObject({ status: 431, requestId: headers['x-request-id'] });
    expect(problem.requestId).not.toBe('');
  });

  it.each([
    ['POST', '/api/orders/sync'],
    ['GET', '/api/orders'],
  ])(
    '%s %s because of a body of more than one megabyte that nobody would read is a 413',
    async (method, path) => {
      const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000001\r\n\r\n`;
      expect((await rawRequest(bff.url, head)).status).toBe(413);
    },
  );

  it.each(['/api/events', '/health', '/health/ready', '/metrics', '/openapi.json', '/docs', '/api/session'])(
    'because a parameter of %s stands twice is a 400',
    async (path) => {
      const answer = await bff.fetch(`${path}?a=1&a=2`);
      expect(answer.status).toBe(400);
      expect(answer.as(problemSchema).errors).toContainEqual({ field: 'a', message: 'given twice' });
    },
  );

  it('because a body of unknown length passes one megabyte is a 413', async () => {
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
    const head = `PATCH ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const { status } = await rawRequest(bff.url, head + chunk.repeat(20));
    expect(status).toBe(413);
  });
});

describe('a request that is no HTTP', () => {
  it.each([
    'nonsense\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n',
    'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
  ])('%j is a 400 with a problem', async (text) => {
    const { status, headers, body } = await rawRequest(bff.url, text);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(problemSchema.parse(JSON.parse(body)).status).toBe(400);
  });
});

describe('the id of a request', () => {
  it.each(['abc-123', 'a'.repeat(128), '7f0c:9/x+y=z~._'])('%s is taken over', async (id) => {
    for (const path of ['/api/orders', '/api/nothing', '/health', '/']) {
      const answer = await bff.fetch(path, { headers: { 'X-Request-Id': id } });
      expect(answer.header('x-request-id')).toBe(id);
    }
  });

  it.each(['with space', 'a'.repeat(129), '<script>', ''])('%j is replaced by one of ours', async (id) => {
    const answer = await bff.fetch('/api/nothing', { headers: { 'X-Request-Id': id } });
    expect(answer.header('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expectProblem(answer, 404);
  });
});

describe('an unsafe request that a browser sends for another site', () => {
  const own = () => new URL(bff.url).origin;
  const edit = (headers: Record<string, string>) =>
    bff.fetch(PATH, { method: 'PATCH', body: { status: 'Shipped' }, headers });

  it.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'nonsense' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://127.0.0.1' },
  ])('S2: (%j) is a 403', async (headers) => {
    expectProblem(await edit(headers as Record<string, string>), 403);
    const sync = await bff.fetch('/api/orders/sync', { method: 'POST', headers });
    expectProblem(sync, 403);
  });

  it('is let through from our own pages and from programs', async () => {
    const allowed = [
      {},
      { 'Sec-Fetch-Site': 'same-origin' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: own() },
    ];
    for (const headers of allowed) expect((await edit(headers)).status).toBe(200);
  });

  it('may read, since it cannot see the answer', async () => {
    const answer = await bff.fetch(PATH, {
      headers: { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.header('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('a mistake of ours', () => {
  it('is a 500 that says nothing, and is logged under the id of the request', async () => {
    const source = createFakeOrderSource({ orders: [makeOrderFields(1)] });
    const own = await startBff({ source });
    onTestFinished(() => own[Symbol.asyncDispose]());
    source.failNext(new TypeError('the secret reason'), { method: 'write' });
    const answer = await own.fetch(PATH, {
      method: 'PATCH',
      body: { status: 'Shipped' },
      headers: { 'X-Request-Id': 'find-me' },
    });
    expectProblem(answer, 500);
    expect(answer.text).not.toMatch(/secret reason|TypeError|\bat /);
    const lines = own.log.filter((line) => line.includes('the secret reason'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('find-me');
  });
});
