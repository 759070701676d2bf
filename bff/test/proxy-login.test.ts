import { healthSchema, orderSchema, problemSchema, sessionSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import type { Answer } from './support/http-client.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const PATH = `/api/orders/${recordIdOf(1)}`;
const ROUTES: readonly (readonly [string, string])[] = [
  ['GET', '/api/orders'],
  ['GET', '/api/orders/summary'],
  ['GET', '/api/orders/changes'],
  ['GET', PATH],
  ['GET', '/api/events'],
  ['POST', '/api/orders/sync'],
  ['PATCH', PATH],
  ['PATCH', '/api/orders'],
];

function start(settings: Record<string, string> = {}): Promise<Bff> {
  const orders = [1, 2, 3].map((number) => makeOrderFields(number));
  return startBff({
    source: createFakeOrderSource({ orders }),
    settings: {
      AUTH_MODE: 'proxy',
      TRUSTED_PROXIES: '127.0.0.1, ::1',
      EDITORS: 'kim, lee@example.com, Warehouse',
      ...settings,
    },
  });
}

async function startOwn(settings: Record<string, string>): Promise<Bff> {
  const own = await start(settings);
  onTestFinished(() => own[Symbol.asyncDispose]());
  return own;
}

let bff: Bff;
beforeAll(async () => {
  bff = await start();
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

const EDITOR = { 'X-Forwarded-User': 'kim' };
const VIEWER = { 'X-Forwarded-User': 'sam', 'X-Forwarded-Email': 'sam@example.com' };

const ask = (
  method: string,
  path: string,
  headers: Record<string, string>,
  server = bff,
): Promise<Answer> => {
  const body = path === '/api/orders' ? { updates: [{ orderId: 'x', status: null }] } : { status: 'Shipped' };
  return server.fetch(path, { method, headers, ...(method === 'PATCH' ? { body } : {}) });
};
const sessionOf = async (headers: Record<string, string>, server = bff) =>
  (await server.fetch('/api/session', { headers })).as(sessionSchema);

describe('the address of the login', () => {
  it('leads back to where the person was, once the proxy lets it through', async () => {
    const answer = await bff.fetch('/auth/login?returnTo=%2Forders%2FORD-1%3Fq%3Da', { headers: EDITOR });
    expect([answer.status, answer.header('location')]).toEqual([302, '/orders/ORD-1?q=a']);
    expect(answer.header('cache-control')).toBe('no-store');
    expect((await bff.fetch('/auth/login')).header('location')).toBe('/');
  });

  it.each(['https://evil.example', '//evil.example', '/\\\\evil.example', '/auth/login'])(
    'leads nowhere else: %s',
    async (returnTo) => {
      const answer = await bff.fetch(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
      expect(answer.status).toBe(400);
    },
  );
});

describe('an edit that says whose it is', () => {
  const expecting = (user: string) => ({ ...EDITOR, 'Orders-Expected-User': encodeURIComponent(user) });

  it.each(ROUTES.filter(([method]) => method === 'PATCH'))(
    '%s %s is taken from that person',
    async (...to) => {
      expect((await ask(...to, expecting('kim'))).status).toBe(200);
    },
  );

  it.each(ROUTES.filter(([method]) => method === 'PATCH'))(
    'F-16: %s %s is a 401 where somebody else is signed in',
    async (method, path) => {
      const answer = await ask(method, path, expecting('ann ünder'));
      expect(answer.status).toBe(401);
      expect(answer.as(problemSchema).detail).toContain('Somebody else');
    },
  );
});

describe('without an identity', () => {
  it.each(ROUTES)('%s %s is a 401', async (method, path) => {
    const answer = await ask(method, path, {});
    expect(answer.status).toBe(401);
    expect(answer.as(problemSchema).status).toBe(401);
    expect(answer.header('www-authenticate')).not.toBe('');
  });

  it('the session says that nobody is signed in', async () => {
    expect(await sessionOf({})).toEqual({ user: null, role: 'viewer', authMode: 'proxy' });
  });

  it('health says no more than how it is', async () => {
    expect((await bff.fetch('/health')).json).toEqual({ status: 'ok' });
    expect((await bff.fetch('/health/ready')).status).toBe(200);
    const details = (await bff.fetch('/health', { headers: VIEWER })).as(healthSchema);
    expect(details.snapshot?.orders).toBe(3);
  });

  it('the app and the description of the API are there', async () => {
    for (const path of ['/', '/docs', '/openapi.json']) {
      expect((await bff.fetch(path)).status, path).toBe(200);
    }
  });
});

describe('somebody whom the proxy names', () => {
  it('is in the session, by the e-mail address where there is one', async () => {
    expect(await sessionOf(VIEWER)).toEqual({
      user: { id: 'sam', name: 'sam@example.com' },
      role: 'viewer',
      authMode: 'proxy',
    });
    expect((await sessionOf(EDITOR)).user).toEqual({ id: 'kim', name: 'kim' });
  });

  it.each<[string, Record<string, string>]>([
    ['the id', { 'X-Forwarded-User': 'kim' }],
    ['the id in another case', { 'X-Forwarded-User': 'KIM' }],
    ['the e-mail address', { 'X-Forwarded-User': '17', 'X-Forwarded-Email': 'Lee@example.com' }],
    ['a group', { 'X-Forwarded-User': 'jo', 'X-Forwarded-Groups': 'sales, warehouse' }],
  ])('is an editor by %s', async (_by, headers) => {
    expect((await sessionOf(headers)).role).toBe('editor');
    expect((await ask('PATCH', PATH, headers)).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['a stranger', VIEWER],
    ['part of a name', { 'X-Forwarded-User': 'ki' }],
    ['a group of a similar name', { 'X-Forwarded-User': 'jo', 'X-Forwarded-Groups': 'warehouse-2' }],
  ])('is a viewer as %s: reads, and is refused to write', async (_as, headers) => {
    for (const [method, path] of ROUTES.filter(([, route]) => route !== '/api/events')) {
      const answer = await ask(method, path, headers);
      expect(answer.status, `${method} ${path}`).toBe(method === 'PATCH' ? 403 : 200);
    }
  });

  it('may be named in other fields', async () => {
    const own = await startOwn({
      AUTH_PROXY_USER_HEADER: 'X-Auth-User',
      AUTH_PROXY_EMAIL_HEADER: 'X-Auth-Mail',
      AUTH_PROXY_GROUPS_HEADER: 'X-Auth-Roles',
    });
    expect((await sessionOf(EDITOR, own)).user).toBeNull();
    const headers = { 'X-Auth-User': 'jo', 'X-Auth-Mail': 'jo@example.com', 'X-Auth-Roles': 'warehouse' };
    expect(await sessionOf(headers, own)).toMatchObject({
      user: { id: 'jo', name: 'jo@example.com' },
      role: 'editor',
    });
  });

  it('has idempotency keys that are nobody else’s', async () => {
    const key = { 'Idempotency-Key': 'shared-key' };
    const other = { 'X-Forwarded-User': 'jo', 'X-Forwarded-Groups': 'warehouse' };
    const edit = (headers: Record<string, string>, status: string) =>
      bff.fetch(PATH, { method: 'PATCH', body: { status }, headers: { ...headers, ...key } });
    expect((await edit(EDITOR, 'Processing')).as(orderSchema).status).toBe('Processing');
    expect((await edit(other, 'Delivered')).as(orderSchema).status).toBe('Delivered');
    expect((await edit(other, 'Processing')).status).toBe(422);
  });

  it('S11: named twice, or in a spelling that proxies let through, is a 400', async () => {
    const doubled = await bff.fetch('/api/orders', { headers: { 'X-Forwarded-User': ['kim', 'sam'] } });
    expect(doubled.status).toBe(400);
    const smuggled = await bff.fetch('/api/orders', { headers: { ...VIEWER, X_Forwarded_User: 'kim' } });
    expect(smuggled.status).toBe(400);
  });
});

describe('somebody who is not the proxy', () => {
  it('S11: is not believed', async () => {
    const own = await startOwn({ TRUSTED_PROXIES: '10.0.0.0/8' });
    expect((await sessionOf(EDITOR, own)).user).toBeNull();
    for (const [method, path] of ROUTES) {
      expect((await ask(method, path, EDITOR, own)).status, `${method} ${path}`).toBe(401);
    }
    expect((await own.fetch('/health', { headers: EDITOR })).json).toEqual({ status: 'ok' });
  });
});

describe('metrics behind a login', () => {
  it('are shown to this machine and to nobody whom the proxy brings', async () => {
    expect((await bff.fetch('/metrics')).status).toBe(200);
    for (const path of ['203.0.113.9', '127.0.0.1, 203.0.113.9']) {
      const answer = await bff.fetch('/metrics', { headers: { ...EDITOR, 'X-Forwarded-For': path } });
      expect(answer.status, path).toBe(403);
    }
  });
});
