import type { Health, UpstreamEvent, UpstreamState } from '@orders/contract';
import { formatVersion } from '../domain/version.ts';
import type { LiveEvents } from './live-events.ts';
import type { BudgetState, Clock, OrderSource, SnapshotStore } from './ports.ts';
import type { Refresher } from './refresher.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export interface SourceWatchOptions {
  readonly source: OrderSource;
  readonly store: SnapshotStore;
  readonly keeper: SnapshotKeeper;
  readonly refresher: Refresher;
  readonly events: LiveEvents;
  readonly clock: Clock;
  readonly monthlyCalls: number;
  budgetState(): BudgetState;
}

const LOOK_EVERY_MS = 500;

/** Knows how Airtable and everything else behind the reads is, and tells listeners when that changes. */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  #told: UpstreamState = 'ok';

  constructor(options: SourceWatchOptions) {
    this.#options = options;
  }

  /** How Airtable is for those who read here, and until when where that is known. */
  upstream(): UpstreamEvent {
    const { source, refresher, clock } = this.#options;
    const { state, breaker, pausedUntil, retryAt } = source.state();
    const isDown = state === 'unreachable' || state === 'refused' || breaker === 'open';
    const isDegraded = state === 'throttled' || breaker === 'half-open' || (pausedUntil ?? 0) > clock.now();
    if (!isDown && !isDegraded) return { state: 'ok' };
    // A pause and an open breaker hold back everybody; how patient the background is concerns nobody else.
    const held = Math.max(pausedUntil ?? 0, retryAt ?? 0);
    const until = held > clock.now() ? held : refresher.waitUntil;
    return { state: isDown ? 'down' : 'degraded', ...(until > clock.now() ? { until: toIso(until) } : {}) };
  }

  health(): Health {
    const { store, keeper } = this.#options;
    const upstream = this.upstream().state;
    const isWell = upstream === 'ok' && store.isUp();
    return {
      status: keeper.table === null ? 'down' : isWell ? 'ok' : 'degraded',
      airtable: this.#airtable(),
      cache: { driver: store.driver, state: store.isUp() ? 'ok' : 'down' },
      snapshot: this.#snapshot(),
    };
  }

  /** Publishes every change of state until the signal fires. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const upstream = this.upstream();
      if (upstream.state !== this.#told) {
        this.#told = upstream.state;
        this.#options.events.publish({ event: 'upstream', data: upstream });
      }
      await this.#options.clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
  }

  #airtable(): NonNullable<Health['airtable']> {
    const { source, budgetState, monthlyCalls, clock } = this.#options;
    const { state, breaker, pausedUntil } = source.state();
    const { notices } = source.fields();
    const isPaused = (pausedUntil ?? 0) > clock.now();
    return {
      state: isPaused && state === 'ok' ? 'throttled' : state,
      breaker,
      pausedUntil: isPaused && pausedUntil !== null ? toIso(pausedUntil) : null,
      callsThisMonth: budgetState().callsThisMonth,
      monthlyCalls,
      ...(notices.length === 0 ? {} : { notices: [...notices] }),
    };
  }

  #snapshot(): NonNullable<Health['snapshot']> {
    const { keeper, clock } = this.#options;
    const { table, confirmation } = keeper;
    if (table === null || confirmation === null)
      return { asOf: null, ageSeconds: null, orders: 0, version: null };
    return {
      asOf: toIso(confirmation.asOf),
      ageSeconds: Math.max(0, Math.floor((clock.now() - confirmation.asOf) / 1_000)),
      orders: table.size,
      version: formatVersion(table.version),
    };
  }
}

function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
