import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OrdersPage } from './support/orders-page.ts';
import { expect, test } from './support/stack.ts';

test("F-22: the service worker answers nothing that is the server's", async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await orders.untilReadyOffline();
  const paths = [
    '/api',
    '/api/session',
    '/api/orders?page=2',
    '/auth/nothing',
    '/docs',
    '/docs?from=menu',
    '/docs/problems/not-found',
    '/health',
    '/health/live',
    '/metrics',
    '/openapi.json?pretty',
    '/version.json',
    '/robots.txt',
  ];
  for (const path of paths) {
    const response = await page.goto(path);
    expect([path, response?.fromServiceWorker()]).toEqual([path, false]);
  }
  expect((await page.goto('/assets/missing.js'))?.status()).toBe(404);
  for (const path of ['/orders/ORD-000033', '/orders/A%2FB.pdf', '/?q=a.b']) {
    const response = await page.goto(path);
    expect([path, response?.fromServiceWorker()]).toEqual([path, true]);
  }
});

test('F-22: signing in goes through the server to the provider, whatever the worker keeps', async ({
  page,
  stack,
}) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await orders.untilReadyOffline();
  await using provider = await startProvider();
  await stack.restartServer({
    AUTH_MODE: 'oidc',
    PUBLIC_URL: stack.baseURL,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: 'orders',
    OIDC_CLIENT_SECRET: 'only for this test',
  });
  try {
    const response = await page.goto('/auth/login?returnTo=/');
    expect(page.url()).toMatch(new RegExp(`^${provider.issuer}/authorize\\?`));
    const redirected = await response?.request().redirectedFrom()?.response();
    expect([redirected?.status(), redirected?.fromServiceWorker()]).toEqual([302, false]);
  } finally {
    // The next test's server starts without a login.
    await stack.stopServer();
  }
});

/** As much of an OpenID provider as it takes to be sent to its door. */
async function startProvider() {
  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`;
    if (request.url?.startsWith('/.well-known/') !== true) {
      response.setHeader('content-type', 'text/html').end('<title>Sign in</title>');
      return;
    }
    const endpoints = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(endpoints));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
