import { randomBytes } from 'node:crypto';
import { createReportingCalendar } from '@orders/contract';
import type { DecisionJournal } from '../application/decision-journal.ts';
import { OrderEditor } from '../application/edit-order.ts';
import { Idempotency } from '../application/idempotency.ts';
import { KnownOptions } from '../application/known-options.ts';
import { LiveEvents } from '../application/live-events.ts';
import { OrderWriter } from '../application/order-writer.ts';
import type { Log } from '../application/ports.ts';
import { type LastReads, observeReads } from '../application/read-records.ts';
import { Refresher } from '../application/refresher.ts';
import { SnapshotKeeper } from '../application/snapshot-keeper.ts';
import { SourceWatch } from '../application/source-watch.ts';
import { createTimeLimit } from '../application/time-limit.ts';
import type { Config } from '../config.ts';
import { planInterval } from '../domain/month-plan.ts';
import { AnswerCache } from '../http/answer-cache.ts';
import type { HttpServices } from '../http/services.ts';
import type { Adapters } from './adapters.ts';
import { airtableTableUrl } from './table-url.ts';

/** Bytes of ready answers that a replica keeps. */
const READY_ANSWER_BYTES = 64 * 1024 * 1024;
/** Whoever asked within so long counts as there. */
export const PRESENCE_MS = 5 * 60_000;
/** Time beyond one Airtable call that a write in trouble may take to find out what became of it. */
const SETTLE_MS = 2_500;
/** Time beyond one Airtable call after which everybody is answered who waits for an Airtable in trouble. */
const TROUBLE_MS = 2_900;

export interface Engine {
  readonly keeper: SnapshotKeeper;
  readonly refresher: Refresher;
  readonly watch: SourceWatch;
  lastReads(): LastReads;
  readonly services: HttpServices;
}

interface EngineParts {
  readonly adapters: Adapters;
  readonly log: Log;
  readonly journal: DecisionJournal;
  readonly drain: AbortSignal;
}

/** Puts together what reads, keeps, changes and tells of the orders. */
export function createEngine(config: Config, parts: EngineParts): Engine {
  const { adapters, log, drain } = parts;
  const { store, presence, clock, random } = adapters;
  const { source, lastReads } = observeReads(adapters.source, {
    ...{ clock, journal: parts.journal },
    onRead: adapters.metrics.observeRead,
  });
  const calendar = createReportingCalendar(config.reporting.timeZone);
  const events = new LiveEvents(clock);
  const knownOptions = new KnownOptions(source);
  const lookUp = async (recordIds: readonly string[]) => {
    using limit = createTimeLimit(clock, SETTLE_MS);
    return await source.readOrders(recordIds, { callClass: 'write', signal: limit.signal });
  };
  const keeper = new SnapshotKeeper({ store, calendar, clock, events, log, makeEpoch, lookUp });
  const writer = new OrderWriter({ source, keeper, clock, log, settleMs: SETTLE_MS });
  const editor = new OrderEditor({ keeper, writer, knownOptions, turns: adapters.turns, clock });
  const refresher = new Refresher({
    ...adapters,
    ...{ source, keeper, events },
    log,
    freshness: config.freshness,
    policy: { ttlMs: config.freshness.ttlMs, intervalMs: config.syncIntervalMs, presenceMs: PRESENCE_MS },
    plannedIntervalMs: () => plannedIntervalMs(config, adapters),
    onContested: (recordIds) => writer.doubt(recordIds),
    afterRead: async (callClass) => {
      await knownOptions.refresh(callClass);
      await editor.settleDoubts();
    },
  });
  const watch = new SourceWatch({
    ...{ source, store, keeper, refresher, events, clock, log },
    monthlyCalls: config.airtable.monthlyCalls,
    budgetState: () => adapters.budget.state(),
  });
  const services: HttpServices = {
    ...{ keeper, refresher, editor, events, presence, clock, random, drain },
    idempotency: new Idempotency(adapters.idempotency),
    answers: new AnswerCache(READY_ANSWER_BYTES),
    metrics: adapters.metrics,
    authMode: config.auth.mode,
    patienceMs: config.airtable.timeoutMs + TROUBLE_MS,
    health: () => watch.health(),
    upstream: () => watch.upstream(),
    appConfig: () => ({
      currency: config.reporting.currency,
      reportingTimeZone: config.reporting.timeZone,
      statuses: knownOptions.allowed('status', keeper.table),
      priorities: knownOptions.allowed('priority', keeper.table),
      statusColors: { ...source.fields().colors.status },
      priorityColors: { ...source.fields().colors.priority },
      // Without a field of its own it is told by the record.
      missingFields: source.fields().missing.filter((field) => field !== 'createdAt'),
      readOnlyFields: [...source.fields().readOnly],
      simulator: config.isSimulator,
      airtableTableUrl: airtableTableUrl(config),
    }),
  };
  return { keeper, refresher, watch, lastReads, services };
}

/** A name for a history of commits that no other has, without the dot that ends it in a version. */
export function makeEpoch(): string {
  return randomBytes(6).toString('hex');
}

/** How often changes are looked for now, as far as the month's calls allow; in milliseconds, 0 = never. */
export function plannedIntervalMs(config: Config, { budget, clock }: Adapters): number {
  return planInterval({
    intervalMs: config.syncIntervalMs,
    callsPerInterval: 1,
    callsThisMonth: budget.state().callsThisMonth,
    monthlyCalls: config.airtable.monthlyCalls,
    nowMs: clock.now(),
  });
}
