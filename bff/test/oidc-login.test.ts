import { problemSchema, sessionSchema } from '@orders/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLIENT_SECRET } from './support/login-provider.ts';
import { OidcSetting, PUBLIC_URL } from './support/oidc-setting.ts';

const SESSION = '__Host-sid';
const ATTEMPT = '__Host-login';
const AT_CALLBACK = /\/auth\/callback\?/;

let setting: OidcSetting;
beforeAll(async () => {
  setting = await OidcSetting.start();
});
afterAll(async () => {
  await setting[Symbol.asyncDispose]();
});
beforeEach(() => {
  setting.provider.person = 'u-1001';
});

describe('signing in', () => {
  it('S12: goes to the provider with PKCE, state and nonce, and comes back to where the person was', async () => {
    const browser = setting.openBrowser();
    const place = '/orders/ORD-000001?from=list';
    const { answer, addresses, url } = await browser.visit(
      `/auth/login?returnTo=${encodeURIComponent(place)}`,
    );
    expect(url.href).toBe(`${PUBLIC_URL}${place}`);
    expect(answer.status).toBe(200);
    const asked = addresses[1]?.searchParams;
    expect(addresses[1]?.origin).toBe(setting.provider.issuer);
    expect(asked?.get('response_type')).toBe('code');
    expect(asked?.get('code_challenge_method')).toBe('S256');
    expect(asked?.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(asked?.get('nonce')).toMatch(/^[\w-]{43}$/);
    expect(asked?.get('redirect_uri')).toBe(`${PUBLIC_URL}/auth/callback`);
    expect(asked?.get('scope')).toBe('openid profile email groups');
    expect(asked?.get('state')).not.toContain('ORD-000001');
    const back = addresses.find(({ pathname }) => pathname === '/auth/callback');
    expect(back?.searchParams.get('iss')).toBe(setting.provider.issuer);
  });

  it('tells the app who it is', async () => {
    const browser = await setting.signIn('u-1001');
    const answer = await browser.call('/api/session');
    expect(answer.as(sessionSchema)).toEqual({
      user: { id: 'u-1001', name: 'Alice Ames' },
      role: 'editor',
      authMode: 'oidc',
    });
    expect(answer.header('vary')).toContain('Cookie');
    expect(answer.header('cache-control')).toBe('private, no-cache');
  });

  it('S1: gives the browser a session cookie that only this host can set, read or send', async () => {
    const browser = await setting.signIn('u-1001');
    expect(browser.cookieNames().sort()).toEqual([ATTEMPT, SESSION]);
    expect(browser.cookieLine(SESSION)).toMatch(
      /^__Host-sid=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
  });

  it('begun in a browser shows in a cookie that survives the way to the provider and back', async () => {
    const browser = setting.openBrowser();
    await browser.visit('/auth/login', /^http:\/\/127/);
    expect(browser.cookieLine(ATTEMPT)).toMatch(
      /^__Host-login=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('in several tabs at once works in each', async () => {
    const browser = setting.openBrowser();
    const one = await browser.visit('/auth/login?returnTo=/one', AT_CALLBACK);
    const two = await browser.visit('/auth/login?returnTo=/two', AT_CALLBACK);
    const first = await browser.visit(one.url.href);
    expect(first.url.pathname).toBe('/one');
    expect((await browser.visit(two.url.href)).url.pathname).toBe('/two');
  });

  it('S1: again gives another session and ends the one before', async () => {
    const browser = await setting.signIn('u-1001');
    const before = browser.cookieValue(SESSION);
    setting.provider.person = 'u-1002';
    await browser.visit('/auth/login');
    expect(browser.cookieValue(SESSION)).not.toBe(before);
    const stranger = setting.openBrowser();
    stranger.setCookie(SESSION, before);
    expect((await stranger.call('/api/orders')).status).toBe(401);
    expect((await browser.call('/api/orders')).status).toBe(200);
  });

  it('S1: lets no token, code or secret out', async () => {
    const seen: string[] = [];
    const tamper = setting.provider.tamper;
    setting.provider.tamper = async (idToken) => {
      seen.push(idToken);
      return idToken;
    };
    const browser = setting.openBrowser();
    const { answer, addresses } = await browser.visit('/auth/login');
    setting.provider.tamper = tamper;
    const logout = await browser.call('/auth/logout', { method: 'POST' });
    const [idToken = ''] = seen;
    expect(idToken).toMatch(/^ey/);
    const ours = addresses.filter(({ origin }) => origin === PUBLIC_URL).map(({ href }) => href);
    const said = [
      JSON.stringify(answer.headers),
      answer.text,
      logout.text,
      ...ours,
      ...setting.bff.log,
    ].join();
    expect(said).not.toContain(idToken);
    expect(said).not.toContain(idToken.split('.')[1]);
    expect(setting.bff.log.join()).not.toContain(browser.cookieValue(SESSION) || CLIENT_SECRET);
    expect(said).not.toContain(CLIENT_SECRET);
  });

  it.each([['client_secret_basic'], ['client_secret_post']] as const)(
    'works where the provider wants the secret by %s',
    async (authMethod) => {
      await using own = await OidcSetting.start({ authMethod });
      for (const person of ['u-1001', 'u-1002'] as const) {
        const browser = await own.signIn(person);
        expect((await browser.call('/api/orders')).status).toBe(200);
      }
    },
  );
});

describe('somebody who has not signed in', () => {
  it('may open the app, its addresses and whether it is well, but sees no orders', async () => {
    const browser = setting.openBrowser();
    expect((await browser.visit('/orders/ORD-000001')).answer.text).toContain('<title>Orders</title>');
    expect((await browser.call('/health')).json).toEqual({ status: 'ok' });
    expect((await browser.call('/health/live')).status).toBe(200);
    expect((await browser.call('/api/session')).as(sessionSchema)).toEqual({
      user: null,
      role: 'viewer',
      authMode: 'oidc',
    });
    for (const path of ['/api/orders', '/api/orders/ORD-000001', '/api/orders/none', '/api/events']) {
      const answer = await browser.call(path);
      expect(answer.status).toBe(401);
      expect(answer.header('content-type')).toBe('application/problem+json');
      expect(answer.as(problemSchema).detail).toBe('Sign in to see the orders.');
    }
  });

  it.each(['x', 'x'.repeat(43), `${'x'.repeat(42)}"`, '../'.repeat(10)])(
    'is nobody with the session id %j',
    async (id) => {
      const browser = setting.openBrowser();
      browser.setCookie(SESSION, id);
      expect((await browser.call('/api/orders')).status).toBe(401);
    },
  );

  it('S1: is nobody with two session cookies', async () => {
    const browser = await setting.signIn('u-1001');
    const cookie = `${SESSION}=${browser.cookieValue(SESSION)}; ${SESSION}=${'y'.repeat(43)}`;
    expect((await setting.bff.fetch('/api/orders', { headers: { cookie } })).status).toBe(401);
  });

  it('S11: is nobody with the header fields of a proxy', async () => {
    const headers = { 'x-forwarded-user': 'u-1001', 'x-forwarded-email': 'alice@example.com' };
    expect((await setting.bff.fetch('/api/orders', { headers })).status).toBe(401);
  });
});

describe('roles', () => {
  it.each([
    ['a group', 'warehouse', { 'u-1001': 'editor', 'u-1002': 'viewer', 'u-1003': 'viewer' }],
    [
      'an e-mail address',
      'Alice@Example.com',
      { 'u-1001': 'editor', 'u-1002': 'viewer', 'u-1003': 'viewer' },
    ],
    ['an id', 'u-1003,u-1002', { 'u-1001': 'viewer', 'u-1002': 'editor', 'u-1003': 'editor' }],
    ['everybody', '*', { 'u-1001': 'editor', 'u-1002': 'editor', 'u-1003': 'editor' }],
  ])('go by %s', async (_by, EDITORS, expected) => {
    await using own = await OidcSetting.start({ settings: { EDITORS } });
    const roles: Record<string, string> = {};
    for (const person of ['u-1001', 'u-1002', 'u-1003'] as const) {
      const browser = await own.signIn(person);
      roles[person] = (await browser.call('/api/session')).as(sessionSchema).role;
      const body = { status: 'Shipped' };
      const patch = await browser.call('/api/orders/ORD-000001', { method: 'PATCH', body });
      expect(patch.status).toBe(roles[person] === 'editor' ? 200 : 403);
    }
    expect(roles).toEqual(expected);
  });
});
