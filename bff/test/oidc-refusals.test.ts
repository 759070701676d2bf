import { problemSchema } from '@orders/contract';
import { decodeJwt, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Visit } from './support/browser.ts';
import { KEY_ID } from './support/login-provider.ts';
import { OidcSetting, PUBLIC_URL } from './support/oidc-setting.ts';

const SESSION = '__Host-sid';
const AT_CALLBACK = /\/auth\/callback\?/;
const MINUTE = 60_000;

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
afterEach(() => {
  setting.provider.tamper = async (idToken) => idToken;
});

/** As far as the answer of the provider, which has not been handed in yet. */
async function untilCallback(browser: Browser): Promise<URL> {
  const { url } = await browser.visit('/auth/login?returnTo=/orders/ORD-000001', AT_CALLBACK);
  expect(url.pathname).toBe('/auth/callback');
  return url;
}

function expectRefusal(browser: Browser, { answer, url }: Visit, status: number, text: string): void {
  expect(url.pathname).toBe('/auth/callback');
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(text);
  expect(answer.header('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.header('cache-control')).toBe('no-store');
  expect(browser.cookieValue(SESSION)).toBe('');
}

describe('a way back from the provider that is not the one we sent somebody on', () => {
  const NOT_BEGUN = 'This login was not begun in this browser';

  it.each([
    ['without a state', (url: URL) => url.searchParams.delete('state')],
    ['with another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(400))],
    ['with an empty state', (url: URL) => url.searchParams.set('state', '')],
    ['with two states', (url: URL) => url.searchParams.append('state', url.searchParams.get('state') ?? '')],
    [
      'with one letter of the state changed',
      (url: URL) => {
        const state = url.searchParams.get('state') ?? '';
        url.searchParams.set('state', `${state.startsWith('A') ? 'B' : 'A'}${state.slice(1)}`);
      },
    ],
  ])('S12: is refused %s', async (_how, change) => {
    const browser = setting.openBrowser();
    const url = await untilCallback(browser);
    change(url);
    expectRefusal(browser, await browser.visit(url.href), 400, NOT_BEGUN);
  });

  it('S12: is refused in another browser, where somebody else may have begun a login of their own', async () => {
    const url = await untilCallback(setting.openBrowser());
    const stranger = setting.openBrowser();
    expectRefusal(stranger, await stranger.visit(url.href), 400, NOT_BEGUN);
    await untilCallback(stranger);
    expectRefusal(stranger, await stranger.visit(url.href), 400, NOT_BEGUN);
  });

  it('is refused after ten minutes', async () => {
    const browser = setting.openBrowser();
    const url = await untilCallback(browser);
    setting.bff.clock.leap(10 * MINUTE);
    expectRefusal(browser, await browser.visit(url.href), 400, NOT_BEGUN);
  });

  it.each([
    ['from another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['without its issuer', (url: URL) => url.searchParams.delete('iss')],
    ['with a second code', (url: URL) => url.searchParams.append('code', 'x')],
    ['without a code', (url: URL) => url.searchParams.delete('code')],
  ])('S12: is refused %s', async (_how, change) => {
    const browser = setting.openBrowser();
    const url = await untilCallback(browser);
    change(url);
    expectRefusal(browser, await browser.visit(url.href), 400, 'cannot be trusted');
  });

  it('S12: is refused with a code that nobody gave out, or that was used before', async () => {
    const browser = setting.openBrowser();
    const url = await untilCallback(browser);
    const forged = new URL(url);
    forged.searchParams.set('code', 'forged');
    expectRefusal(browser, await browser.visit(forged.href), 400, 'used already');
    expect((await browser.visit(url.href)).url.pathname).toBe('/orders/ORD-000001');
    const session = browser.cookieValue(SESSION);
    const { answer } = await browser.visit(url.href);
    expect(answer.status).toBe(400);
    expect(browser.cookieValue(SESSION)).toBe(session);
  });

  it('says so when the person pressed Cancel, and offers another try at the same place', async () => {
    setting.provider.person = null;
    const browser = setting.openBrowser();
    const visit = await browser.visit('/auth/login?returnTo=/orders/ORD-000001');
    expectRefusal(browser, visit, 403, 'The login provider did not let you in.');
    expect(visit.answer.text).toContain('href="/auth/login?returnTo=%2Forders%2FORD-000001"');
  });
});

describe('an ID token that is not what it should be', () => {
  const sign = (claims: object, key: CryptoKey = setting.provider.privateKey) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: KEY_ID }).sign(key);
  const long = 3_600;

  it.each<[string, (claims: Record<string, unknown>) => Promise<string> | string]>([
    ['for another login', (claims) => sign({ ...claims, nonce: 'another' })],
    ['without a nonce', ({ nonce: _, ...claims }) => sign(claims)],
    ['of another issuer', (claims) => sign({ ...claims, iss: 'https://evil.example' })],
    ['for another app', (claims) => sign({ ...claims, aud: 'another' })],
    ['that has expired', (claims) => sign({ ...claims, exp: Number(claims['exp']) - 2 * long })],
    ['from the future', (claims) => sign({ ...claims, nbf: Number(claims['exp']) + long })],
    ['without a subject', ({ sub: _, ...claims }) => sign(claims)],
    ['about somebody else than the user info', (claims) => sign({ ...claims, sub: 'u-1002' })],
    ['signed by another key', async (claims) => sign(claims, (await generateKeyPair('RS256')).privateKey)],
    ['signed by nobody', (claims) => new UnsecuredJWT(claims).encode()],
    ['that is no token', () => 'ey.ey.ey'],
  ])('S12: %s is refused', async (_what, forge) => {
    setting.provider.tamper = async (idToken) => forge(decodeJwt(idToken));
    const browser = setting.openBrowser();
    const visit = await browser.visit('/auth/login');
    expectRefusal(browser, visit, 400, 'cannot be trusted');
    const line = setting.bff.log.findLast((text) => text.includes('login refused')) ?? '';
    expect(line).toContain('"reason"');
    expect(line).not.toMatch(/ey[A-Z]|u-100/);
  });

  it('signed by the right key is taken', async () => {
    setting.provider.tamper = async (idToken) => sign(decodeJwt(idToken));
    const browser = await setting.signIn('u-1001');
    expect((await browser.call('/api/orders')).status).toBe(200);
  });
});

describe('a place to return to', () => {
  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/%09/evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    '/auth/login',
  ])('S12: to return to %s is refused', async (returnTo) => {
    const path = `/auth/login?returnTo=${encodeURIComponent(decodeURIComponent(returnTo))}`;
    const answer = await setting.bff.fetch(path);
    expect(answer.status).toBe(400);
    expect(answer.header('location')).toBe('');
    expect(answer.header('content-type')).toBe('application/problem+json');
    expect(answer.as(problemSchema).errors).toEqual([
      { field: 'returnTo', message: 'must be a path of this site' },
    ]);
  });

  it('given twice, or beside another parameter, is refused', async () => {
    for (const query of ['returnTo=/a&returnTo=/b', 'returnTo=/a&next=/b']) {
      expect((await setting.bff.fetch(`/auth/login?${query}`)).status).toBe(400);
    }
  });

  it('in a page about a refusal is never another site', async () => {
    const browser = setting.openBrowser();
    const { answer } = await browser.visit(
      `/auth/login?returnTo=${encodeURIComponent('"><a href="//evil.example')}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('href="/auth/login?returnTo=%2F"');
    expect(answer.text).not.toContain('evil');
    expect(answer.header('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('addresses of the login', () => {
  it('S16: are open to an office, and closed to whoever tries on and on', async () => {
    await using own = await OidcSetting.start();
    const ask = () => own.bff.fetch('/auth/callback?state=x&code=y');
    const statuses: number[] = [];
    for (let batch = 0; batch < 31; batch++) {
      const answers = await Promise.all(Array.from({ length: 10 }, ask));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.slice(0, 300)).toEqual(Array(300).fill(400));
    expect(statuses.slice(300)).toEqual(Array(10).fill(429));
  });

  it.each([
    ['POST', '/auth/login', 'HEAD, GET'],
    ['GET', '/auth/logout', 'POST'],
    ['PUT', '/auth/callback', 'HEAD, GET'],
    ['GET', '/auth/backchannel-logout', 'POST'],
  ])('%s %s is 405 with what is allowed', async (method, path, allow) => {
    const answer = await setting.bff.fetch(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.header('allow')).toBe(allow);
  });

  it('that nobody knows is 404, never the app', async () => {
    const { answer } = await setting.openBrowser().visit('/auth/other');
    expect(answer.status).toBe(404);
    expect(answer.header('content-type')).toBe('application/problem+json');
    expect(PUBLIC_URL).toMatch(/^https:/);
  });
});
