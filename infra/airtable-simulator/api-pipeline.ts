import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Access } from './access.ts';
import type { Fault, FaultMoment } from './faults/fault.ts';
import type { FaultBoard } from './faults/fault-board.ts';
import { withOffsetLoop } from './faults/offset-loop.ts';
import { refuseField } from './faults/refuse-field.ts';
import { spoilReply } from './faults/spoil-reply.ts';
import type { Quota } from './quota.ts';
import type { FrozenLists } from './records/frozen-lists.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import type { SimulatorStats } from './simulator-stats.ts';
import type { SimulatorSwitches } from './simulator-switches.ts';
import type { ApiCall, Caller, Handler } from './wire/api-call.ts';
import { ApiFailure, noSuchRoute, typedFailure } from './wire/api-failure.ts';
import { BracketQuery } from './wire/bracket-query.ts';
import { type EndpointName, findRoute, type Route } from './wire/endpoints.ts';
import { BodyTooLarge, parseBody, readBody } from './wire/read-body.ts';
import { emptyReply, htmlReply, type Reply } from './wire/reply.ts';

export interface ApiPipelineOptions {
  readonly access: Access;
  readonly quotaOf: (baseId: string) => Quota;
  readonly stats: SimulatorStats;
  readonly faults: FaultBoard;
  readonly lists: FrozenLists;
  readonly handlers: Readonly<Record<EndpointName, Handler>>;
  readonly clock: SimulatorClock;
  readonly random: SeededRandom;
  readonly switches: Readonly<SimulatorSwitches>;
  /** Name and id of a field, whichever of the two is given. */
  readonly keysOfField: (nameOrId: string) => string[];
  /** Aborted when the simulator stops: whoever still waits is let go. */
  readonly closing: AbortSignal;
}

/** `dropped`: the connection breaks instead of an answer. */
export type Outcome = Reply | 'dropped';

/** The limit counts the whole address, as the real host would be part of it. */
const maxUrlLength = 16_000;
const realOrigin = 'https://api.airtable.com';

/** One request on its way: route, caller, quota, faults, handler, faults again. */
export class ApiPipeline {
  readonly #options: ApiPipelineOptions;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ApiPipelineOptions) {
    this.#options = options;
  }

  async answer(request: IncomingMessage): Promise<Outcome> {
    const url = request.url ?? '/';
    const method = request.method ?? 'GET';
    const [pathname = '/', search = ''] = splitOnce(url, '?');
    const route = findRoute(method, pathname);
    const at = this.#options.clock.now();
    this.#options.stats.arrived(at, route?.name ?? 'unknown', route?.parameters['base'] !== undefined);
    const outcome = await this.#settle(() => this.#route(request, url, route, search));
    const status = outcome === 'dropped' ? 0 : outcome.status;
    const endpoint = route?.name ?? 'unknown';
    this.#options.stats.answered({ at: new Date(at).toISOString(), method, path: url, endpoint, status });
    return outcome;
  }

  /** Turns refusals into replies and an ended wait into a broken connection. */
  async #settle(work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiFailure) return error.reply;
      if (error instanceof BodyTooLarge) return htmlReply(413, 'Request Entity Too Large');
      if (this.#options.closing.aborted || isAborted(error)) return 'dropped';
      console.error(error);
      return typedFailure(500, 'SERVER_ERROR', 'Try again. If the problem persists, contact support.').reply;
    }
  }

  async #route(
    request: IncomingMessage,
    url: string,
    route: Route | undefined,
    search: string,
  ): Promise<Outcome> {
    if (request.method === 'OPTIONS') return emptyReply();
    if (realOrigin.length + url.length > maxUrlLength) return htmlReply(414, 'Request-URI Too Large');
    if (route === undefined) throw noSuchRoute();
    // Everything about who and how often is decided on arrival, before the body is in.
    const caller = this.#admit(request, route);
    const bytes = await readBody(request, this.#options.switches.maxBodyBytes);
    const { name: endpoint, parameters } = route;
    const method = request.method ?? 'GET';
    const faults = this.#options.faults.take({ endpoint, method, path: url });
    const isReading = method === 'GET' || method === 'DELETE';
    const call = (): ApiCall => ({
      endpoint,
      method,
      parameters,
      query: new BracketQuery(search),
      body: isReading ? undefined : parseBody(bytes, request.headers['content-type']),
      caller,
    });
    return this.#run(request, { faults, baseId: parameters['base'] ?? '' }, call);
  }

  #admit(request: IncomingMessage, route: Route): Caller {
    const { access, quotaOf } = this.#options;
    const caller = access.identify(request.headers.authorization);
    access.expectBase(caller, route);
    if (route.parameters['base'] !== undefined) {
      const refusal = quotaOf(route.parameters['base']).admit(route.name === 'listTables');
      if (refusal !== undefined) throw refusal;
    }
    access.expectAllowed(caller, route);
    return caller;
  }

  async #run(
    request: IncomingMessage,
    { faults, baseId }: { readonly faults: readonly Fault[]; readonly baseId: string },
    readCall: () => ApiCall,
  ): Promise<Outcome> {
    for (const fault of faults) if (fault.kind === 'slow') await this.#wait(fault.ms);
    this.#applyActions(faults, baseId);
    const before = await this.#interrupt(request, faults, 'before');
    if (before !== undefined) return before;
    const reply = await this.#inTurn(() => this.#process(readCall(), faults));
    const after = await this.#interrupt(request, faults, 'after');
    return after ?? spoilReply(reply, faults, this.#options.keysOfField);
  }

  #applyActions(faults: readonly Fault[], baseId: string): void {
    const { quotaOf, lists } = this.#options;
    if (faults.some(({ kind }) => kind === 'expireOffsets')) lists.expireAll();
    if (!faults.some(({ kind }) => kind === 'lockOut')) return;
    const quota = quotaOf(baseId);
    quota.lockOut();
    const refusal = quota.admit(false);
    if (refusal !== undefined) throw refusal;
  }

  async #process(call: ApiCall, faults: readonly Fault[]): Promise<Reply> {
    const latencyMs = this.#options.switches.latencyMs * (0.55 + this.#options.random.exponential(0.45));
    await this.#wait(latencyMs / 2);
    const reply = this.#handle(call, faults);
    await this.#wait(latencyMs / 2);
    return reply;
  }

  #handle(call: ApiCall, faults: readonly Fault[]): Reply {
    const { handlers, stats, clock, keysOfField } = this.#options;
    const handler = handlers[call.endpoint];
    try {
      for (const fault of faults) {
        if (fault.kind === 'refuseField') refuseField(call, keysOfField(fault.field));
      }
      const isLooping = call.endpoint === 'listRecords' && faults.some(({ kind }) => kind === 'offsetLoop');
      const reply = isLooping ? withOffsetLoop(handler, call) : handler(call);
      if (writes.has(call.endpoint)) {
        const { endpoint, method, parameters, body } = call;
        stats.wrote({ at: new Date(clock.now()).toISOString(), endpoint, method, parameters, body });
      }
      return reply;
    } catch (error) {
      if (error instanceof ApiFailure) return error.reply;
      throw error;
    }
  }

  /** The first fault that takes the place of an answer at this moment. */
  async #interrupt(
    request: IncomingMessage,
    faults: readonly Fault[],
    moment: FaultMoment,
  ): Promise<Outcome | undefined> {
    for (const fault of faults) {
      if (!('when' in fault ? fault.when === moment : moment === 'before')) continue;
      if (fault.kind === 'error') return errorReply(fault);
      if (fault.kind === 'drop') return 'dropped';
      if (fault.kind === 'hang') {
        await untilClosed(request, this.#options.closing);
        return 'dropped';
      }
    }
    return undefined;
  }

  async #inTurn(work: () => Promise<Reply>): Promise<Reply> {
    if (!this.#options.switches.serialPerBase) return work();
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await wait(ms, undefined, { signal: this.#options.closing });
  }
}

const writes: ReadonlySet<EndpointName> = new Set([
  'createRecords',
  'updateRecord',
  'updateRecords',
  'deleteRecord',
  'deleteRecords',
]);

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function isAborted(error: unknown): boolean {
  return (
    error instanceof Error && ['ECONNRESET', 'ABORT_ERR'].includes(String((error as { code?: unknown }).code))
  );
}

function errorReply(fault: Extract<Fault, { kind: 'error' }>): Reply {
  const headers =
    fault.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(fault.retryAfterSeconds) };
  if (fault.body === 'html') return { ...htmlReply(fault.status, 'Server Error'), headers };
  if (fault.body === 'empty') return { status: fault.status, body: { kind: 'empty' }, headers };
  const failure =
    fault.status === 503
      ? typedFailure(
          503,
          'RETRIABLE_ERROR',
          'Server encountered an error while processing your request, and it is safe to retry the request',
        )
      : typedFailure(fault.status, 'SERVER_ERROR', 'Server error');
  return { ...failure.reply, headers };
}

/** Resolves when the client gives up or the simulator stops. */
function untilClosed(request: IncomingMessage, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      closing.removeEventListener('abort', done);
      request.socket.off('close', done);
      resolve();
    };
    closing.addEventListener('abort', done);
    request.socket.on('close', done);
    if (closing.aborted || request.socket.destroyed) done();
  });
}
