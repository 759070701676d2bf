import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeededRandom } from '@orders/infra/airtable-simulator/seeded-random.ts';
import { editsIn, statusesIn } from './edit-requests.ts';
import type { Attempt, Instant } from './history.ts';
import {
  CALM,
  drawFault,
  type MadeUpAnswer,
  madeUpAnswer,
  problem,
  type RequestFault,
  type Weather,
} from './request-faults.ts';
import { sendFile } from './send-file.ts';
import { ELSEWHERE } from './tab.ts';

export interface FaultProxyOptions {
  /** Origin of the real server. */
  readonly upstream: string;
  readonly random: SeededRandom;
  /** Another build of the app than the server's own. */
  readonly appDirectory?: string;
  onAttempt(attempt: Attempt): void;
  now(): Instant;
  /** How often the server has been killed. */
  serverLife(): number;
  /** Those that hit an edit are called `edit …`. */
  onFault(kind: string, about: string): void;
}

/** What the server said, as it goes on to the browser. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  /** The edits that it asks for; none where it is another kind of request. */
  readonly attempts: readonly Attempt[];
}

/**
 * Stands between the browser and the server, on an address of its own that is the app's origin, and has things happen
 * to requests. `Host` goes through as it is, so that the server's rule about other sites holds here, too.
 */
export class FaultProxy implements AsyncDisposable {
  readonly #options: FaultProxyOptions;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #agent = new Agent({ keepAlive: true });
  readonly #held = new Set<ServerResponse>();
  readonly #streams = new Set<ServerResponse>();
  readonly #knownKeys = new Set<string>();
  #weather: Weather = CALM;
  #appDirectory: string | undefined;

  constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#appDirectory = options.appDirectory;
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on; what is held back breaks off. */
  setWeather(weather: Weather): void {
    this.#weather = weather;
    for (const response of this.#held) response.destroy();
  }

  /** From now on there is this build of the app; `undefined` = the server's own. */
  deploy(appDirectory: string | undefined): void {
    this.#appDirectory = appDirectory;
  }

  /** Breaks every stream of live events off. */
  cutStreams(): void {
    for (const response of this.#streams) response.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    const path = request.url ?? '/';
    if (path === ELSEWHERE) return void response.end('Elsewhere');
    const isOfServer = /^\/(api\/|health)/.test(path);
    try {
      if (!isOfServer && sendFile(this.#appDirectory, path, response)) return;
      const body = await readAll(request);
      if (!isOfServer) return void send(response, await this.#ask(request, body));
      if (path.startsWith('/api/events')) return await this.#stream(request, response);
      const attempts = this.#noted(request, body);
      await this.#exchange({ request, response, body, attempts });
    } catch {
      // The server is gone, or the browser is.
      response.destroy();
    }
  }

  #noted(request: IncomingMessage, body: Buffer): Attempt[] {
    const { now, serverLife, onAttempt } = this.#options;
    return editsIn(request, body).map((edit) => {
      const attempt: Attempt = {
        ...edit,
        startedAt: now(),
        endedAt: null,
        serverLife: serverLife(),
        serverStatus: null,
        seenStatus: null,
      };
      onAttempt(attempt);
      return attempt;
    });
  }

  async #exchange(exchange: Exchange): Promise<void> {
    const { request, response, body, attempts } = exchange;
    const { random, onFault } = this.#options;
    const isSpared = this.#weather.isForEditsOnly === true && attempts.length === 0;
    const fault = isSpared ? null : drawFault(this.#weather, random);
    if (fault === 'tag-first') {
      if (await this.#refuseRepeated(exchange)) onFault(`edit ${fault}`, request.url ?? '');
      return;
    }
    if (fault !== null)
      onFault(attempts.length === 0 ? fault : `edit ${fault}`, `${request.method} ${request.url}`);
    if (fault === 'drop-before') return void response.destroy();
    if (fault === 'black-hole') return this.#hold(response);
    if (fault === 'delay') await pause(random.next() * this.#weather.delayMs);
    if (fault !== null && MADE_UP_BEFORE.has(fault))
      return this.#invent(exchange, madeUpAnswer(fault, random));
    const answer = await this.#ask(request, body, attempts);
    if (fault === 'drop-after') response.destroy();
    else if (fault === 'cut-off') cutOff(response, answer);
    else if (fault !== null && MADE_UP_AFTER.has(fault)) this.#invent(exchange, madeUpAnswer(fault, random));
    else {
      for (const attempt of attempts) attempt.seenStatus = attempt.serverStatus;
      send(response, answer);
    }
  }

  #invent({ response, attempts }: Exchange, answer: MadeUpAnswer): void {
    for (const attempt of attempts) attempt.seenStatus = answer.status;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #hold(response: ServerResponse): void {
    this.#held.add(response);
    const share = this.#options.random.chance(0.2) ? 1 : 0.1;
    const timer = setTimeout(() => response.destroy(), share * this.#weather.blackHoleMs);
    response.once('close', () => {
      clearTimeout(timer);
      this.#held.delete(response);
    });
  }

  /** What a server does that compares the tag first: its own write has changed it. @returns whether it was one */
  async #refuseRepeated(exchange: Exchange): Promise<boolean> {
    const { request, response, body, attempts } = exchange;
    const [attempt] = attempts.length === 1 ? attempts : [];
    if (attempt === undefined || !this.#knownKeys.has(attempt.key)) {
      const answer = await this.#ask(request, body, attempts);
      // The first answer is lost, so that there is something to repeat.
      if (attempt === undefined || answer.status >= 300) send(response, answer);
      else {
        this.#knownKeys.add(attempt.key);
        response.destroy();
      }
      return false;
    }
    const current = await this.#ask({ ...headOf(request), method: 'GET' }, Buffer.alloc(0));
    attempt.serverStatus = 412;
    attempt.endedAt = this.#options.now();
    const order: unknown = JSON.parse(current.body.toString());
    this.#invent(exchange, problem(412, {}, { type: '/docs/problems/precondition-failed', current: order }));
    return true;
  }

  /** Asks the server. It goes on with what it was asked for, whatever becomes of the browser. */
  async #ask(request: RequestHead, body: Buffer, attempts: readonly Attempt[] = []): Promise<Answer> {
    const { status, headers, stream } = await this.#open(request, body);
    const answer = { status, headers, body: await readAll(stream) };
    const statuses = statusesIn(status, answer.body, attempts.length);
    for (const [index, attempt] of attempts.entries()) {
      attempt.serverStatus = statuses[index] ?? status;
      attempt.endedAt = this.#options.now();
    }
    return answer;
  }

  async #open({ method, url, headers }: RequestHead, body: Buffer) {
    const { connection: _hop, 'accept-encoding': _coding, ...onward } = headers;
    const asked = sendRequest(`${this.#options.upstream}${url}`, {
      method: method ?? 'GET',
      headers: onward,
      agent: this.#agent,
      setHost: false,
    });
    asked.on('error', () => {});
    asked.end(body);
    const [stream] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: stream.statusCode ?? 502, headers: stream.headers, stream, asked };
  }

  async #stream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers, stream, asked } = await this.#open(request, Buffer.alloc(0));
    this.#streams.add(response);
    response.once('close', () => {
      this.#streams.delete(response);
      asked.destroy();
    });
    stream.on('error', () => response.destroy());
    stream.on('close', () => response.destroy());
    response.writeHead(status, withoutHop(headers));
    response.flushHeaders();
    stream.pipe(response);
  }
}

type RequestHead = Pick<IncomingMessage, 'headers'> & {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
};

const MADE_UP_BEFORE: ReadonlySet<RequestFault> = new Set([
  'problem-before',
  'page-before',
  'redirect',
  'sign-in',
  'throttle',
]);
const MADE_UP_AFTER: ReadonlySet<RequestFault> = new Set(['problem-after', 'page-after']);

function headOf({ url, headers }: IncomingMessage): RequestHead {
  const { 'content-length': _length, 'content-type': _type, ...others } = headers;
  return {
    url,
    headers: Object.fromEntries(Object.entries(others).filter(([name]) => !/^(if-|idem)/.test(name))),
  };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, withoutHop(headers)).end(body);
}

/** The head and half of the body. */
function cutOff(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...withoutHop(headers), 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

function withoutHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _hop, 'transfer-encoding': _coding, 'keep-alive': _alive, ...others } = headers;
  return others;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
