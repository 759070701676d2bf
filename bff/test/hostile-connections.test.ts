import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { problemSchema } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listen, SLOW_CLIENT_LIMITS } from '../src/http/http-server.ts';
import type { RequestState } from '../src/http/request-state.ts';
import { createFakeOrderSource } from './support/fake-order-source.ts';
import { rawRequest } from './support/raw-request.ts';
import { type Bff, startBff } from './support/start-bff.ts';

let bff: Bff;
beforeAll(async () => {
  bff = await startBff({ source: createFakeOrderSource({ orders: [makeOrderFields(1)] }) });
});
afterAll(async () => {
  await bff[Symbol.asyncDispose]();
});

/** What would be read as a second request if the first one's end were misjudged. */
const SECOND = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
const PATCH = `PATCH /api/orders/${recordIdOf(1)} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;

describe('S10: a request whose end can be read in two ways', () => {
  it.each([
    ['both lengths', `${PATCH}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`],
    [
      'both lengths, turned around',
      `${PATCH}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${SECOND}`,
    ],
    ['two lengths', `${PATCH}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}${SECOND}`],
    ['a list of lengths', `${PATCH}Content-Length: 2, 40\r\n\r\n{}${SECOND}`],
    ['a signed length', `${PATCH}Content-Length: +2\r\n\r\n{}${SECOND}`],
    ['a hexadecimal length', `${PATCH}Content-Length: 0x2\r\n\r\n{}${SECOND}`],
    ['an unknown coding', `${PATCH}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SECOND}`],
    [
      'chunked before another coding',
      `${PATCH}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SECOND}`,
    ],
    ['a field name with a blank', `${PATCH}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SECOND}`],
    ['a folded field', `${PATCH}X-Folded: a\r\n Transfer-Encoding: chunked\r\n\r\n${SECOND}`],
    ['a bare line feed', `${PATCH}X-One: 1\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`],
    ['a NUL in a field', `${PATCH}X-One: a\0b\r\nContent-Length: 2\r\n\r\n{}${SECOND}`],
    ['a bad chunk size', `${PATCH}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${SECOND}`],
    ['a chunk size with a tail', `${PATCH}Transfer-Encoding: chunked\r\n\r\n2 x\r\n{}\r\n0\r\n\r\n${SECOND}`],
  ])('S10: by %s is answered 400 once, and the connection ends', async (_how, text) => {
    const { status, headers, body } = await rawRequest(bff.url, text);
    expect(status).toBe(400);
    expect(headers['connection']).toBe('close');
    expect(body.match(/HTTP\/1\.1/g)).toBeNull();
    expect(problemSchema.parse(JSON.parse(body)).status).toBe(400);
  });

  it('S10: with a length that is right is one request, and what follows is another', async () => {
    const last = SECOND.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    const { status, body } = await rawRequest(bff.url, `${SECOND}${last}`);
    expect(status).toBe(200);
    expect(body.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
  });

  it.each(['http://evil.example/api/session', '*', 'evil.example:443'])(
    'H15: for %s is no way to another server',
    async (target) => {
      const method = target.endsWith(':443') ? 'CONNECT' : 'GET';
      const { status, body } = await rawRequest(
        bff.url,
        `${method} ${target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
      );
      expect([0, 200, 400, 404, 405]).toContain(status);
      expect(body).not.toContain('evil.example');
    },
  );
});

describe('S10: a client that is slow', () => {
  /** The server as it is, but with less patience, so that a test need not have it. */
  async function startImpatient() {
    const app = new Koa<RequestState>();
    app.silent = true;
    app.use(async (ctx) => {
      for await (const _chunk of ctx.req);
      ctx.body = 'done';
    });
    const server = await listen(app, {
      host: '127.0.0.1',
      port: 0,
      clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
      isAmongOthers: false,
      shedder: null,
      onStop: () => {},
      limits: { headersTimeout: 40, requestTimeout: 60, connectionsCheckingInterval: 10 },
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    return server;
  }

  async function heardOn(socket: Socket): Promise<string> {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => {});
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  }

  it.each([
    ['with its fields', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['with its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx'],
    ['with its first byte', ''],
  ])('S10: %s is told so, and its connection ends', async (_what, text) => {
    const server = await startImpatient();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(text);
    const heard = await heardOn(socket);
    if (text !== '') expect(heard).toContain('HTTP/1.1 408');
  });

  it('S10: has no more time than 15 s for its fields, 30 s for all, looked after every 2 s', () => {
    expect(SLOW_CLIENT_LIMITS).toEqual({
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 2_000,
    });
  });

  it('S10: keeps nobody else waiting, however many there are', async () => {
    const sockets = Array.from({ length: 300 }, () => connect(Number(new URL(bff.url).port), '127.0.0.1'));
    onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.write('GET /api/orders HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    for (let request = 0; request < 20; request++) {
      expect((await bff.fetch('/api/orders')).status).toBe(200);
    }
  });
});
