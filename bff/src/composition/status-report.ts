import type { ReadReport, ServerStatus } from '@orders/contract';
import type { Decision, DecisionJournal } from '../application/decision-journal.ts';
import { explainStatus } from '../application/explain-status.ts';
import type { ReadRecord } from '../application/read-records.ts';
import type { Config } from '../config.ts';
import { projectMonth } from '../domain/month-plan.ts';
import type { LoadReading } from '../http/load-shedder.ts';
import type { StatusSource } from '../http/status-routes.ts';
import type { Adapters } from './adapters.ts';
import { type Engine, PRESENCE_MS, plannedIntervalMs } from './engine.ts';

export interface StatusParts {
  readonly config: Config;
  readonly adapters: Adapters;
  readonly engine: Engine;
  readonly journal: DecisionJournal;
  readonly load: LoadReading;
  readonly version: string;
}

/** What one replica knows of itself, for administrators. */
export function createStatusReport(parts: StatusParts): StatusSource {
  const { adapters, journal } = parts;
  const startedAt = toIso(adapters.clock.now());
  const status = (): ServerStatus => {
    const facts = {
      version: parts.version,
      startedAt,
      ...upstreamFacts(parts),
      ...ownFacts(parts),
      failures: journal.failures().map((each) => ({ at: toIso(each.at), text: inWords(each) })),
    };
    return { ...explainStatus(facts, adapters.clock.now()), ...facts };
  };
  return {
    status,
    capsule: () => ({
      what: 'Decisions of one Orders server in its last five minutes. No orders, people or secrets are in it.',
      takenAt: toIso(adapters.clock.now()),
      status: status(),
      settings: harmlessSettings(parts.config),
      decisions: journal.recent().map(({ at, ...rest }) => ({ at: toIso(at), ...rest })),
    }),
  };
}

function upstreamFacts({ config, adapters, engine }: StatusParts) {
  const { source, budget, calls, clock } = adapters;
  const { refresher } = engine;
  const now = clock.now();
  const { state, pausedUntil, retryAt } = source.state();
  const { callsThisMonth } = budget.state();
  const webhookCall = calls.lastCall('webhook');
  const { full, changes } = engine.lastReads();
  return {
    airtable: {
      state,
      breakers: { ...calls.breakers() },
      pausedUntil: toComeIso(pausedUntil, now),
      retryAt: toComeIso(retryAt, now),
      webhook: {
        mode: config.airtable.webhooks,
        lastCall: webhookCall === null ? null : { ...webhookCall, at: toIso(webhookCall.at) },
      },
    },
    budget: {
      perSecond: config.airtable.requestsPerSecond,
      lastSecond: calls.callsLastSecond(),
      callsThisMonth,
      monthlyCalls: config.airtable.monthlyCalls,
      forecast: Math.round(projectMonth(callsThisMonth, now)),
      intervalSeconds: plannedIntervalMs(config, adapters) / 1_000,
    },
    reads: {
      full: readReport(full),
      changes: readReport(changes),
      isReading: refresher.isReading,
      waitUntil: toComeIso(refresher.waitUntil, now),
      isSomebodyThere: now - adapters.presence.lastSeen() < PRESENCE_MS,
    },
  };
}

function ownFacts({ adapters, engine, load }: StatusParts) {
  const { store } = adapters;
  const { watch, refresher, services } = engine;
  const snapshot = watch.health().snapshot ?? { asOf: null, ageSeconds: null, orders: 0, version: null };
  return {
    snapshot: { ...snapshot, freshness: refresher.freshness()?.state ?? null },
    redis: { driver: store.driver, isUp: store.isUp() },
    replicas: adapters.replicas(),
    listeners: services.events.listeners,
    load: { inFlight: load.inFlight, pressure: load.pressure, level: load.level },
  };
}

function readReport(record: ReadRecord | null): ReadReport | null {
  if (record === null) return null;
  const { at, ms, outcome, orders } = record;
  return { at: toIso(at), seconds: ms / 1_000, outcome, orders };
}

/** One line a person reads: what happened, and what is known of it. */
function inWords({ what, detail }: Decision): string {
  const known = Object.entries(detail).map(([name, value]) => `${name} ${value}`);
  return known.length === 0 ? what : `${what} (${known.join(', ')})`;
}

/** Numbers and switches; addresses, ids, names and secrets stay here. */
function harmlessSettings({ airtable, freshness, syncIntervalMs, auth, redisUrl, rateLimits }: Config) {
  const { requestsPerSecond, maxConcurrentRequests, timeoutMs, throttlePauseMs, monthlyCalls, webhooks } =
    airtable;
  return {
    airtable: {
      requestsPerSecond,
      maxConcurrentRequests,
      timeoutMs,
      throttlePauseMs,
      monthlyCalls,
      webhooks,
    },
    ...{ freshness, syncIntervalMs, rateLimits },
    authMode: auth.mode,
    hasRedis: redisUrl !== null,
  };
}

function toComeIso(at: number | null, now: number): string | null {
  return at !== null && at > now ? toIso(at) : null;
}

function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
