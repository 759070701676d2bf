import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CacheResult, HttpMetrics, WriteResult } from '../http/metrics-routes.ts';
import { SHED_ORDER, type ShedClass } from '../http/shed-class.ts';

/** Bounds in seconds of OpenTelemetry's http.server.request.duration. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** A look for changes is one call, a first read of 100,000 orders takes some four minutes. */
const READ_SECONDS = [0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320];
/** Calls keep 222 ms between them; a pause lasts half a minute. */
const QUEUE_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** A command on one's own network takes a millisecond; after 50 ms a request does without. */
const REDIS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** A figure that is read when somebody asks for the metrics. */
export interface GaugeReading {
  readonly name: string;
  readonly help: string;
  read(): number;
}

export interface UpstreamCall {
  readonly operation: string;
  readonly callClass: string;
  readonly outcome: string;
  /** Time in the queue for a place and for the budget. */
  readonly waitedMs: number;
}

/** Everything that the service counts. */
export interface Metrics extends HttpMetrics {
  countUpstreamCall(call: UpstreamCall): void;
  /** 0 closed, 1 half-open, 2 open. */
  setBreaker(name: string, state: 'closed' | 'half-open' | 'open'): void;
  observeRead(kind: 'full' | 'changes', outcome: 'ok' | 'failed', ms: number): void;
  observeRedisCommand(outcome: 'ok' | 'failed', ms: number): void;
  countLimited(decision: {
    policy: string;
    result: 'allowed' | 'refused';
    backend: 'redis' | 'memory';
  }): void;
  countShed(shedClass: ShedClass): void;
  addGauge(gauge: GaugeReading): void;
}

const BREAKER_NUMBERS = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Names and labels are documented in docs/operate.md; a test holds dashboard, alerts and that document against them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const parts = { ...httpCounters(registry), ...upstreamCounters(registry) };
  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    observe: (method, route, status, seconds) =>
      parts.duration.observe(
        { http_request_method: method, http_route: route, http_response_status_code: String(status) },
        seconds,
      ),
    countRead: (result) => parts.reads.inc({ result }),
    countWrite: (result) => parts.writes.inc({ result }),
    countDroppedListener: () => parts.dropped.inc(),
    countShed: (shedClass) => parts.shed.inc({ class: shedClass }),
    countLimited: (decision) => parts.limited.inc(decision),
    countUpstreamCall({ operation, callClass, outcome, waitedMs }) {
      parts.upstream.inc({ op: operation, outcome });
      parts.queue.observe({ class: callClass }, waitedMs / 1_000);
    },
    setBreaker: (name, state) => parts.breaker.set({ name }, BREAKER_NUMBERS[state]),
    observeRead: (kind, outcome, ms) => parts.sync.observe({ kind, outcome }, ms / 1_000),
    observeRedisCommand: (outcome, ms) => parts.redis.observe({ outcome }, ms / 1_000),
    addGauge: ({ name, help, read }) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
  };
}

const READ_RESULTS: readonly CacheResult[] = ['fresh', 'swr', 'sie', 'miss'];
const WRITE_RESULTS: readonly WriteResult[] = ['ok', 'replayed', 'conflict', 'refused', 'busy', 'failed'];

function httpCounters(registry: Registry) {
  const registers = [registry];
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const [reads, writes, shed] = [
    counter(
      registry,
      'bff_cache_requests_total',
      'Reads by how old the data was that answered them',
      'result',
    ),
    counter(registry, 'bff_writes_total', 'Edits of one order by how they ended', 'result'),
    counter(registry, 'bff_shed_total', 'Requests that were turned away because of too much load', 'class'),
  ];
  // A series that begins at its first failure shows no rate for it: they are all there from the start.
  for (const result of READ_RESULTS) reads.inc({ result }, 0);
  for (const result of WRITE_RESULTS) writes.inc({ result }, 0);
  for (const shedClass of SHED_ORDER) shed.inc({ class: shedClass }, 0);
  return {
    ...{ duration, reads, writes, shed },
    dropped: new Counter({
      name: 'bff_sse_dropped_total',
      help: 'Listeners that were cut off because they did not read',
      registers,
    }),
    limited: new Counter({
      name: 'bff_ratelimit_total',
      help: 'Requests counted against a limit',
      labelNames: ['policy', 'result', 'backend'],
      registers,
    }),
  };
}

function upstreamCounters(registry: Registry) {
  const registers = [registry];
  const breaker = new Gauge({
    name: 'bff_breaker_state',
    help: 'Circuit breakers towards Airtable: 0 closed, 1 half-open, 2 open',
    labelNames: ['name'],
    registers,
  });
  for (const name of ['read', 'write', 'metadata', 'webhook']) breaker.set({ name }, 0);
  return {
    breaker,
    upstream: new Counter({
      name: 'bff_upstream_requests_total',
      help: 'Calls to Airtable by operation and outcome',
      labelNames: ['op', 'outcome'],
      registers,
    }),
    queue: new Histogram({
      name: 'bff_upstream_queue_seconds',
      help: 'Time that calls to Airtable wait for their turn',
      labelNames: ['class'],
      buckets: QUEUE_SECONDS,
      registers,
    }),
    sync: new Histogram({
      name: 'bff_sync_duration_seconds',
      help: 'Time to read everything, or what changed, from Airtable',
      labelNames: ['kind', 'outcome'],
      buckets: READ_SECONDS,
      registers,
    }),
    redis: new Histogram({
      name: 'bff_redis_command_seconds',
      help: 'Time that commands to Redis are waited for',
      labelNames: ['outcome'],
      buckets: REDIS_SECONDS,
      registers,
    }),
  };
}

function counter<Label extends string>(registry: Registry, name: string, help: string, label: Label) {
  return new Counter({ name, help, labelNames: [label], registers: [registry] });
}
