import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ProblemType } from '@orders/contract';
import { MEDIA_TYPES } from '@orders/contract';
import type Koa from 'koa';
import type { Clock } from '../application/ports.ts';
import { HttpProblem, problemBody } from './http-problem.ts';
import type { RequestState } from './request-state.ts';

/** How long requests under way may go on once the server is asked to stop. */
const DRAIN_MS = 10_000;
/** How long new requests are still answered then, so that a balancer has time to look away. */
const FAREWELL_MS = 250;

export interface HttpServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
}

/** Listens. @throws the system's error, `EADDRINUSE` for one, when it cannot */
export async function listen(
  app: Koa<RequestState>,
  { host, port, clock, onStop }: { host: string; port: number; clock: Clock; onStop(): void },
): Promise<HttpServer> {
  const server = createServer(
    {
      keepAliveTimeout: 75_000,
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 16 * 1024,
    },
    app.callback(),
  );
  server.on('clientError', answerParserError);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    address: `http://${name}:${bound.port}`,
    port: bound.port,
    [Symbol.asyncDispose]: () => stop(server, clock, onStop),
  };
}

async function stop(server: Server, clock: Clock, onStop: () => void): Promise<void> {
  onStop();
  await clock.sleep(FAREWELL_MS);
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await closed;
  clearTimeout(cut);
  clearInterval(idle);
}

const PARSER_ERRORS: Readonly<Record<string, ProblemType>> = {
  HPE_HEADER_OVERFLOW: 'header-fields-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** What Node's parser refuses never reaches the app; it is answered in the same form all the same. */
function answerParserError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const type = PARSER_ERRORS[error.code ?? ''] ?? 'bad-request';
  const problem = new HttpProblem(type, 'The request is not valid HTTP.');
  const body = JSON.stringify(problemBody(problem, { path: '', requestId: '' }));
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.type}\r\nContent-Type: ${MEDIA_TYPES.problem}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}
