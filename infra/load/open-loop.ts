import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { LoadedOrder } from './orders-client.ts';

export interface OpenLoopOptions {
  /** One balancer, or replicas to be asked in turn. */
  readonly urls: readonly string[];
  readonly requestsPerSecond: number;
  /** Every so many requests one is a write, as long as there are orders that have not been written. */
  readonly writeEvery: number;
  /** Written once each. */
  readonly orders: readonly LoadedOrder[];
  /** With so many unanswered none is sent, so that a busy machine is not buried; 200 where left out. */
  readonly mostInFlight?: number;
  /** Of the reads. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A write as it can be repeated: the same key, the same body. */
export interface SentWrite {
  readonly recordId: string;
  readonly status: string;
  readonly key: string;
}

export interface Answered {
  /** Milliseconds from the start of the load to the request. */
  readonly at: number;
  /** Milliseconds until the whole answer was there. */
  readonly ms: number;
  /** 0 = the connection broke. */
  readonly status: number;
  /** `null` for a read. */
  readonly write: SentWrite | null;
}

export interface OpenLoop {
  /** So far, in the order of the answers. */
  readonly answered: readonly Answered[];
  /** Milliseconds since the start. */
  elapsedMs(): number;
  /** Requests that were due and not sent, because too many were unanswered. */
  readonly left: number;
  /** Sends nothing more; resolves when everything has been answered. */
  stop(): Promise<readonly Answered[]>;
}

const TICK_MS = 4;
const MOST_IN_FLIGHT = 200;
const PAGES = 20;

/** Sends requests at a constant rate, whether or not earlier ones have been answered, as many people would. */
export function startOpenLoop(options: OpenLoopOptions): OpenLoop {
  const {
    urls,
    requestsPerSecond,
    writeEvery,
    orders,
    mostInFlight = MOST_IN_FLIGHT,
    headers = {},
  } = options;
  const agent = new Agent({ keepAlive: true });
  const answered: Answered[] = [];
  const pending = new Set<Promise<unknown>>();
  const unwritten = [...orders];
  const startedAt = performance.now();
  let sent = 0;
  let left = 0;

  const send = () => {
    const url = urls[sent % urls.length] ?? '';
    const order = sent % writeEvery === writeEvery - 1 ? unwritten.pop() : undefined;
    const write = order === undefined ? null : writeOf(order);
    const path = `/api/orders?page=${1 + (sent % PAGES)}`;
    sent += 1;
    const at = performance.now() - startedAt;
    const outcome = write === null ? ask(agent, url, { path, headers }) : sendWrite(agent, url, write);
    const noted = outcome.then((status) => {
      answered.push({ at, ms: performance.now() - startedAt - at, status, write });
      pending.delete(noted);
    });
    pending.add(noted);
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) * requestsPerSecond) / 1_000;
    while (sent + left < due) {
      if (pending.size < mostInFlight) send();
      else left += 1;
    }
  }, TICK_MS);

  return {
    answered,
    elapsedMs: () => performance.now() - startedAt,
    get left() {
      return left;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(pending);
      agent.destroy();
      return answered;
    },
  };
}

/** The status of the answer; 0 when the connection broke. */
export function repeatWrite(url: string, write: SentWrite): Promise<number> {
  const agent = new Agent();
  return sendWrite(agent, url, write);
}

function writeOf({ recordId, status }: LoadedOrder): SentWrite {
  return { recordId, status: status === 'Shipped' ? 'Delivered' : 'Shipped', key: randomUUID() };
}

function sendWrite(agent: Agent, url: string, { recordId, status, key }: SentWrite): Promise<number> {
  return ask(agent, url, {
    method: 'PATCH',
    path: `/api/orders/${recordId}`,
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ status }),
  });
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function ask(
  agent: Agent,
  url: string,
  { method = 'GET', path, headers = {}, body }: Asked,
): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(new URL(path, url), { agent, method, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', () => resolve(0));
    });
    asked.on('error', () => resolve(0));
    asked.end(body);
  });
}
