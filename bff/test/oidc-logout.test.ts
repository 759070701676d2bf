import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySessionStore } from '../src/memory/memory-session-store.ts';
import { RedisSessionStore } from '../src/redis/redis-session-store.ts';
import { systemClock } from '../src/system-clock.ts';
import type { Browser } from './support/browser.ts';
import { CLIENT_ID, KEY_ID } from './support/login-provider.ts';
import { OidcSetting, PUBLIC_URL } from './support/oidc-setting.ts';
import { hasRedisServer } from './support/redis-server.ts';
import { RedisSetting } from './support/redis-setting.ts';

const BACKCHANNEL = '/auth/backchannel-logout';
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

let setting: OidcSetting;
beforeEach(async () => {
  const sessions = createMemorySessionStore(systemClock);
  setting = await OidcSetting.start({ sessions: [sessions, sessions] });
});
afterEach(async () => {
  await setting[Symbol.asyncDispose]();
});

const isSignedIn = async (browser: Browser) => (await browser.call('/api/orders')).status === 200;

function replica(index: 0 | 1) {
  const bff = setting.replicas[index];
  if (bff === undefined) throw new Error('There is no such replica.');
  return bff;
}

/** The same session as another replica sees it. */
function at(index: 0 | 1, browser: Browser): Browser {
  const other = setting.openBrowser(replica(index));
  other.setCookie('__Host-sid', browser.cookieValue('__Host-sid'));
  return other;
}

/** As a person does it there, without the app knowing. */
async function signOutAtProvider(browser: Browser): Promise<void> {
  const { issuer, errors } = setting.provider;
  const { answer } = await browser.visit(`${issuer}/session/end`);
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(answer.text) ?? [];
  await browser.submit(`${issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
  expect(errors).toEqual([]);
}

describe('signing out', () => {
  it('S12: ends the session on every replica and says where the provider ends its own', async () => {
    const browser = await setting.signIn('u-1001');
    const elsewhere = at(1, browser);
    expect(await isSignedIn(elsewhere)).toBe(true);
    const answer = await browser.call('/auth/logout', { method: 'POST' });
    expect(answer.status).toBe(200);
    expect(answer.header('cache-control')).toBe('no-store');
    expect(browser.cookieNames()).toEqual([]);
    const { logoutUrl } = answer.json as { logoutUrl: string };
    const url = new URL(logoutUrl);
    expect(url.origin).toBe(setting.provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: CLIENT_ID,
      post_logout_redirect_uri: `${PUBLIC_URL}/`,
    });
    expect(await isSignedIn(elsewhere)).toBe(false);
    expect((await browser.visit(logoutUrl)).answer.status).toBe(200);
  });

  it('S13: makes the browser forget answers, but not the edits that others have waiting on the device', async () => {
    const browser = await setting.signIn('u-1001');
    const answer = await browser.call('/auth/logout', { method: 'POST' });
    expect(answer.header('clear-site-data')).toBe('"cache"');
  });

  it('leaves other sessions of the person alone', async () => {
    const laptop = await setting.signIn('u-1001');
    const phone = await setting.signIn('u-1001');
    await laptop.call('/auth/logout', { method: 'POST' });
    expect(await isSignedIn(phone)).toBe(true);
  });

  it('without a session is no fault', async () => {
    const answer = await setting.openBrowser().call('/auth/logout', { method: 'POST' });
    expect(answer.status).toBe(204);
    expect(answer.header('set-cookie')).toContain('Max-Age=0');
  });

  it('S2: by another site is refused', async () => {
    const browser = await setting.signIn('u-1001');
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      expect((await browser.call('/auth/logout', { method: 'POST', headers })).status).toBe(403);
    }
    const headers = { 'sec-fetch-site': '', origin: 'https://evil.example' };
    expect((await browser.call('/auth/logout', { method: 'POST', headers })).status).toBe(403);
    expect(await isSignedIn(browser)).toBe(true);
  });
});

describe('the provider', () => {
  const claims = () => ({
    iss: setting.provider.issuer,
    aud: CLIENT_ID,
    iat: Math.floor(Date.now() / 1_000),
    exp: Math.floor(Date.now() / 1_000) + 120,
    jti: randomUUID(),
    sub: 'u-1001',
    events: { [LOGOUT_EVENT]: {} },
  });
  const sign = (token: object, typ = 'logout+jwt', key: CryptoKey = setting.provider.privateKey) =>
    new SignJWT({ ...token }).setProtectedHeader({ alg: 'RS256', kid: KEY_ID, typ }).sign(key);
  const send = (token: string, type = 'application/x-www-form-urlencoded') =>
    replica(0).fetch(BACKCHANNEL, {
      method: 'POST',
      headers: { 'content-type': type },
      body: `logout_token=${encodeURIComponent(token)}`,
    });

  it('S12: that ends a login ends its session on every replica and no other', async () => {
    const laptop = await setting.signIn('u-1001');
    const phone = await setting.signIn('u-1001');
    const elsewhere = at(1, laptop);
    expect(await isSignedIn(elsewhere)).toBe(true);
    await signOutAtProvider(laptop);
    expect(await isSignedIn(laptop)).toBe(false);
    expect(await isSignedIn(elsewhere)).toBe(false);
    expect(await isSignedIn(phone)).toBe(true);
  });

  it('that names a person only ends all their sessions', async () => {
    const laptop = await setting.signIn('u-1001');
    const phone = await setting.signIn('u-1001');
    const bob = await setting.signIn('u-1002');
    const answer = await send(await sign(claims()));
    expect(answer.status).toBe(200);
    expect(answer.header('cache-control')).toBe('no-store');
    expect(await Promise.all([laptop, phone, bob].map(isSignedIn))).toEqual([false, false, true]);
  });

  it('S12: is believed once', async () => {
    const token = await sign(claims());
    expect((await send(token)).status).toBe(200);
    const browser = await setting.signIn('u-1001');
    expect((await send(token)).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['without a token', () => ''],
    ['with no token at all', () => 'x.y.z'],
    ['with an ID token', () => sign({ ...claims(), events: undefined, nonce: 'n' }, 'JWT')],
    ['with a token that could be an ID token', () => sign({ ...claims(), nonce: 'n' })],
    ['with another kind of token', () => sign(claims(), 'at+jwt')],
    ['about another event', () => sign({ ...claims(), events: { 'https://else.example': {} } })],
    ['about nobody', () => sign({ ...claims(), sub: undefined })],
    ['that is another issuer', () => sign({ ...claims(), iss: 'https://evil.example' })],
    ['to another app', () => sign({ ...claims(), aud: 'another' })],
    ['too late', () => sign({ ...claims(), exp: claims().iat - 60 })],
    ['with an old token', () => sign({ ...claims(), iat: claims().iat - 3_600 })],
    ['with a token without a name', () => sign({ ...claims(), jti: undefined })],
    ['without a signature', () => new UnsecuredJWT(claims()).encode()],
    [
      'with a wrong signature',
      async () => sign(claims(), 'logout+jwt', (await generateKeyPair('RS256')).privateKey),
    ],
  ])('S12: %s is refused', async (_how, forge) => {
    const browser = await setting.signIn('u-1001');
    const answer = await send(await forge());
    expect(answer.status).toBe(400);
    expect(answer.header('content-type')).toBe('application/problem+json');
    expect(replica(0).log.filter((line) => line.includes('login refused'))).toHaveLength(1);
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('has to send a form of a decent size', async () => {
    expect((await send('x', 'application/json')).status).toBe(415);
    expect((await send('x'.repeat(70_000))).status).toBe(413);
  });
});

describe.skipIf(!hasRedisServer)('over Redis', () => {
  let redis: RedisSetting;
  beforeEach(async () => {
    redis = new RedisSetting();
    await setting[Symbol.asyncDispose]();
    const { keys } = redis;
    const stores = [await redis.connect(), await redis.connect()].map(
      (connection) => new RedisSessionStore({ connection, keys }),
    );
    setting = await OidcSetting.start({ sessions: stores });
  });
  afterEach(async () => {
    await redis[Symbol.asyncDispose]();
  });

  it('S1: what one replica begins or ends has begun or ended on the other', async () => {
    const laptop = await setting.signIn('u-1001');
    const elsewhere = at(1, laptop);
    expect(await isSignedIn(elsewhere)).toBe(true);
    await signOutAtProvider(laptop);
    expect(await isSignedIn(elsewhere)).toBe(false);

    const phone = await setting.signIn('u-1001', replica(1));
    const here = at(0, phone);
    expect(await isSignedIn(here)).toBe(true);
    await phone.call('/auth/logout', { method: 'POST' });
    expect(await isSignedIn(here)).toBe(false);
  });

  it('S1: nothing is stored by which somebody could come in', async () => {
    const browser = await setting.signIn('u-1001');
    const admin = await redis.admin();
    const id = browser.cookieValue('__Host-sid');
    const names = await admin.keys('*');
    expect(names.length).toBeGreaterThan(2);
    expect(names.join()).not.toContain(id);
  });
});
