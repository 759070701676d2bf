import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/http/openapi.ts';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import type { Answer } from './support/http-client.ts';
import { OidcSetting } from './support/oidc-setting.ts';
import { makeServiceToken, startBehindProxy } from './support/security-setting.ts';
import { type Bff, startBff } from './support/start-bff.ts';

type Headers = Readonly<Record<string, string>>;
type Role = 'nobody' | 'viewer' | 'editor' | 'admin' | 'read' | 'write' | 'metrics' | 'unknown';

const UNKNOWN = { Authorization: `Bearer orders_${'A'.repeat(43)}` };
const ABROAD = { 'X-Forwarded-For': '203.0.113.9' };
const ORDER = `/api/orders/${recordIdOf(1)}`;

const FOR_ADMINS = {
  ...{ nobody: 401, unknown: 401 },
  ...{ viewer: 403, editor: 403, read: 403, write: 403, metrics: 403 },
};

/** Who is refused with what, by what a route is for; everybody else is let in. */
const KINDS = {
  open: { unknown: 401 },
  page: {},
  orders: { nobody: 401, metrics: 403, unknown: 401 },
  edits: { nobody: 401, metrics: 403, unknown: 401, viewer: 403, read: 403 },
  admin: FOR_ADMINS,
  status: FOR_ADMINS,
  metrics: { nobody: 403, viewer: 403, editor: 403, admin: 403, read: 403, write: 403, unknown: 401 },
} satisfies Record<string, Partial<Record<Role, number>>>;
type Kind = keyof typeof KINDS;

/** Every operation of the API description, an address of it, and what it is for. */
const OPERATIONS: Readonly<Record<string, readonly [Kind, string]>> = {
  'get /api/orders': ['orders', '/api/orders'],
  'get /api/orders/summary': ['orders', '/api/orders/summary'],
  'get /api/orders/changes': ['orders', '/api/orders/changes'],
  'get /api/orders/{orderId}': ['orders', ORDER],
  'get /api/events': ['orders', '/api/events'],
  'post /api/orders/sync': ['orders', '/api/orders/sync'],
  'patch /api/orders': ['edits', '/api/orders'],
  'patch /api/orders/{orderId}': ['edits', ORDER],
  'get /api/session': ['open', '/api/session'],
  'get /api/config': ['open', '/api/config'],
  'get /api/status': ['status', '/api/status'],
  'get /health': ['open', '/health'],
  'get /health/live': ['open', '/health/live'],
  'get /health/ready': ['open', '/health/ready'],
  'get /metrics': ['metrics', '/metrics'],
  'get /api/admin/tokens': ['admin', '/api/admin/tokens'],
  'post /api/admin/tokens': ['admin', '/api/admin/tokens'],
  'delete /api/admin/tokens/{tokenId}': ['admin', '/api/admin/tokens/nobody'],
  'get /api/admin/audit': ['admin', '/api/admin/audit'],
};
/** What is served to anybody and is not in the description. */
const PAGES = ['/', '/docs', '/openapi.json', '/orders/ORD-000001', '/manifest.webmanifest'];

const bodyOf = (operation: string) =>
  ({
    'patch /api/orders': { updates: [{ recordId: recordIdOf(1), status: 'Shipped' }] },
    'patch /api/orders/{orderId}': { status: 'Shipped' },
    'post /api/admin/tokens': { name: 'one', scopes: ['read'] },
  })[operation];

interface Mode {
  readonly bff: Bff;
  readonly people: Partial<Record<Role, Headers>>;
}

const closing = new AsyncDisposableStack();
const modes = new Map<string, Mode>();

async function withTokens(bff: Bff, admin: Headers, people: Mode['people']): Promise<Mode> {
  const tokens: Partial<Record<Role, Headers>> = { unknown: UNKNOWN };
  for (const scope of ['read', 'write', 'metrics'] as const) {
    const body = { name: scope, scopes: [scope] };
    const made = await bff.fetch('/api/admin/tokens', { method: 'POST', body, headers: admin });
    tokens[scope] = { Authorization: `Bearer ${(made.json as { token: string }).token}` };
  }
  return { bff, people: { ...people, ...tokens } };
}

async function startProxyMode(): Promise<Mode> {
  const { bff } = await startBehindProxy();
  closing.use(bff);
  const named = (id: string) => ({ 'X-Forwarded-User': id });
  const people = { nobody: {}, viewer: named('sam'), editor: named('kim'), admin: named('root') };
  return withTokens(bff, people.admin, people);
}

/** Without a login everybody is the same person, of whom the settings say what they may do. */
async function startOpenMode(settings: Record<string, string>, role: Role): Promise<Mode> {
  const source = createFakeOrderSource({ orders: [makeOrderFields(1)] });
  const trusted = { TRUSTED_PROXIES: '127.0.0.1' };
  const bff = closing.use(await startBff({ source, settings: { ...trusted, ...settings } }));
  return role === 'admin' ? withTokens(bff, {}, { admin: {} }) : { bff, people: { [role]: {} } };
}

async function startOidcMode(): Promise<Mode> {
  const settings = { EDITORS: 'warehouse', ADMINS: 'bob@example.com', TRUSTED_PROXIES: '127.0.0.1' };
  const setting = closing.use(await OidcSetting.start({ settings }));
  const own = { 'Sec-Fetch-Site': 'same-origin' };
  const cookieOf = async (id: 'u-1001' | 'u-1002' | 'u-1003') => {
    const browser = await setting.signIn(id);
    return { ...own, Cookie: `__Host-sid=${browser.cookieValue('__Host-sid')}` };
  };
  const people = {
    nobody: {},
    viewer: await cookieOf('u-1003'),
    editor: await cookieOf('u-1001'),
  };
  return withTokens(setting.bff, await cookieOf('u-1002'), people);
}

beforeAll(async () => {
  modes.set('proxy', await startProxyMode());
  modes.set('none', await startOpenMode({ ADMINS: '*' }, 'admin'));
  modes.set('none without editors', await startOpenMode({ EDITORS: 'kim' }, 'viewer'));
  modes.set('none without admins', await startOpenMode({}, 'editor'));
  modes.set('oidc', await startOidcMode());
});
afterAll(() => closing.disposeAsync());

const MODES = ['proxy', 'none', 'none without editors', 'none without admins', 'oidc'];

function ask({ bff }: Mode, operation: string, address: string, headers: Headers): Promise<Answer> {
  const [method = ''] = operation.split(' ');
  const body = bodyOf(operation);
  const all = { ...headers, ...ABROAD };
  return bff.fetch(address, {
    method: method.toUpperCase(),
    headers: all,
    ...(body === undefined ? {} : { body }),
  });
}

/** The status with which a role is let in or refused. An open stream is asked for by HEAD. */
async function statusOf(mode: Mode, operation: string, address: string, headers: Headers): Promise<number> {
  if (address === '/api/events') {
    return (await mode.bff.fetch(address, { method: 'HEAD', headers: { ...headers, ...ABROAD } })).status;
  }
  return (await ask(mode, operation, address, headers)).status;
}

describe('S4: route × role × mode', () => {
  it('has every operation that there is', () => {
    const described = Object.entries(openApiDocument('1').paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(Object.keys(OPERATIONS).sort()).toEqual(described.sort());
  });

  it.each(MODES.flatMap((name) => Object.keys(OPERATIONS).map((operation) => [name, operation] as const)))(
    'S4: %s: %s lets in whom it should, and nobody else',
    async (name, operation) => {
      const mode = modes.get(name) as Mode;
      const [kind, address] = OPERATIONS[operation] ?? ['open', ''];
      const refused: Partial<Record<Role, number>> = KINDS[kind];
      const isOpenToAll = kind === 'metrics' && name.startsWith('none');
      for (const [role, headers] of Object.entries(mode.people)) {
        const isUnknown = role === 'unknown';
        const usual = isOpenToAll && !isUnknown ? undefined : refused[role as Role];
        // Without a login it is shown on the machine itself alone, and all of these come from abroad.
        const expected = kind === 'status' && name.startsWith('none') && !isUnknown ? 403 : usual;
        const status = await statusOf(mode, operation, address, headers);
        if (expected === undefined) expect([200, 201, 404], `${role}: ${status}`).toContain(status);
        else expect(status, role).toBe(expected);
        if (status === 404) expect(operation, role).toContain('{tokenId}');
      }
    },
  );

  it.each(MODES)('S4: %s: pages are for everybody', async (name) => {
    const mode = modes.get(name) as Mode;
    for (const headers of Object.values(mode.people)) {
      for (const page of PAGES) expect((await mode.bff.fetch(page, { headers })).status, page).toBe(200);
    }
  });
});

describe('S4: a refusal', () => {
  /** What an answer says, without what differs between any two. */
  const gist = (answer: Answer, address: string) => {
    const { requestId: _id, instance: _instance, ...rest } = answer.json as Record<string, unknown>;
    const fields = Object.entries(answer.headers).filter(([field]) => !/^(?:date|x-request-id)$/.test(field));
    return JSON.stringify([answer.status, rest, fields]).replaceAll(address, '…');
  };
  const EXISTING = ORDER;
  const MISSING = '/api/orders/recNobodyHasThis0';
  const CASES = [
    ['GET', 'nobody', 401],
    ['HEAD', 'nobody', 401],
    ['PATCH', 'nobody', 401],
    ['GET', 'metrics', 403],
    ['PATCH', 'viewer', 403],
    ['PATCH', 'read', 403],
    ['PATCH', 'unknown', 401],
  ] as const;

  it.each(CASES)(
    'S4: %s by %s does not tell whether there is such an order',
    async (method, role, status) => {
      const mode = modes.get('proxy') as Mode;
      const headers = { ...mode.people[role], 'If-Match': '"x"', 'If-None-Match': '"y"' };
      const answers = await Promise.all(
        [EXISTING, MISSING].map((address) =>
          mode.bff.fetch(address, {
            method,
            headers,
            ...(method === 'PATCH' ? { body: { status: 'Nowhere' } } : {}),
          }),
        ),
      );
      expect(answers.map((answer) => answer.status)).toEqual([status, status]);
      if (method === 'HEAD') return;
      const [one, other] = answers.map((answer, index) => gist(answer, index === 0 ? EXISTING : MISSING));
      expect(one).toBe(other);
    },
  );
});

it('S4: a token that was made is not among those that a viewer sees', async () => {
  const { bff } = modes.get('proxy') as Mode;
  const { id } = await makeServiceToken(bff, ['read']);
  const revoke = { method: 'DELETE', headers: { 'X-Forwarded-User': 'kim' } };
  const statuses = await Promise.all(
    [id, 'nobody'].map(async (name) => (await bff.fetch(`/api/admin/tokens/${name}`, revoke)).status),
  );
  expect(statuses).toEqual([403, 403]);
});
