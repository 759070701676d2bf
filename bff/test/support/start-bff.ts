import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatorOptions } from '@orders/infra/airtable-simulator/simulator-options.ts';
import { type Simulator, startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import type { Logger } from 'pino';
import { vi } from 'vitest';
import { createAirtableOrderSource } from '../../src/airtable/airtable-order-source.ts';
import { DecisionJournal } from '../../src/application/decision-journal.ts';
import type { OrderSource, SessionStore } from '../../src/application/ports.ts';
import { compose } from '../../src/compose.ts';
import type { Adapters } from '../../src/composition/adapters.ts';
import { watchCalls } from '../../src/composition/call-watch.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { createMemoryIdempotencyStore } from '../../src/memory/memory-idempotency-store.ts';
import { createMemoryPresence } from '../../src/memory/memory-presence.ts';
import { createMemoryRequestBudget } from '../../src/memory/memory-request-budget.ts';
import { createMemorySessionStore } from '../../src/memory/memory-session-store.ts';
import { createMetrics } from '../../src/metrics/create-metrics.ts';
import { type EventListener, listenToEvents } from './event-listener.ts';
import type { FakeOrderSource } from './fake-order-source.ts';
import { type Answer, type Ask, HttpClient } from './http-client.ts';
import { LeapingClock } from './leaping-clock.ts';
import { PATIENCE } from './patience.ts';

export interface BffOptions {
  /** By their names in the environment; on top of what makes a test fast. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly simulator?: SimulatorOptions;
  /** Orders in memory in place of the simulator. */
  readonly source?: FakeOrderSource;
  /** Whether to wait until there is a snapshot; yes where left out. */
  readonly waitsUntilReady?: boolean;
  /** What time it is at the start; the real one where left out. */
  readonly startAt?: string;
  /** Mean open time of the breakers, in milliseconds. */
  readonly breakerResetMs?: number;
  /** Where sessions are kept; in this process where left out. */
  readonly sessions?: SessionStore;
}

/** The real server in this process, and what stands behind it. */
export interface Bff extends AsyncDisposable {
  readonly url: string;
  /** Throws where the orders come from a fake source. */
  readonly simulator: Simulator;
  readonly clock: LeapingClock;
  /** Everything that was logged, one JSON text a line. */
  readonly log: readonly string[];
  fetch(path: string, ask?: Ask): Promise<Answer>;
  listen(headers?: Readonly<Record<string, string>>): Promise<EventListener>;
  /** Asks the server to stop; it goes on answering for a moment, until the test is over or its clock leaps. */
  stop(): void;
  /** Resolves when the server has seen every request that was sent before. */
  settle(): Promise<void>;
  /** Calls that reached the simulator, by endpoint, since this was asked last. */
  takeCalls(): Readonly<Record<string, number>>;
}

/** No limits and no work in the background, unless a test asks for it. */
const QUICK_SETTINGS = {
  PORT: '0',
  AIRTABLE_REQUESTS_PER_SECOND: '1000',
  AIRTABLE_TIMEOUT_MS: '2000',
  AIRTABLE_WEBHOOKS: 'off',
  SYNC_INTERVAL_SECONDS: '0',
  // A busy machine is no reason to turn a test away.
  LOAD_SHEDDING: 'off',
  RATE_LIMIT_ORDERS_LIST: 'off',
  RATE_LIMIT_ORDERS_SUMMARY: 'off',
  RATE_LIMIT_GET_ORDER: 'off',
  RATE_LIMIT_UPDATE_ORDER: 'off',
  RATE_LIMIT_SYNC_ORDERS: 'off',
};

/** What the settings ask for where a fake source stands in for Airtable. */
const NO_AIRTABLE = {
  AIRTABLE_API_KEY: 'pat.fake',
  AIRTABLE_BASE_ID: 'appFake0000000000',
  AIRTABLE_TABLE_ID: 'Orders',
};

/** Composes the real server on a free port, over the simulator or a source in memory. */
export async function startBff(options: BffOptions = {}): Promise<Bff> {
  await using started = new AsyncDisposableStack();
  const simulator =
    options.source === undefined
      ? started.use(await startSimulator({ requestsPerSecond: 0, orders: 300, ...options.simulator }))
      : null;
  const root = await makeRoot();
  started.defer(() => rm(root, { recursive: true, force: true }));
  const config = readConfig({
    ...QUICK_SETTINGS,
    ...(simulator === null ? NO_AIRTABLE : settingsOf(simulator)),
    ...options.settings,
  });
  const log: string[] = [];
  const clock = new LeapingClock(options.startAt === undefined ? Date.now() : Date.parse(options.startAt));
  const level = options.settings?.['LOG_LEVEL'] ?? 'debug';
  const sink = { write: (line: string) => void log.push(line) };
  const { log: logger, auditLog } = createLogger(level, false, sink);
  const { source, ...others } = overridesFor(options, { config, clock, log: logger });
  const firstRead = withFirstRead(source);
  const overrides = { ...others, source: firstRead.source };
  started.defer(async () => {
    await source.close();
    await others.budget.close();
  });
  const orders = started.use(await compose(config, { log: logger, auditLog, root, overrides }));
  await orders.start();
  const client = started.use(new HttpClient(orders.address));
  const bff = { url: orders.address, clock, log, client, simulator };
  if (options.waitsUntilReady !== false) {
    await untilReady(client, log);
    await firstRead.isOver;
  }
  return toBff(bff, started.move());
}

function overridesFor(
  { source, breakerResetMs, sessions }: BffOptions,
  parts: { config: Config; clock: LeapingClock; log: Logger },
): Partial<Adapters> & Pick<Adapters, 'source' | 'budget'> {
  const { config, clock, log } = parts;
  const { airtable } = config;
  const metrics = createMetrics();
  const calls = watchCalls({ metrics, journal: new DecisionJournal(clock), clock });
  const budget = createMemoryRequestBudget({ ...airtable, clock, log });
  return {
    ...{ clock, budget, metrics, calls },
    presence: createMemoryPresence(clock),
    idempotency: createMemoryIdempotencyStore({ clock }),
    sessions: sessions ?? createMemorySessionStore(clock),
    source:
      source ??
      createAirtableOrderSource({
        ...airtable,
        token: () => airtable.apiKey.reveal(),
        table: airtable.tableId,
        budget,
        clock,
        random: Math.random,
        log,
        telemetry: calls.telemetry,
        ...(breakerResetMs === undefined ? {} : { breakerResetMs }),
      }),
  };
}

function settingsOf(simulator: Simulator): Record<string, string> {
  return {
    AIRTABLE_API_KEY: simulator.token,
    AIRTABLE_BASE_ID: simulator.baseId,
    AIRTABLE_TABLE_ID: simulator.tableName,
    AIRTABLE_API_URL: simulator.url,
  };
}

/** A checkout as far as a server looks at it, with a small built app. */
async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'orders-bff-'));
  const dist = join(root, 'pwa', 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{ "version": "1.2.3" }');
  await writeFile(join(dist, 'index.html'), `<!doctype html><title>Orders</title>${'<p>'.repeat(500)}`);
  await writeFile(join(dist, 'assets', 'app-1a2b3c4d.js'), 'export const app = 1;');
  await writeFile(join(dist, 'manifest.webmanifest'), '{ "name": "Orders" }');
  await writeFile(join(dist, 'service-worker.js'), 'self.precache();');
  await writeFile(join(dist, '.builds.json'), '[]');
  return root;
}

async function untilReady(client: HttpClient, log: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    const { status } = await client.fetch('/health/ready');
    if (status !== 200) throw new Error(`The server is not ready:\n${log.join('')}`);
  }, PATIENCE);
}

/** The source, and when the options of the fields have been learnt from it, which ends the first read. */
function withFirstRead(source: OrderSource): { source: OrderSource; isOver: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const fieldOptions: OrderSource['fieldOptions'] = (options) =>
    source.fieldOptions(options).finally(() => setImmediate(resolve));
  return { source: { ...source, fieldOptions }, isOver: promise };
}

interface Running {
  readonly url: string;
  readonly clock: LeapingClock;
  readonly log: readonly string[];
  readonly client: HttpClient;
  readonly simulator: Simulator | null;
}

function toBff({ client, simulator, ...rest }: Running, started: AsyncDisposableStack): Bff {
  const theSimulator = () => {
    if (simulator === null) throw new Error('These orders come from a fake source.');
    return simulator;
  };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= started.disposeAsync();
  };
  return {
    ...rest,
    get simulator() {
      return theSimulator();
    },
    fetch: (path, ask) => client.fetch(path, ask),
    listen: (headers) => listenToEvents(`${rest.url}/api/events`, headers),
    stop,
    async settle() {
      // What has come in on other connections is read in the same turn of the event loop, or in the one before.
      for (let turn = 0; turn < 3; turn++) await client.fetch('/health/live');
    },
    takeCalls() {
      const { stats } = theSimulator();
      const { callsByEndpoint } = stats.snapshot();
      stats.reset();
      return callsByEndpoint;
    },
    async [Symbol.asyncDispose]() {
      simulator?.faults.clear();
      rest.clock.stopSleeping();
      stop();
      await stopped;
    },
  };
}
