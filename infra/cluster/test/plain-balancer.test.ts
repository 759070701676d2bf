import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findFreePort } from '../free-port.ts';
import { type PlainBalancer, startPlainBalancer } from '../plain-balancer.ts';

const PATIENCE = { timeout: 20_000, interval: 5 };

/** A server that is ready, and answers everything else as it is told. */
async function startServer(
  listener: RequestListener,
): Promise<{ url: string; setReady(isReady: boolean): void }> {
  let isReady = true;
  const server = createServer((request, response) => {
    if (request.url !== '/health/ready') return listener(request, response);
    response.writeHead(isReady ? 200 : 503).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setReady: (next) => {
      isReady = next;
    },
  };
}

async function balance(...replicas: string[]): Promise<PlainBalancer> {
  const place = { host: '127.0.0.1', port: 0, identityHeaders: ['X-Forwarded-User', 'X-Who'] };
  const balancer = await startPlainBalancer({ ...place, replicas });
  onTestFinished(() => balancer[Symbol.asyncDispose]());
  return balancer;
}

const areReady = (balancer: PlainBalancer, ...ready: boolean[]) =>
  vi.waitFor(() => expect(balancer.replicas.map(({ isReady }) => isReady)).toEqual(ready), PATIENCE);

const textFrom = async (url: string, init?: RequestInit) => (await fetch(url, init)).text();
const hangUp: RequestListener = (request) => void request.socket.destroy();

test('requests go to the replicas in turn, and to none that is not ready or cannot be reached', async () => {
  const one = await startServer((_, response) => void response.end('one'));
  const two = await startServer((_, response) => void response.end('two'));
  const nobody = `http://127.0.0.1:${await findFreePort()}`;
  const balancer = await balance(one.url, two.url, nobody);
  await areReady(balancer, true, true, false);
  const answers = new Set([await textFrom(balancer.url), await textFrom(balancer.url)]);
  expect(answers).toEqual(new Set(['one', 'two']));
  one.setReady(false);
  await areReady(balancer, false, true, false);
  for (let time = 0; time < 4; time++) expect(await textFrom(balancer.url)).toBe('two');
});

test('a read that a replica hangs up on is asked of another one, a write is not', async () => {
  const bad = await startServer(hangUp);
  let writes = 0;
  const good = await startServer((request, response) => {
    if (request.method !== 'GET') writes++;
    response.end('good');
  });
  const balancer = await balance(bad.url, good.url);
  for (let time = 0; time < 4; time++) {
    await areReady(balancer, true, true);
    expect(await textFrom(balancer.url)).toBe('good');
  }
  const statuses: number[] = [];
  for (let time = 0; time < 2; time++) {
    await areReady(balancer, true, true);
    statuses.push((await fetch(balancer.url, { method: 'PATCH', body: '{}' })).status);
  }
  expect(statuses.sort()).toEqual([200, 502]);
  expect(writes).toBe(1);
});

test('with no replica there is an answer that says when to come again', async () => {
  const balancer = await balance(`http://127.0.0.1:${await findFreePort()}`);
  const answer = await fetch(balancer.url, { method: 'PATCH', body: '{}' });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
});

test('a stream comes through as it is sent, and its end at either side is the end at the other', async () => {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 1\n\n');
    resolve(response);
  });
  const balancer = await balance(server.url);
  const answer = await fetch(balancer.url);
  const stream = answer.body?.getReader();
  const next = async () => new TextDecoder().decode((await stream?.read())?.value);
  expect(await next()).toBe('retry: 1\n\n');
  const response = await promise;
  response.write(': more\n\n');
  expect(await next()).toBe(': more\n\n');
  const closed = once(response, 'close');
  await stream?.cancel();
  await closed;
});

test('nobody brings an identity or an address along', async () => {
  const server = await startServer((request, response) => void response.end(JSON.stringify(request.headers)));
  const balancer = await balance(server.url);
  const claimed = {
    'X-Forwarded-For': '10.0.0.1',
    'X-Forwarded-User': 'boss',
    'X-Who': 'boss',
    'X-Other': 'kept',
  };
  const seen: unknown = JSON.parse(
    await textFrom(balancer.url, { headers: { ...claimed, Forwarded: 'for=x' } }),
  );
  expect(seen).toMatchObject({
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': new URL(balancer.url).host,
    host: new URL(balancer.url).host,
    'x-other': 'kept',
  });
  for (const name of ['x-forwarded-user', 'x-who', 'forwarded']) expect(seen).not.toHaveProperty(name);
});
