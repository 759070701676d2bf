import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ProblemType } from '@orders/contract';
import { HEADERS, MEDIA_TYPES } from '@orders/contract';
import type Koa from 'koa';
import type { Clock } from '../application/ports.ts';
import { HttpProblem, problemBody } from './http-problem.ts';
import type { LoadShedder } from './load-shedder.ts';
import { answerOverload } from './overload-answer.ts';
import type { RequestState } from './request-state.ts';

/**
 * How long requests under way may go on once the server is asked to stop: longer than the longest that Airtable lets
 * anybody wait by default, and short of the 20 s in which all has to be gone.
 */
const DRAIN_MS = 15_000;
/**
 * How long new requests are still answered then, so that a balancer has time to look away: with other replicas beside
 * it, longer than a balancer waits between two looks.
 */
const FAREWELL_MS = { alone: 250, amongOthers: 2_000 };
const MAX_HEADER_BYTES = 16 * 1024;

/** How long a client may take, in milliseconds, and how often it is looked after who takes longer. */
export const SLOW_CLIENT_LIMITS = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
};

export interface HttpServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  /** Whether other replicas take the requests that this one no longer does. */
  readonly isAmongOthers: boolean;
  /** Another patience with slow clients; for tests. */
  readonly limits?: typeof SLOW_CLIENT_LIMITS;
  /** Turns requests away while there are too many; `null` lets everybody in. */
  readonly shedder: LoadShedder | null;
  /** Called when it is asked to stop, before anything else. */
  onStop(): void;
}

/** Listens. @throws the system's error, `EADDRINUSE` for one, when it cannot */
export async function listen(app: Koa<RequestState>, options: ListenOptions): Promise<HttpServer> {
  const { host, port, shedder } = options;
  const answer = app.callback();
  let isStopping = false;
  const handle: RequestListener = (request, response) => {
    // Else whoever uses the connection again might do so in the moment in which it is closed.
    if (isStopping) response.setHeader('Connection', 'close');
    const isLetIn = shedder === null || shedder.admit(request, response);
    if (isLetIn) void answer(request, response);
    else answerOverload(request, response, shedder.comeAgainSeconds());
  };
  const server = createServer(
    {
      keepAliveTimeout: 75_000,
      ...(options.limits ?? SLOW_CLIENT_LIMITS),
      maxHeaderSize: MAX_HEADER_BYTES,
      // Missed by the app, which says so in the form of all problems.
      requireHostHeader: false,
    },
    handle,
  );
  // An expectation that nobody knows may be ignored (RFC 9110 §10.1.1); Node would answer without a word of ours.
  server.on('checkExpectation', handle);
  server.on('clientError', answerParserError);
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    address: `http://${name}:${bound.port}`,
    port: bound.port,
    async [Symbol.asyncDispose]() {
      isStopping = true;
      options.onStop();
      await stop(server, options);
    },
  };
}

async function stop(server: Server, { clock, isAmongOthers }: ListenOptions): Promise<void> {
  await clock.sleep(isAmongOthers ? FAREWELL_MS.amongOthers : FAREWELL_MS.alone);
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await closed;
  clearTimeout(cut);
  clearInterval(idle);
}

interface ParserError extends Error {
  readonly code?: string;
  /** What had come in last when the parser gave up. */
  readonly rawPacket?: Buffer;
}

/** What Node's parser refuses never reaches the app; it is answered in the same form all the same. */
function answerParserError(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new HttpProblem(problemOf(error), 'The request is not valid HTTP.');
  const requestId = randomUUID();
  const body = JSON.stringify(problemBody(problem, { path: '', requestId }));
  const fields = {
    'Content-Type': MEDIA_TYPES.problem,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    [HEADERS.requestId]: requestId,
    Connection: 'close',
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${problem.type}\r\n${head.join('')}\r\n${body}`);
}

function problemOf({ code, rawPacket }: ParserError): ProblemType {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  if (code !== 'HPE_HEADER_OVERFLOW') return 'bad-request';
  // The parser counts the address among the header fields: it was the address when its line has no end.
  const start = rawPacket?.toString('latin1', 0, MAX_HEADER_BYTES) ?? '';
  return /^[A-Z]+ [^\r\n]*$/.test(start) ? 'uri-too-long' : 'header-fields-too-large';
}
