import { problemSchema, sessionSchema } from '@orders/contract';
import { recordIdOf } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { newTokenSecret } from '../src/domain/service-token.ts';
import { makeServiceToken, PEOPLE_HEADERS, startBehindProxy } from './support/security-setting.ts';
import type { Bff } from './support/start-bff.ts';

const PATH = `/api/orders/${recordIdOf(1)}`;
const TOKENS = '/api/admin/tokens';
const { admin } = PEOPLE_HEADERS;
const DAY = 86_400_000;

let bff: Bff;
beforeAll(async () => {
  ({ bff } = await startBehindProxy());
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

async function startOwn(settings: Record<string, string> = {}): Promise<Bff> {
  const { bff: own } = await startBehindProxy(settings);
  onTestFinished(() => own[Symbol.asyncDispose]());
  return own;
}

const listed = async (server = bff) =>
  ((await server.fetch(TOKENS, { headers: admin })).json as { tokens: Record<string, unknown>[] }).tokens;

describe('a service token', () => {
  it('S16: is shown once, and nowhere again', async () => {
    const own = await startOwn();
    const { token, id } = await makeServiceToken(own, ['read']);
    expect(token).toMatch(/^orders_[A-Za-z0-9_-]{43}$/);
    const list = await own.fetch(TOKENS, { headers: admin });
    expect(list.text).toContain(id);
    await own.fetch('/api/orders', { headers: { Authorization: `Bearer ${token}` } });
    const audit = await own.fetch('/api/admin/audit', { headers: admin });
    for (const text of [list.text, audit.text, own.log.join('')]) expect(text).not.toContain(token);
  });

  it('S16: names whoever uses it, reads with read and writes with write', async () => {
    const [reader, writer] = [await makeServiceToken(bff, ['read']), await makeServiceToken(bff, ['write'])];
    const session = (await bff.fetch('/api/session', { headers: writer.headers })).as(sessionSchema);
    expect(session).toMatchObject({ user: { id: `token:${writer.id}` }, role: 'editor' });
    const edit = { method: 'PATCH', body: { status: 'Shipped' } };
    expect((await bff.fetch('/api/orders', { headers: reader.headers })).status).toBe(200);
    expect((await bff.fetch('/api/orders', { headers: writer.headers })).status).toBe(200);
    expect((await bff.fetch(PATH, { ...edit, headers: reader.headers })).status).toBe(403);
    expect((await bff.fetch(PATH, { ...edit, headers: writer.headers })).status).toBe(200);
  });

  it('S16: for metrics alone sees metrics from anywhere, and no orders', async () => {
    const { headers } = await makeServiceToken(bff, ['metrics']);
    const abroad = { ...headers, 'X-Forwarded-For': '203.0.113.9' };
    expect((await bff.fetch('/metrics', { headers: abroad })).status).toBe(200);
    expect((await bff.fetch('/api/orders', { headers })).status).toBe(403);
    const { headers: reader } = await makeServiceToken(bff, ['read']);
    const other = await bff.fetch('/metrics', { headers: { ...reader, 'X-Forwarded-For': '203.0.113.9' } });
    expect(other.status).toBe(403);
  });

  it('S16: ends when it expires', async () => {
    const own = await startOwn();
    const { headers } = await makeServiceToken(own, ['read'], { expiresInDays: 2 });
    own.clock.leap(2 * DAY - 1_000);
    expect((await own.fetch('/api/orders', { headers })).status).toBe(200);
    own.clock.leap(1_000);
    const answer = await own.fetch('/api/orders', { headers });
    expect(answer.status).toBe(401);
    expect(answer.header('www-authenticate')).toContain('invalid_token');
  });

  it('S16: ends at once when it is revoked, and cannot be revoked twice', async () => {
    const { headers, id } = await makeServiceToken(bff, ['read']);
    expect((await bff.fetch('/api/orders', { headers })).status).toBe(200);
    const revoke = () => bff.fetch(`${TOKENS}/${id}`, { method: 'DELETE', headers: admin });
    expect((await revoke()).status).toBe(204);
    expect((await bff.fetch('/api/orders', { headers })).status).toBe(401);
    expect((await revoke()).status).toBe(404);
  });

  it('S16: says when it was last used, to the minute', async () => {
    const own = await startOwn();
    const { headers } = await makeServiceToken(own, ['read']);
    expect((await listed(own))[0]?.['lastUsedAt']).toBeNull();
    await own.fetch('/api/orders', { headers });
    const first = (await listed(own))[0]?.['lastUsedAt'];
    expect(Date.parse(String(first))).toBeGreaterThan(0);
    own.clock.leap(59_000);
    await own.fetch('/api/orders', { headers });
    expect((await listed(own))[0]?.['lastUsedAt']).toBe(first);
    own.clock.leap(1_001);
    await own.fetch('/api/orders', { headers });
    expect((await listed(own))[0]?.['lastUsedAt']).not.toBe(first);
  });

  it('S16: has limits of its own, whatever address it comes from', async () => {
    const own = await startOwn({ RATE_LIMIT_ORDERS_LIST: '2/minute' });
    const [one, other] = [await makeServiceToken(own, ['read']), await makeServiceToken(own, ['read'])];
    const ask = async (headers: object, from: string) =>
      (await own.fetch('/api/orders', { headers: { ...headers, 'X-Forwarded-For': from } })).status;
    expect([await ask(one.headers, '192.0.2.1'), await ask(one.headers, '192.0.2.2')]).toEqual([200, 200]);
    expect(await ask(one.headers, '192.0.2.3')).toBe(429);
    expect(await ask(other.headers, '192.0.2.1')).toBe(200);
    expect(await ask(admin, '192.0.2.1')).toBe(200);
  });

  it('S16: that nobody knows is a 401, and a 429 to whoever goes on trying', async () => {
    const own = await startOwn();
    const ask = (secret = newTokenSecret()) =>
      own.fetch('/api/orders', { headers: { Authorization: `Bearer ${secret}` } });
    const statuses = [];
    for (let attempt = 0; attempt < 31; attempt++) statuses.push((await ask()).status);
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
    expect(statuses[30]).toBe(429);
    const { token } = await makeServiceToken(own, ['read']);
    expect((await ask(token)).status).toBe(200);
  });

  it('of another form is none of ours: who the proxy names goes on', async () => {
    const headers = { ...PEOPLE_HEADERS.viewer, Authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln' };
    expect((await bff.fetch('/api/orders', { headers })).status).toBe(200);
    expect(
      (await bff.fetch('/api/orders', { headers: { Authorization: headers.Authorization } })).status,
    ).toBe(401);
  });

  it.each([
    [{}, ['name', 'scopes']],
    [{ name: ' ', scopes: [] }, ['name', 'scopes']],
    [{ name: 'x', scopes: ['admin'] }, ['scopes.0']],
    [{ name: 'x', scopes: ['read'], expiresInDays: 367 }, ['expiresInDays']],
    [{ name: 'x', scopes: ['read'], expiresInDays: 0.5, more: 1 }, ['expiresInDays', 'more']],
  ])('described as %j is a 422 that names %j', async (body, fields) => {
    const answer = await bff.fetch(TOKENS, { method: 'POST', body, headers: admin });
    expect(answer.status).toBe(422);
    expect(answer.as(problemSchema).errors?.map(({ field }) => field)).toEqual(fields);
  });

  it('identifies a script where people need no login, too', async () => {
    const own = await startOwn({ AUTH_MODE: 'none', ADMINS: '*', EDITORS: '*' });
    const { headers, id } = await makeServiceToken(own, ['read']);
    const session = (await own.fetch('/api/session', { headers })).as(sessionSchema);
    expect(session).toMatchObject({ user: { id: `token:${id}` }, role: 'viewer' });
    expect((await own.fetch(PATH, { method: 'PATCH', body: { status: 'Shipped' }, headers })).status).toBe(
      403,
    );
  });
});
