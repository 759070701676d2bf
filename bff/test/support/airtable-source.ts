import type { OrderFields } from '@orders/contract';
import type { InitialRow, SimulatorOptions } from '@orders/infra/airtable-simulator/simulator-options.ts';
import { type Simulator, startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import {
  type AirtableOrderSourceOptions,
  createAirtableOrderSource,
} from '../../src/airtable/airtable-order-source.ts';
import type { AirtableTelemetry, FinishedCall } from '../../src/airtable/airtable-telemetry.ts';
import type { CallClass, Clock, OrderSource, RequestBudget } from '../../src/application/ports.ts';
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';

/** A budget without a limit that remembers what it was asked. */
export interface OpenBudget extends RequestBudget {
  readonly acquired: readonly CallClass[];
  /** Pauses in milliseconds, in order. */
  readonly pauses: readonly number[];
}

/** The real time of day; sleeps end at once and are written down. */
export interface HastyClock extends Clock {
  readonly slept: readonly number[];
  /** Moves the time of day. */
  shift(ms: number): void;
}

export interface AirtableSourceTest extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly source: OrderSource;
  readonly budget: OpenBudget;
  readonly clock: HastyClock;
  readonly log: RecordedLog;
  readonly finished: readonly FinishedCall[];
  /** `cellUnreadable`, as `Order Total: wrong-type`. */
  readonly oddities: readonly string[];
  /** Another source on the same base, as another replica or a later start has it. */
  another(options?: Partial<AirtableOrderSourceOptions>): OrderSource;
  /** Calls per endpoint since the last time this was asked. */
  takeCalls(): Readonly<Record<string, number>>;
}

export interface AirtableSourceTestOptions {
  readonly simulator?: SimulatorOptions;
  readonly source?: Partial<AirtableOrderSourceOptions>;
}

/** An order source over real HTTP before a simulated Airtable without limits. */
export async function startAirtableSource(
  options: AirtableSourceTestOptions = {},
): Promise<AirtableSourceTest> {
  const simulator = await startSimulator({ requestsPerSecond: 0, orders: 0, ...options.simulator });
  const budget = createOpenBudget();
  const clock = createHastyClock();
  const log = createRecordedLog();
  const { telemetry, finished, oddities } = createRecordedTelemetry();
  const sources: OrderSource[] = [];

  function another(more: Partial<AirtableOrderSourceOptions> = {}): OrderSource {
    const source = createAirtableOrderSource({
      apiUrl: simulator.url,
      token: () => simulator.token,
      baseId: simulator.baseId,
      table: simulator.tableName,
      timeoutMs: 5_000,
      maxConcurrentRequests: 10,
      throttlePauseMs: 30_000,
      webhooks: 'off',
      random: () => 0.5,
      budget,
      clock,
      log,
      telemetry,
      ...options.source,
      ...more,
    });
    sources.push(source);
    return source;
  }

  return {
    simulator,
    source: another(),
    budget,
    clock,
    log,
    finished,
    oddities,
    another,
    takeCalls() {
      const { callsByEndpoint } = simulator.stats.snapshot();
      simulator.stats.reset();
      return callsByEndpoint;
    },
    async [Symbol.asyncDispose]() {
      simulator.faults.clear();
      for (const source of sources) await source.close();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

/** An order as a row of the simulated table. */
export function rowOf(order: OrderFields): InitialRow {
  return {
    id: order.recordId,
    fields: cellsOf(order),
    ...(order.createdAt === null ? {} : { createdTime: order.createdAt }),
    lastModifiedTime: order.updatedAt,
  };
}

/** The cells of an order's fields, without those that Airtable computes. */
export function cellsOf(order: Partial<OrderFields>): Record<string, unknown> {
  const { orderId, customer, status, orderTotal, createdAt, priority } = order;
  const cells = {
    'Order ID': orderId,
    Customer: customer,
    Status: status,
    'Order Total': orderTotal,
    'Created At': createdAt,
    Priority: priority,
  };
  return Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== undefined));
}

/** An address at which nobody listens. */
export async function urlOfNobody(): Promise<string> {
  const simulator = await startSimulator({ orders: 0 });
  await simulator[Symbol.asyncDispose]();
  return simulator.url;
}

export function createOpenBudget(): OpenBudget {
  const acquired: CallClass[] = [];
  const pauses: number[] = [];
  return {
    acquired,
    pauses,
    async acquire(callClass, { signal }) {
      signal?.throwIfAborted();
      acquired.push(callClass);
    },
    pause: async (ms) => void pauses.push(ms),
    state: () => ({ pausedUntil: null, callsThisMonth: acquired.length }),
    async close() {},
  };
}

function createHastyClock(): HastyClock {
  const slept: number[] = [];
  let shiftMs = 0;
  return {
    slept,
    now: () => Date.now() + shiftMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
    },
    shift: (ms) => {
      shiftMs += ms;
    },
  };
}

function createRecordedTelemetry() {
  const finished: FinishedCall[] = [];
  const oddities: string[] = [];
  const telemetry: AirtableTelemetry = {
    callFinished: (call) => void finished.push(call),
    breakerChanged() {},
    callRetried() {},
    cellUnreadable: (field, problem) => void oddities.push(`${field}: ${problem}`),
  };
  return { telemetry, finished, oddities };
}
