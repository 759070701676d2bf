import type { Health, UpstreamEvent, UpstreamState } from '@orders/contract';
import { formatVersion } from '../domain/version.ts';
import type { LiveEvents } from './live-events.ts';
import type { BudgetState, Clock, Log, OrderSource, SnapshotStore } from './ports.ts';
import type { Refresher } from './refresher.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export interface SourceWatchOptions {
  readonly source: OrderSource;
  readonly store: SnapshotStore;
  readonly keeper: SnapshotKeeper;
  readonly refresher: Refresher;
  readonly events: LiveEvents;
  readonly clock: Clock;
  readonly log: Log;
  readonly monthlyCalls: number;
  budgetState(): BudgetState;
}

const LOOK_EVERY_MS = 500;
/** From here on somebody should look what uses the month's calls. */
const LOW_SHARE = 0.8;

/** Knows how Airtable and everything else behind the reads is, and tells listeners when that changes. */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  #told: UpstreamState = 'ok';
  #quota: 'enough' | 'low' | 'used up' = 'enough';
  #wasPaused = false;

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
      this.#logBudget();
      await this.#options.clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
  }

  /** One line when the month's calls run out, and one when a pause is over. */
  #logBudget(): void {
    const { log, monthlyCalls, budgetState, clock } = this.#options;
    const { callsThisMonth, pausedUntil } = budgetState();
    const share = monthlyCalls === 0 ? 0 : callsThisMonth / monthlyCalls;
    const quota = share >= 1 ? 'used up' : share >= LOW_SHARE ? 'low' : 'enough';
    if (quota !== this.#quota) {
      this.#quota = quota;
      const fields = { share: Math.round(share * 100) / 100 };
      if (quota === 'used up')
        log.error(fields, 'the calls of this month are used up: only edits and syncs go on');
      else if (quota === 'low') log.warn(fields, 'most of the calls of this month are used');
      else log.info(fields, 'there are calls enough again');
    }
    const isPaused = (pausedUntil ?? 0) > clock.now();
    if (this.#wasPaused && !isPaused) log.info({}, 'the pause is over: calls to Airtable go on');
    this.#wasPaused = isPaused;
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
