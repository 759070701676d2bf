import { expect, test } from 'vitest';
import { html, noConnection, problem } from '../../test/support/scripted-bff.ts';
import { endSession } from './end-session.ts';

const ending = (answer: () => Promise<Response> | Response) =>
  endSession(async () => answer(), 'http://orders.test/');

test('the session is ended by a POST of this site that outlives the window', async () => {
  let asked: Request | null = null;
  await endSession(async (request) => {
    asked = request;
    return new Response(null, { status: 204 });
  }, 'http://orders.test/');
  expect(asked).toMatchObject({
    method: 'POST',
    url: 'http://orders.test/auth/logout',
    credentials: 'same-origin',
    keepalive: true,
  });
});

test('where the provider has a logout of its own, its address comes along; only an address of the web does', async () => {
  const logoutUrl = 'https://login.example/logout?x=1';
  expect(await ending(() => Response.json({ logoutUrl }))).toEqual({ kind: 'ended', logoutUrl });
  for (const bad of ['javascript:alert(1)', 7, null, 'https://']) {
    expect(await ending(() => Response.json({ logoutUrl: bad }))).toEqual({ kind: 'ended', logoutUrl: null });
  }
});

test.each([401, 404, 405, 410])('a server that answers %i has no session to end', async (status) => {
  expect(await ending(() => problem(status))).toEqual({ kind: 'ended', logoutUrl: null });
});

test.each([
  ['no connection', noConnection],
  ['a captive portal', () => html(200)],
  ['a proxy that knows no such page', () => html(404)],
  ['too many requests', () => problem(429)],
  ['a server in trouble', () => problem(503)],
])('%s: it has to be told again', async (_, answer) => {
  expect(await ending(answer)).toEqual({ kind: 'not-told' });
});
