import type { CallOptions, Clock, Log, Random, RequestBudget, SourceState } from '../application/ports.ts';
import { Failure } from '../domain/failures.ts';
import { slotSpacingMs } from '../domain/gcra.ts';
import { abandonable } from './abandonable.ts';
import { type AirtableBreaker, createAirtableBreaker } from './airtable-breaker.ts';
import {
  type AirtableProblem,
  type CallKind,
  failureOfAbort,
  failureOfNonsense,
  failureOfProblem,
  isQuotaProblem,
  isUpstreamFault,
} from './airtable-failures.ts';
import type { AirtableTelemetry } from './airtable-telemetry.ts';
import {
  type AirtableRequest,
  createAirtableTransport,
  type LateRequest,
  type RawAnswer,
} from './airtable-transport.ts';
import { createCallSlots } from './call-slots.ts';
import { createDepartures, type Departures } from './departures.ts';
import { parseProblem } from './problem-body.ts';
import { createSourceHealth } from './source-health.ts';

export interface AirtableClientOptions {
  readonly apiUrl: string;
  /** The token as it is now. */
  token(): string;
  /** Limit of one call, from connecting to the last byte. */
  readonly timeoutMs: number;
  readonly maxConcurrentRequests: number;
  /** The base's limit, as the budget spends it; without one, calls keep no distance when they leave. */
  readonly requestsPerSecond?: number;
  /** How long everybody holds back after a 429. */
  readonly throttlePauseMs: number;
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly telemetry: AirtableTelemetry;
  /** Mean open time of a breaker; for tests. */
  readonly breakerResetMs?: number;
}

export interface AirtableAnswer {
  /** An empty object where Airtable answers with nothing, as it does to deleting a webhook. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Airtable's clock at the answer, in epoch ms; `null` when it did not say. */
  readonly dateMs: number | null;
}

export interface CallLimits extends CallOptions {
  /** A shorter limit than the client's own. */
  readonly timeoutMs?: number;
}

/**
 * Calls to Airtable, each of them through breaker, place in flight and budget, in this order: nothing is spent while
 * Airtable is known to be down. One call, one answer; who wants a second try has it outside.
 */
export interface AirtableClient {
  /** @throws Failure of any kind */
  call(request: AirtableRequest | LateRequest, limits: CallLimits): Promise<AirtableAnswer>;
  state(): SourceState;
  close(): void;
}

type Breakers = Readonly<Record<CallKind, AirtableBreaker>>;

export function createAirtableClient(options: AirtableClientOptions): AirtableClient {
  const { budget, clock, telemetry } = options;
  const transport = createAirtableTransport(options);
  const slots = createCallSlots(options.maxConcurrentRequests);
  const breakers = createBreakers(options);
  const health = createSourceHealth({ clock });
  const departures = departuresOf(options);

  async function work(
    request: AirtableRequest | LateRequest,
    limits: CallLimits,
    onSent: () => void,
  ): Promise<AirtableAnswer> {
    const { kind } = request;
    const { callClass, signal } = limits;
    const queuedAt = clock.now();
    using passage = breakers[kind].enter();
    using _slot = await slots.acquire(callClass, signal);
    await acquireSlot(options, limits);
    using _departure = await departures?.next();
    signal?.throwIfAborted();
    const composed = 'compose' in request ? request.compose() : request;
    const sentAt = clock.now();
    const report = (outcome: 'ok' | Failure['kind']) => {
      const durationMs = clock.now() - sentAt;
      telemetry.callFinished({ kind, callClass, outcome, waitedMs: sentAt - queuedAt, durationMs });
      health.note(kind, outcome);
    };
    try {
      const result = await passage.fire(async () => {
        onSent();
        const raw = await transport.exchange(composed, limits.timeoutMs ?? options.timeoutMs);
        return readAnswer(options, raw, kind);
      });
      report('ok');
      return result;
    } catch (error) {
      if (error instanceof Failure) report(error.kind);
      throw error;
    }
  }

  return {
    async call(request, limits) {
      let isSent = false;
      const result = work(request, limits, () => {
        isSent = true;
      });
      return abandonable(result, limits.signal, (reason) =>
        failureOfAbort(reason, isSent && request.kind === 'write'),
      );
    },
    state: () => health.state(Object.values(breakers), budget.state()),
    close() {
      for (const breaker of Object.values(breakers)) breaker.close();
      transport.close();
      departures?.close();
    },
  };
}

function departuresOf({ apiUrl, requestsPerSecond, clock }: AirtableClientOptions): Departures | null {
  if (requestsPerSecond === undefined) return null;
  const spacingMs = slotSpacingMs(requestsPerSecond);
  return createDepartures({ origin: new URL(apiUrl).origin, spacingMs, clock });
}

/** As long as the budget lets the lowest class wait at the most while there is no trouble. */
const QUEUE_LIMIT_MS = 30_000;

/**
 * Queueing behind other calls may take its time, a pause may not take more than one call: whoever meets a longer one,
 * on arrival or in the queue, is told at once when to come again.
 */
async function acquireSlot(options: AirtableClientOptions, limits: CallOptions): Promise<void> {
  const { budget, clock, timeoutMs, throttlePauseMs } = options;
  const { callClass, signal } = limits;
  const pauseMs = (budget.state().pausedUntil ?? 0) - clock.now();
  if (pauseMs > timeoutMs) {
    const text = 'Airtable throttles: calls are held back.';
    throw new Failure('source-throttled', text, { retryAfterMs: pauseMs });
  }
  const deadlineMs = throttlePauseMs > timeoutMs ? throttlePauseMs - 1 : QUEUE_LIMIT_MS;
  await budget.acquire(callClass, { deadlineMs, ...(signal === undefined ? {} : { signal }) });
}

async function readAnswer(
  options: AirtableClientOptions,
  raw: RawAnswer,
  kind: CallKind,
): Promise<AirtableAnswer> {
  if (raw.status < 200 || raw.status > 299) {
    const problem = parseProblem(raw.status, raw.body, options.token());
    throw problem.status === 429 && !isQuotaProblem(problem)
      ? await holdBack(options, problem, raw.headers)
      : failureOfProblem(problem, kind);
  }
  const date = Date.parse(raw.headers.get('date') ?? '');
  const dateMs = Number.isNaN(date) ? null : date;
  if (raw.body.kind === 'object') return { body: raw.body.value, dateMs };
  if (raw.body.kind === 'empty' && kind === 'webhook') return { body: {}, dateMs };
  throw failureOfNonsense('nothing', kind);
}

/** Everybody holds back, on every replica; a little longer than asked and not all equally long. */
async function holdBack(
  { budget, random, throttlePauseMs, log }: AirtableClientOptions,
  problem: AirtableProblem,
  headers: Headers,
): Promise<Failure> {
  // Airtable sends none so far; a date in its place would need its clock, and more than an hour is no answer.
  const seconds = /^\d{1,4}$/.exec(headers.get('retry-after') ?? '')?.[0];
  const askedMs = Math.min(Number(seconds ?? 0), 3_600) * 1_000;
  const pauseMs = Math.ceil(Math.max(askedMs, throttlePauseMs) * (1 + 0.1 * random()));
  log.warn({ pauseMs }, 'Airtable throttles: all calls are held back');
  await budget.pause(pauseMs).catch((error: unknown) => {
    log.warn({ err: error }, 'the pause could not be told to the other replicas');
  });
  const text = 'Airtable answered that there were too many calls.';
  return new Failure('source-throttled', text, { cause: problem, retryAfterMs: pauseMs });
}

function createBreakers(options: AirtableClientOptions): Breakers {
  const { clock, random, log, telemetry, breakerResetMs } = options;
  const create = (kind: CallKind) =>
    createAirtableBreaker({
      clock,
      random,
      isFault: isUpstreamFault,
      onChange(state) {
        log.warn({ kind, state }, 'the breaker before Airtable changed');
        telemetry.breakerChanged(kind, state);
      },
      ...(breakerResetMs === undefined ? {} : { resetTimeoutMs: breakerResetMs }),
    });
  return {
    read: create('read'),
    write: create('write'),
    metadata: create('metadata'),
    webhook: create('webhook'),
  };
}
