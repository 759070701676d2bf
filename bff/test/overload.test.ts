import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemSchema } from '@orders/contract';
import { expect, test } from 'vitest';
import { LoadShedder } from '../src/http/load-shedder.ts';
import { answerOverload } from '../src/http/overload-answer.ts';
import { HttpClient } from './support/http-client.ts';

/** A server that is too busy for everything. */
async function overloaded() {
  const shedder = new LoadShedder({
    random: () => 0.5,
    leastArrivals: 0,
    delayMs: () => 1_000,
    onShed: () => {},
    onChange: () => {},
  });
  for (let look = 0; look < 20; look++) shedder.look();
  const server = createServer((request, response) => {
    if (shedder.admit(request, response)) response.end('let in');
    else answerOverload(request, response, shedder.comeAgainSeconds());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new HttpClient(`http://127.0.0.1:${port}`);
  return {
    client,
    [Symbol.dispose]() {
      client[Symbol.dispose]();
      server.close();
    },
  };
}

test('whoever is turned away is told when to come again, in the form of all problems', async () => {
  using busy = await overloaded();
  const answer = await busy.client.fetch('/api/orders?q=a');
  expect(answer.status).toBe(503);
  expect(answer.header('content-type')).toBe('application/problem+json');
  expect(answer.header('cache-control')).toBe('no-store');
  expect(answer.header('retry-after')).toBe('3');
  expect(answer.as(problemSchema)).toMatchObject({
    type: '/docs/problems/overloaded',
    status: 503,
    instance: '/api/orders',
  });
});

test('an edit is refused before it is read, and its connection stays usable', async () => {
  using busy = await overloaded();
  const body = JSON.stringify({ status: 'Shipped', padding: 'x'.repeat(200_000) });
  const headers = { 'content-type': 'application/json' };
  const answer = await busy.client.fetch('/api/orders/ORD-1', { method: 'PATCH', body, headers });
  expect(answer.status).toBe(503);
  expect((await busy.client.fetch('/health')).text).toBe('let in');
});
