import { join } from 'node:path';
import type { Logger } from 'pino';
import { createAirtableOrderSource } from '../airtable/airtable-order-source.ts';
import { quietTelemetry } from '../airtable/airtable-telemetry.ts';
import type {
  Clock,
  IdempotencyStore,
  OrderSource,
  Presence,
  Random,
  RefreshLease,
  RequestBudget,
  SessionStore,
  SnapshotStore,
} from '../application/ports.ts';
import type { Config } from '../config.ts';
import type { RateLimits } from '../http/app.ts';
import { createMetrics, type HttpMetrics } from '../http/metrics-routes.ts';
import { createMemoryIdempotencyStore } from '../memory/memory-idempotency-store.ts';
import { createMemoryPresence } from '../memory/memory-presence.ts';
import { createMemoryRefreshLease } from '../memory/memory-refresh-lease.ts';
import { createMemoryRequestBudget } from '../memory/memory-request-budget.ts';
import { createMemorySessionStore } from '../memory/memory-session-store.ts';
import { createMemorySnapshotStore } from '../memory/memory-snapshot-store.ts';
import { systemClock } from '../system-clock.ts';

/** Everything that touches the world outside, behind its port. */
export interface Adapters {
  readonly clock: Clock;
  readonly random: Random;
  readonly source: OrderSource;
  readonly budget: RequestBudget;
  readonly store: SnapshotStore;
  readonly lease: RefreshLease;
  readonly presence: Presence;
  readonly idempotency: IdempotencyStore;
  readonly sessions: SessionStore;
  readonly limits: RateLimits;
  readonly metrics: HttpMetrics;
  close(): Promise<void>;
}

/** Where a process runs. */
export interface Surroundings {
  readonly log: Logger;
  /** Folder of the checkout. */
  readonly root: string;
}

export async function createAdapters(
  config: Config,
  { log, root, epoch }: Surroundings & { epoch: string },
): Promise<Adapters> {
  const clock = systemClock;
  const random = Math.random;
  const lease = createMemoryRefreshLease();
  const budget = createMemoryRequestBudget({
    requestsPerSecond: config.airtable.requestsPerSecond,
    monthlyCalls: config.airtable.monthlyCalls,
    counterFile: join(root, config.dataDirectory, `calls-${config.airtable.baseId}.json`),
    clock,
    log,
  });
  const metrics = createMetrics([]);
  const source = createSource(config, { budget, clock, random, log, metrics });
  const store = createMemorySnapshotStore({
    epoch,
    currentFence: () => lease.currentFence(),
  });
  const unlimited = async (_ctx: unknown, next: () => Promise<unknown>) => {
    await next();
  };
  return {
    clock,
    random,
    source,
    budget,
    store,
    lease,
    presence: createMemoryPresence(clock),
    idempotency: createMemoryIdempotencyStore({ clock }),
    sessions: createMemorySessionStore(clock),
    limits: {
      list: unlimited,
      summary: unlimited,
      changes: unlimited,
      order: unlimited,
      update: unlimited,
      sync: unlimited,
    },
    metrics,
    async close() {
      await source.close();
      await store.close();
      await budget.close();
    },
  };
}

function createSource(
  { airtable }: Config,
  parts: Pick<Adapters, 'budget' | 'clock' | 'random' | 'metrics'> & { log: Logger },
): OrderSource {
  const { metrics, log, ...rest } = parts;
  return createAirtableOrderSource({
    ...rest,
    apiUrl: airtable.apiUrl,
    token: airtable.apiKey.reveal(),
    baseId: airtable.baseId,
    table: airtable.tableId,
    timeoutMs: airtable.timeoutMs,
    maxConcurrentRequests: airtable.maxConcurrentRequests,
    throttlePauseMs: airtable.throttlePauseMs,
    webhooks: airtable.webhooks,
    log: log.child({ part: 'airtable' }),
    telemetry: {
      ...quietTelemetry,
      callFinished: ({ kind, outcome }) => metrics.countUpstreamCall(kind, outcome),
    },
  });
}
