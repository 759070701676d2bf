import { problemSchema } from '@orders/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionStore } from '../src/application/ports.ts';
import { Failure } from '../src/domain/failures.ts';
import { createMemorySessionStore } from '../src/memory/memory-session-store.ts';
import { systemClock } from '../src/system-clock.ts';
import { OidcSetting } from './support/oidc-setting.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A store that a test can take away. */
function createLossyStore() {
  const store = createMemorySessionStore(systemClock);
  let isAway = false;
  const whenThere = <T>(work: () => Promise<T>): Promise<T> =>
    isAway ? Promise.reject(new Failure('store-unavailable', 'The store is away.')) : work();
  const sessions: SessionStore = {
    get: (id) => whenThere(() => store.get(id)),
    set: (...entry) => whenThere(() => store.set(...entry)),
    delete: (id) => whenThere(() => store.delete(id)),
    deleteBySubject: (subject) => whenThere(() => store.deleteBySubject(subject)),
  };
  return {
    sessions,
    take: () => {
      isAway = true;
    },
    giveBack: () => {
      isAway = false;
    },
  };
}

describe('while the login provider is away', () => {
  let setting: OidcSetting;
  beforeEach(async () => {
    setting = await OidcSetting.start();
  });
  afterEach(async () => {
    await setting[Symbol.asyncDispose]();
  });

  it('S12: whoever is signed in works on, and others are told why they cannot sign in', async () => {
    const browser = await setting.signIn('u-1001');
    await setting.provider.goAway();
    setting.bff.clock.leap(MINUTE);
    expect((await browser.call('/api/orders')).status).toBe(200);

    const { answer } = await setting.openBrowser().visit('/auth/login?returnTo=/orders/ORD-000001');
    expect(answer.status).toBe(503);
    expect(answer.header('retry-after')).toBe('15');
    expect(answer.text).toContain('The login provider does not answer');
    expect(answer.text).toContain('href="/auth/login?returnTo=%2Forders%2FORD-000001"');

    const problem = await setting.bff.fetch('/auth/login');
    expect(problem.status).toBe(503);
    expect(problem.header('content-type')).toBe('application/problem+json');
    expect(problem.as(problemSchema).type).toBe('/docs/problems/login-unavailable');
  });

  it('a login works again as soon as it is back', async () => {
    await setting.provider.goAway();
    expect((await setting.bff.fetch('/auth/login')).status).toBe(503);
    await setting.provider.comeBack();
    const browser = await setting.signIn('u-1001');
    expect((await browser.call('/api/orders')).status).toBe(200);
  });

  it('a login that was under way is not lost', async () => {
    const browser = setting.openBrowser();
    setting.provider.person = 'u-1001';
    const { url } = await browser.visit('/auth/login?returnTo=/orders/ORD-000001', /\/auth\/callback\?/);
    await setting.provider.goAway();
    const { answer } = await browser.visit(url.href);
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('href="/auth/login?returnTo=%2Forders%2FORD-000001"');
    await setting.provider.comeBack();
    expect((await browser.visit(url.href)).url.pathname).toBe('/orders/ORD-000001');
  });

  it('signing out works here', async () => {
    await using own = await OidcSetting.start();
    const browser = await own.signIn('u-1001');
    await own.provider.goAway();
    const answer = await browser.call('/auth/logout', { method: 'POST' });
    expect([200, 204]).toContain(answer.status);
    expect((await browser.call('/api/orders')).status).toBe(401);
  });
});

describe('while the store of the sessions is away', () => {
  it('S1: whoever was here of late works on for five minutes, others get 503 and not 401', async () => {
    const { sessions, take, giveBack } = createLossyStore();
    await using setting = await OidcSetting.start({ sessions: [sessions] });
    const active = await setting.signIn('u-1001');
    const quiet = await setting.signIn('u-1002');
    expect((await active.call('/api/orders')).status).toBe(200);
    take();
    expect((await active.call('/api/orders')).status).toBe(200);
    const answer = await quiet.call('/api/orders');
    expect(answer.status).toBe(503);
    expect(answer.header('retry-after')).not.toBe('');
    expect((await quiet.call('/health')).json).toEqual({ status: 'ok' });
    expect((await quiet.visit('/')).answer.status).toBe(200);
    setting.bff.clock.leap(5 * MINUTE);
    expect((await active.call('/api/orders')).status).toBe(503);
    giveBack();
    expect((await active.call('/api/orders')).status).toBe(200);
    expect((await quiet.call('/api/orders')).status).toBe(200);
  });

  it('nobody is sent to the provider, for their session could not be kept', async () => {
    const { sessions, take } = createLossyStore();
    await using setting = await OidcSetting.start({ sessions: [sessions] });
    take();
    const { answer, addresses } = await setting.openBrowser().visit('/auth/login');
    expect(addresses).toHaveLength(1);
    expect(answer.status).toBe(503);
    expect(answer.header('content-type')).toBe('text/html; charset=utf-8');
  });

  it('signing out takes the session from the browser and says that the server could not end it', async () => {
    const { sessions, take, giveBack } = createLossyStore();
    await using setting = await OidcSetting.start({ sessions: [sessions] });
    const browser = await setting.signIn('u-1001');
    const id = browser.cookieValue('__Host-sid');
    await browser.call('/api/orders');
    take();
    expect((await browser.call('/auth/logout', { method: 'POST' })).status).toBe(503);
    expect(browser.cookieNames()).toEqual([]);
    browser.setCookie('__Host-sid', id);
    expect((await browser.call('/api/orders')).status).toBe(503);
    giveBack();
  });
});

describe('a session', () => {
  it('that began at another provider is none', async () => {
    const sessions = createMemorySessionStore(systemClock);
    await using setting = await OidcSetting.start({ sessions: [sessions] });
    await using other = await OidcSetting.start({ sessions: [sessions] });
    const browser = await setting.signIn('u-1001');
    const moved = other.openBrowser();
    moved.setCookie('__Host-sid', browser.cookieValue('__Host-sid'));
    expect((await browser.call('/api/orders')).status).toBe(200);
    expect((await moved.call('/api/orders')).status).toBe(401);
  });

  it('S1: ends eight hours after the last request', async () => {
    await using setting = await OidcSetting.start();
    const browser = await setting.signIn('u-1001');
    setting.bff.clock.leap(8 * HOUR - MINUTE);
    expect((await browser.call('/api/orders')).status).toBe(200);
    setting.bff.clock.leap(3 * HOUR);
    expect((await browser.call('/api/orders')).status).toBe(200);
    await using other = await OidcSetting.start();
    const idle = await other.signIn('u-1001');
    other.bff.clock.leap(8 * HOUR + MINUTE);
    expect((await idle.call('/api/orders')).status).toBe(401);
  });

  it('S1: ends twelve hours after the login, however busy', async () => {
    await using setting = await OidcSetting.start();
    const browser = await setting.signIn('u-1001');
    for (let hour = 1; hour < 12; hour++) {
      setting.bff.clock.leap(HOUR);
      expect((await browser.call('/api/orders')).status).toBe(200);
    }
    setting.bff.clock.leap(HOUR);
    expect((await browser.call('/api/orders')).status).toBe(401);
  });
});
