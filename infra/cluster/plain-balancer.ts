import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressOf, type Balancer, type BalancerOptions } from './balancer.ts';
import { passableFields, requestFields } from './passed-headers.ts';
import { type PooledReplica, ReplicaPool } from './replica-pool.ts';

export interface PlainBalancer extends Balancer {
  readonly replicas: readonly PooledReplica[];
}

/** How long a request waits for a replica to become ready. */
const PATIENCE_MS = 3_000;
/** Of replicas that looked ready, so many may turn out not to be. */
const MOST_ATTEMPTS = 10;
/** How long a replica may take to say how it is. */
const CHECK_MS = 1_000;
/** More than the servers behind take, so that they say what is too long. */
const MAX_HEADER_BYTES = 64 * 1024;
/** What is not over by then when the balancer stops is cut. */
const DRAIN_MS = 1_000;

/**
 * A balancer for development and tests, where there is no haproxy: one process, no TLS, no limits. What a replica may
 * have received is tried again only if it is a GET or HEAD, so nothing is done twice.
 */
export async function startPlainBalancer(options: BalancerOptions): Promise<PlainBalancer> {
  await using started = new AsyncDisposableStack();
  const agent = started.adopt(new Agent({ keepAlive: true }), (own) => own.destroy());
  const pool = started.use(
    new ReplicaPool({ urls: options.replicas, isReady: (url) => answersReady(url, agent) }),
  );
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (incoming, outgoing) => {
    const exchange = new Exchange({ incoming, outgoing, agent, pool, ...options });
    exchange.run().catch(() => outgoing.destroy());
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  started.defer(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(cut);
  });
  const owned = started.move();
  return {
    name: 'a plain balancer, for development only',
    url: addressOf(options.host, (server.address() as AddressInfo).port),
    replicas: pool.replicas,
    ended: new Promise(() => {}),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface ExchangeParts extends BalancerOptions {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly agent: Agent;
  readonly pool: ReplicaPool;
}

/** One request and its answer. */
class Exchange {
  readonly #parts: ExchangeParts;
  readonly #isRepeatable: boolean;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    const { method = '', headers } = parts.incoming;
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    this.#isRepeatable = (method === 'GET' || method === 'HEAD') && !hasBody;
  }

  async run(): Promise<void> {
    const { pool, outgoing } = this.#parts;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const replica = await pool.pick(PATIENCE_MS);
      if (replica === null) break;
      pool.begin(replica);
      try {
        const answered = await this.#ask(replica);
        return await pass(answered, outgoing);
      } catch (error) {
        if (!(error instanceof NotTaken)) throw error;
        if (outgoing.destroyed) return;
        if (!error.isRepeatable) return answer(outgoing, 502, 'The replica ended before it had answered.');
        pool.takeOut(replica);
      } finally {
        pool.end(replica);
      }
    }
    answer(outgoing, 503, 'No replica is ready.');
  }

  /** The beginning of the replica's answer. @throws NotTaken when there is none */
  #ask(replica: PooledReplica): Promise<IncomingMessage> {
    const { incoming, outgoing, agent, identityHeaders } = this.#parts;
    return new Promise((resolve, reject) => {
      let isReceived = false;
      const asked = request(replica.url, {
        // On a connection used before, nobody knows whether a request still got through.
        agent: this.#isRepeatable ? agent : false,
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: requestFields(incoming, identityHeaders),
        setHost: false,
      });
      const send = () => {
        isReceived = true;
        if (this.#isRepeatable) asked.end();
        else incoming.pipe(asked);
      };
      asked.on('socket', (socket) => {
        if (socket.connecting) socket.once('connect', send);
        else send();
      });
      asked.on('response', resolve);
      asked.on('error', () => reject(new NotTaken(this.#isRepeatable || !isReceived)));
      outgoing.on('close', () => asked.destroy());
    });
  }
}

/** A replica gave no answer. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
  /** Whether another one may be asked. */
  readonly isRepeatable: boolean;
  constructor(isRepeatable: boolean) {
    super('The replica did not answer.');
    this.isRepeatable = isRepeatable;
  }
}

/** Passes an answer on as it comes; an event stream may take hours. */
async function pass(answered: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(
    answered.statusCode ?? 502,
    answered.statusMessage,
    passableFields(answered.rawHeaders).flat(),
  );
  outgoing.flushHeaders();
  outgoing.socket?.setNoDelay(true);
  answered.on('error', () => outgoing.destroy());
  answered.pipe(outgoing);
  await new Promise<void>((resolve) => outgoing.once('close', resolve));
}

function answer(outgoing: ServerResponse, status: number, detail: string): void {
  const body = JSON.stringify({ type: 'about:blank', status, detail });
  outgoing.writeHead(status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'Retry-After': '1',
  });
  outgoing.end(body);
}

function answersReady(url: URL, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(CHECK_MS);
    const asked = request(new URL('/health/ready', url), { agent, signal }, (answered) => {
      answered.resume();
      resolve(answered.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
