import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadAnswer, NoAnswer, OrdersClient, type OrdersClientOptions } from '@orders/client';
import { describe, expect, it } from 'vitest';

/** A client that notes how long it would have waited. */
function noting(options: OrdersClientOptions) {
  const waits: number[] = [];
  const surroundings = { random: () => 1, sleep: async (ms: number) => void waits.push(ms) };
  return { client: new OrdersClient({ surroundings, ...options }), waits };
}

describe('servers in trouble', () => {
  /** Answers one request after another as told, then with an empty session. */
  async function answering(...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      const answer = answers.shift();
      if (answer !== undefined) return answer(request, response);
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ user: null, role: 'viewer', authMode: 'none' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      baseUrl,
      requests,
      [Symbol.asyncDispose]: () =>
        new Promise<void>((resolve) => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    };
  }
  const refusal =
    (status: number, retryAfter?: string) => (_request: IncomingMessage, response: ServerResponse) => {
      const problem = {
        type: '/docs/problems/rate-limited',
        title: '',
        status,
        detail: 'Wait.',
        instance: '/',
        requestId: 'r',
      };
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
    };

  it('waits as long as it is told, and doubles its own waits where it is told nothing', async () => {
    await using server = await answering(refusal(429, '7'), refusal(503), refusal(503));
    const { client, waits } = noting({ baseUrl: server.baseUrl });
    expect(await client.getSession()).toMatchObject({ role: 'viewer' });
    expect(waits).toEqual([7_000, 1_000, 2_000]);
  });

  it('gives up at once when the wait is longer than it may be, and says how long', async () => {
    await using server = await answering(refusal(429, '120'));
    const { client, waits } = noting({ baseUrl: server.baseUrl, mostWaitMs: 60_000 });
    await expect(client.getSession()).rejects.toMatchObject({ type: 'rate-limited', retryAfterMs: 120_000 });
    expect(waits).toEqual([]);
  });

  it('does not repeat what is refused for good', async () => {
    await using server = await answering(refusal(403), refusal(409), refusal(409, '1'));
    const { client } = noting({ baseUrl: server.baseUrl });
    await expect(client.getSession()).rejects.toMatchObject({ status: 403 });
    await expect(client.getSession()).rejects.toMatchObject({ status: 409 });
    await expect(client.getSession()).resolves.toMatchObject({ role: 'viewer' });
    expect(server.requests).toHaveLength(4);
  });

  it('tells a login page from an answer, and an answer cut off from a whole one', async () => {
    await using server = await answering(
      (_request, response) => void response.writeHead(302, { location: '/login' }).end(),
      (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello'),
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{ "user"');
        response.destroy();
      },
    );
    const { client } = noting({ baseUrl: server.baseUrl, retries: 0 });
    await expect(client.getSession()).rejects.toThrow(BadAnswer);
    await expect(client.getSession()).rejects.toThrow(BadAnswer);
    await expect(client.getSession()).rejects.toThrow(NoAnswer);
  });

  it('sends its token, and reaches an API behind a prefix', async () => {
    await using server = await answering();
    const { client } = noting({ baseUrl: `${server.baseUrl}/orders`, token: 't0ken' });
    await client.getSession();
    expect(server.requests[0]?.headers.authorization).toBe('Bearer t0ken');
    expect(server.requests[0]?.url).toBe('/orders/api/session');
  });

  it('says that nobody is there', async () => {
    const server = await answering();
    await server[Symbol.asyncDispose]();
    const { client, waits } = noting({ baseUrl: server.baseUrl, retries: 1 });
    await expect(client.getSession()).rejects.toThrow(/does not answer: .*ECONNREFUSED/);
    expect(waits).toEqual([500]);
  });

  it('ends with its signal, with the reason given', async () => {
    await using server = await answering(() => {});
    const stop = new AbortController();
    const { client } = noting({ baseUrl: server.baseUrl });
    const asked = client.getSession({ signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});
