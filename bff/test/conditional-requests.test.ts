import { type Order, ordersPageSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { parseList } from 'structured-headers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowOf } from './support/airtable-source.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const ORDERS = Array.from({ length: 40 }, (_, index) => makeOrderFields(index + 1));
const DATA = [
  '/api/orders',
  '/api/orders?pageSize=2',
  '/api/orders/summary',
  '/api/orders/changes',
  '/api/orders/ORD-000001',
];
const GETS = [...DATA, '/api/session', '/api/config'];
const CODINGS = ['identity', 'gzip', 'br'];

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({ simulator: { rows: ORDERS.map(rowOf) } });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

const get = (path: string, headers: Record<string, string> = {}) => bff.fetch(path, { headers });
const etagOf = async (path: string, coding = 'identity') =>
  (await get(path, { 'Accept-Encoding': coding })).header('etag');

describe.each(GETS)('GET %s', (path) => {
  it('carries a strong ETag and what caches need', async () => {
    const { status, header } = await get(path);
    expect(status).toBe(200);
    expect(header('etag')).toMatch(/^"[\x21\x23-\x7e]{1,62}"$/);
    expect(header('cache-control')).toBe('private, no-cache');
    expect(header('vary')).toMatch(/accept-encoding/i);
    expect(header('age')).toMatch(/^\d+$/);
    expect(header('orders-version')).toMatch(/^[A-Za-z0-9_-]+\.\d+$/);
    expect(header('orders-as-of')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(header('content-type')).toBe('application/json; charset=utf-8');
  });

  it('has a Cache-Status that says it was served from memory', async () => {
    const [member, ...others] = parseList((await get(path)).header('cache-status'));
    expect(others).toEqual([]);
    const [, parameters] = member ?? [null, new Map()];
    expect(parameters.get('hit')).toBe(true);
    expect(parameters.has('fwd')).toBe(false);
    expect(parameters.get('ttl')).toBeGreaterThan(0);
    expect(parameters.get('ttl')).toBeLessThanOrEqual(300);
  });

  it.each(CODINGS)('is a 304 without a body to its own tag in %s', async (coding) => {
    const full = await get(path, { 'Accept-Encoding': coding });
    const again = await get(path, { 'Accept-Encoding': coding, 'If-None-Match': full.header('etag') });
    expect(again.status).toBe(304);
    expect(again.bytes).toHaveLength(0);
    for (const name of ['etag', 'cache-control', 'vary', 'orders-version', 'orders-as-of']) {
      expect(again.header(name), name).toBe(full.header(name));
    }
    expect(again.headers['content-encoding']).toBeUndefined();
    expect(again.headers['content-type']).toBeUndefined();
  });

  it('compares weakly, in lists, and knows the star', async () => {
    const etag = await etagOf(path);
    for (const field of [`W/${etag}`, `"a", ${etag}`, `${etag} ,"b"`, `"a,b",W/${etag}`, '*', `, ${etag},`]) {
      expect((await get(path, { 'If-None-Match': field })).status, field).toBe(304);
    }
    for (const field of ['"other"', 'W/"other", "x"', `"x${etag.slice(1)}`]) {
      expect((await get(path, { 'If-None-Match': field })).status, field).toBe(200);
    }
  });

  it('looks at If-None-Match alone when there is a date as well', async () => {
    const dates = { 'If-Modified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT', 'Cache-Control': 'no-cache' };
    const etag = await etagOf(path);
    expect((await get(path, { 'If-None-Match': etag, ...dates })).status).toBe(304);
    expect((await get(path, { 'If-None-Match': '"x"', ...dates })).status).toBe(200);
    expect((await get(path, dates)).status).toBe(200);
  });

  it('honours If-Match, and that before If-None-Match', async () => {
    const etag = await etagOf(path);
    expect((await get(path, { 'If-Match': etag })).status).toBe(200);
    expect((await get(path, { 'If-Match': '*' })).status).toBe(200);
    expect((await get(path, { 'If-Match': `W/${etag}` })).status).toBe(412);
    expect((await get(path, { 'If-Match': '"x"', 'If-None-Match': etag })).status).toBe(412);
    expect((await get(path, { 'If-Match': etag, 'If-None-Match': etag })).status).toBe(304);
  });

  it('answers a list of tags that is none with 400', async () => {
    for (const field of ['abc', '"open', '*, "a"', '"a" "b"', "'a'"]) {
      expect((await get(path, { 'If-None-Match': field })).status, field).toBe(400);
    }
  });

  it.each(CODINGS)('has a HEAD with the same header fields in %s', async (coding) => {
    const headers = { 'Accept-Encoding': coding };
    const [full, head] = await Promise.all([
      bff.fetch(path, { headers }),
      bff.fetch(path, { headers, method: 'HEAD' }),
    ]);
    expect(head.status).toBe(200);
    expect(head.bytes).toHaveLength(0);
    const comparable = ({ headers: all }: typeof full) => {
      const { date, age, ratelimit, 'x-request-id': _, 'cache-status': __, ...rest } = all;
      return rest;
    };
    expect(comparable(head)).toEqual(comparable(full));
    expect(head.header('content-length')).toBe(String(full.bytes.length));
    const notModified = await bff.fetch(path, {
      method: 'HEAD',
      headers: { ...headers, 'If-None-Match': full.header('etag') },
    });
    expect(notModified.status).toBe(304);
  });
});

describe('content coding', () => {
  const LONG = '/api/orders';
  const SHORT = '/api/orders/ORD-000001';

  it.each(['gzip', 'br'])('%s is used above one kilobyte and gives the same content', async (coding) => {
    const plain = await get(LONG);
    const coded = await get(LONG, { 'Accept-Encoding': coding });
    expect(coded.header('content-encoding')).toBe(coding);
    expect(coded.bytes.length).toBeLessThan(plain.bytes.length);
    expect(coded.text).toBe(plain.text);
  });

  const wrong = ORDERS.map(({ recordId }) => recordId);
  it.each<[string, string, string, unknown?]>([
    ['a sync', 'POST', '/api/orders/sync'],
    ['many edits', 'PATCH', '/api/orders', { updates: wrong.map((recordId) => ({ recordId })) }],
    ['problems', 'PATCH', '/api/orders/ORD-000001', Object.fromEntries(wrong.map((name) => [name, 1]))],
    ['problems of a read', 'GET', `/api/orders?${wrong.map((name) => `${name}=1`).join('&')}`],
    ['metrics', 'GET', '/metrics'],
  ])('is used for the answers to %s, too', async (_to, method, path, body) => {
    const ask = (headers = {}) =>
      bff.fetch(path, { method, headers, ...(body === undefined ? {} : { body }) });
    const coded = await ask({ 'Accept-Encoding': 'gzip' });
    expect(coded.header('content-encoding')).toBe('gzip');
    expect(coded.header('vary')).toMatch(/accept-encoding/i);
    const plain = await ask();
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.bytes.length).toBeGreaterThan(1_024);
    expect(plain.header('content-type')).toBe(coded.header('content-type'));
  });

  it('is not used for less than one kilobyte', async () => {
    const answer = await get(SHORT, { 'Accept-Encoding': 'br, gzip' });
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.header('vary')).toMatch(/accept-encoding/i);
  });

  it('gives each coding a tag of its own, and knows the content under all of them', async () => {
    const tags = await Promise.all(CODINGS.map((coding) => etagOf(LONG, coding)));
    expect(new Set(tags).size).toBe(3);
    for (const tag of tags) {
      for (const coding of CODINGS) {
        const again = await get(LONG, { 'Accept-Encoding': coding, 'If-None-Match': tag });
        expect(again.status, `${tag} in ${coding}`).toBe(304);
      }
    }
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['br;q=0.5, gzip;q=0.9', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['identity', undefined],
    ['gzip;q=0.2, identity;q=0.8', undefined],
    ['GZIP', 'gzip'],
    ['deflate, zstd', undefined],
    ['', undefined],
    ['gzip;q=nonsense', undefined],
  ])('for Accept-Encoding "%s" is %s', async (accepted, coding) => {
    const answer = await get(LONG, { 'Accept-Encoding': accepted });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-encoding']).toBe(coding);
  });
});

describe('version and age', () => {
  it('move on with a sync while unchanged content stays a 304', async () => {
    await using own = await startBff({ simulator: { rows: ORDERS.map(rowOf) } });
    const before = await Promise.all(DATA.map((path) => own.fetch(path)));
    own.clock.leap(90_000);
    const aged = await own.fetch('/api/orders');
    expect(Number(aged.header('age'))).toBeGreaterThanOrEqual(90);
    expect(aged.header('orders-as-of')).toBe(before[0]?.header('orders-as-of'));
    expect((await own.fetch('/api/orders/sync', { method: 'POST' })).status).toBe(200);
    for (const [index, path] of DATA.entries()) {
      const etag = before[index]?.header('etag') ?? '';
      const after = await own.fetch(path, { headers: { 'If-None-Match': etag } });
      expect(after.status, path).toBe(304);
      expect(Number(after.header('age')), path).toBeLessThan(5);
      expect(after.header('orders-as-of') > aged.header('orders-as-of')).toBe(true);
    }
  });

  it('leave the pages alone on which nothing has changed', async () => {
    await using own = await startBff({ simulator: { rows: ORDERS.map(rowOf) } });
    const pages = Array.from(
      { length: 8 },
      (_, page) => `/api/orders?sort=orderId&pageSize=5&page=${page + 1}`,
    );
    const tags = await Promise.all(pages.map(async (path) => (await own.fetch(path)).header('etag')));
    const version = (await own.fetch('/api/orders')).header('orders-version');
    own.simulator.people.update(recordIdOf(12), { Customer: 'Changed' });
    await own.fetch('/api/orders/sync', { method: 'POST' });
    const statuses = await Promise.all(
      pages.map(async (path, index) => {
        const answer = await own.fetch(path, { headers: { 'If-None-Match': tags[index] ?? '' } });
        expect(answer.header('orders-version')).not.toBe(version);
        return answer.status;
      }),
    );
    expect(statuses).toEqual([304, 304, 200, 304, 304, 304, 304, 304]);
  });

  it('do not stand in the body', async () => {
    const { orders, ...rest } = (await get('/api/orders')).json as { orders: Order[] };
    expect(Object.keys(rest).sort()).toEqual(['page', 'pageCount', 'pageSize', 'total']);
    expect(orders).toHaveLength(40);
  });

  it('make the first answer of all a miss', async () => {
    await using own = await startBff({
      simulator: { rows: ORDERS.map(rowOf), latencyMs: 60 },
      waitsUntilReady: false,
    });
    const first = await own.fetch('/api/orders');
    expect(first.status).toBe(200);
    expect(first.as(ordersPageSchema).total).toBe(40);
    const [[, parameters] = [null, new Map()]] = parseList(first.header('cache-status'));
    expect(parameters.has('hit')).toBe(false);
    expect(String(parameters.get('fwd'))).toBe('uri-miss');
    expect(parameters.get('stored')).toBe(true);
  });
});

describe('the same question', () => {
  it('has one tag, however it is spelt', async () => {
    const spellings = [
      'status=Pending,Shipped&sort=-createdAt',
      'sort=-createdAt&status=Shipped,Pending',
      'status=Shipped,Pending,Shipped&page=1&q=',
    ];
    const tags = await Promise.all(spellings.map((query) => etagOf(`/api/orders?${query}`)));
    expect(new Set(tags).size).toBe(1);
  });
});
