import { Failure, isFailure, isStoreUnavailable } from '../domain/failures.ts';
import { type Freshness, type FreshnessPolicy, judgeFreshness } from '../domain/freshness.ts';
import type { MergedRead } from '../domain/read-merge.ts';
import type { LiveEvents } from './live-events.ts';
import type {
  CallClass,
  Clock,
  Confirmation,
  Lease,
  Log,
  OrderSource,
  Presence,
  Random,
  RefreshLease,
  SnapshotStore,
} from './ports.ts';
import {
  fullReadIntervalMs,
  isSuspiciouslyShort,
  type RefreshPolicy,
  waitAfterFailures,
} from './refresh-policy.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export type RefreshKind = 'full' | 'changes';

export interface RefresherOptions {
  readonly source: OrderSource;
  readonly keeper: SnapshotKeeper;
  readonly store: SnapshotStore;
  readonly lease: RefreshLease;
  readonly presence: Presence;
  readonly events: LiveEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly freshness: FreshnessPolicy;
  readonly policy: RefreshPolicy;
  /** The background interval that the month's quota allows now. */
  plannedIntervalMs(): number;
  /** Called with records that a read and a write of the same time disagree about. */
  onContested(recordIds: readonly string[]): void;
  /** Called after each successful read, to look after what is read along with the orders. */
  afterRead(callClass: CallClass): Promise<void>;
}

interface Running {
  readonly kind: RefreshKind;
  /** Whether what it read is committed: whoever asks from now on wants to see something newer. */
  hasCommitted: boolean;
  readonly done: Promise<void>;
}

/** How often the background loop looks whether something is due. */
const TICK_MS = 1_000;
/** How often a replica that may not read looks whether the one that may has finished. */
const LEASE_RETRY_MS = 250;
/** Most pages of changes that are still told apart from reading everything, per save of the packed snapshot. */
const SAVE_AFTER_CHANGES = 500;

/**
 * Keeps the snapshot fresh with as few reads as possible.
 *
 *            read is due or asked for            ┌────────── success ─────────┐
 *   idle ───────────────────────────────► reading (one on all replicas) ──► idle
 *    ▲                                           │ failure
 *    └── wait is over ◄── backing off ◄──────────┘   (15 s doubling to 5 min, a person's sync goes through)
 */
export class Refresher {
  readonly #options: RefresherOptions;
  #running: Running | null = null;
  #failures = 0;
  #waitUntil = 0;
  #changesSinceSave = 0;
  /** Whether the last look for changes was told of removals. */
  #tellsRemovals = false;

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  /** How fresh the snapshot is now; `null` without one. */
  freshness(): Freshness | null {
    const { keeper, clock, freshness } = this.#options;
    if (keeper.confirmation === null) return null;
    return judgeFreshness(freshness, {
      asOf: keeper.confirmation.asOf,
      nowMs: clock.now(),
      isSourceFailing: this.#failures > 0,
    });
  }

  /** Epoch ms before which the source is not asked again after a failure. */
  get waitUntil(): number {
    return this.#failures > 0 ? this.#waitUntil : 0;
  }

  /** Whether the last read failed. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  get isReading(): boolean {
    return this.#running !== null;
  }

  /** Starts one read behind an answer, unless one runs or the last ones failed. */
  refreshBehind(): void {
    if (this.#running !== null || this.#options.clock.now() < this.#waitUntil) return;
    this.#start(this.#dueKind(), 'background').catch(() => {});
  }

  /** Forgets failures: something else has just shown that the source is there. */
  sourceAnswered(): void {
    if (this.#failures > 0) this.#waitUntil = 0;
  }

  /** Reads for a person. Whoever asks while such a read is under way shares it. @throws Failure when it fails */
  async sync(kind: RefreshKind): Promise<void> {
    while (this.#running !== null) {
      const running = this.#running;
      const isEnough = running.kind === 'full' || kind === 'changes';
      if (isEnough && !running.hasCommitted) return running.done;
      await running.done.catch(() => {});
    }
    return this.#start(kind === 'changes' && !this.#canReadChanges() ? 'full' : kind, 'sync');
  }

  /** Looks for changes in the background, as long as somebody is there, until the signal fires. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      if (this.#isDue()) this.refreshBehind();
      await clock.sleep(TICK_MS, signal).catch(() => {});
    }
  }

  #isDue(): boolean {
    const { keeper, clock, presence, policy, plannedIntervalMs } = this.#options;
    if (keeper.table === null) return true;
    if (policy.intervalMs === 0) return false;
    const now = clock.now();
    if (now - presence.lastSeen() > policy.presenceMs) return false;
    return now - (keeper.confirmation?.asOf ?? 0) >= plannedIntervalMs();
  }

  #dueKind(): RefreshKind {
    const { keeper, clock, policy } = this.#options;
    if (!this.#canReadChanges()) return 'full';
    const age = clock.now() - (keeper.confirmation?.fullReadAt ?? 0);
    const interval = fullReadIntervalMs(policy, keeper.table?.size ?? 0, this.#tellsRemovals);
    return age >= interval * this.#stretch() ? 'full' : 'changes';
  }

  /** How many times rarer the month's quota lets anything be read in the background than is wished. */
  #stretch(): number {
    const { policy, plannedIntervalMs } = this.#options;
    return policy.intervalMs === 0 ? 1 : Math.max(1, plannedIntervalMs() / policy.intervalMs);
  }

  #canReadChanges(): boolean {
    return this.#options.keeper.table !== null && this.#options.keeper.confirmation?.cursor != null;
  }

  #start(kind: RefreshKind, callClass: CallClass): Promise<void> {
    const done = this.#read(kind, callClass).finally(() => {
      this.#running = null;
    });
    this.#running = { kind, hasCommitted: false, done };
    return done;
  }

  async #read(kind: RefreshKind, callClass: CallClass): Promise<void> {
    const askedAt = this.#options.clock.now();
    try {
      const lease = await this.#leaseOrNews(askedAt, callClass);
      if (lease !== null) await this.#readUnder(lease, kind, callClass);
      this.#failures = 0;
      this.#waitUntil = 0;
    } catch (error) {
      this.#failed(error, kind);
      throw error;
    }
  }

  /** The lease, or `null` when another replica has meanwhile confirmed the data (or nobody waits for it here). */
  async #leaseOrNews(askedAt: number, callClass: CallClass): Promise<Lease | null> {
    const { lease, keeper, clock } = this.#options;
    for (;;) {
      const held = await this.#tryLease(lease);
      if (held !== null) return held;
      if (callClass === 'background' && keeper.table !== null) return null;
      await clock.sleep(LEASE_RETRY_MS);
      if ((keeper.confirmation?.asOf ?? 0) >= askedAt) return null;
    }
  }

  /** With the shared memory away nobody can say who reads; each replica reads for itself, within its share of calls. */
  async #tryLease(lease: RefreshLease): Promise<Lease | null> {
    try {
      return await lease.tryAcquire();
    } catch (error) {
      if (!isStoreUnavailable(error)) throw error;
      return { fence: 0, signal: new AbortController().signal, release: async () => {} };
    }
  }

  async #readUnder(lease: Lease, kind: RefreshKind, callClass: CallClass): Promise<void> {
    try {
      const cursor = this.#options.keeper.confirmation?.cursor ?? null;
      const isRead =
        kind === 'changes' && cursor !== null && (await this.#readChanges(lease, cursor, callClass));
      if (!isRead) await this.#readAll(lease, callClass);
      await this.#options.afterRead(callClass);
    } finally {
      await lease.release().catch(() => {});
    }
  }

  async #readChanges(lease: Lease, cursor: string, callClass: CallClass): Promise<boolean> {
    const { source, keeper, clock } = this.#options;
    const start = { at: clock.now(), version: keeper.table?.version };
    const read = await source.readChanges(cursor, { callClass, signal: lease.signal });
    if (read === null) return false;
    const { orders, removed } = read;
    this.#tellsRemovals = read.tellsRemovals;
    const confirmation: Confirmation = {
      asOf: start.at,
      fullReadAt: keeper.confirmation?.fullReadAt ?? 0,
      cursor: read.cursor,
    };
    const merged = await keeper.commitRead(
      { orders, removed, isComplete: false, startedAtSeq: start.version?.seq ?? 0 },
      confirmation,
      { fence: lease.fence, startedIn: start.version?.epoch ?? null },
    );
    this.#committed(merged);
    this.#changesSinceSave += merged.upserts.length + merged.removed.length;
    if (this.#changesSinceSave >= SAVE_AFTER_CHANGES) await this.#save();
    return true;
  }

  async #readAll(lease: Lease, callClass: CallClass): Promise<void> {
    const { source, keeper, clock, events, log } = this.#options;
    const expected = keeper.table?.size ?? null;
    const start = { at: clock.now(), version: keeper.table?.version };
    const progress = (phase: 'started' | 'reading' | 'finished', fetched: number) =>
      events.publish({ event: 'sync', data: { phase, fetched, expected } });
    const readOnce = () =>
      source.readAll({
        callClass,
        signal: lease.signal,
        onProgress: (fetched) => progress('reading', fetched),
      });
    progress('started', 0);
    let read = await readOnce();
    if (isSuspiciouslyShort(read.orders.length, expected ?? 0)) {
      log.warn(
        { found: read.orders.length, before: expected },
        'full read found less than half, reading again',
      );
      read = await readOnce();
    }
    const merged = await keeper.commitRead(
      { orders: read.orders, removed: [], isComplete: true, startedAtSeq: start.version?.seq ?? 0 },
      { asOf: start.at, fullReadAt: start.at, cursor: read.cursor },
      { fence: lease.fence, startedIn: start.version?.epoch ?? null },
    );
    this.#committed(merged);
    progress('finished', read.orders.length);
    log.info({ orders: read.orders.length, ms: clock.now() - start.at }, 'read all orders');
    await this.#save();
  }

  #committed({ contested }: Pick<MergedRead, 'contested'>): void {
    if (this.#running !== null) this.#running.hasCommitted = true;
    this.#options.onContested(contested);
  }

  /** Others can start without the packed snapshot too, so a failure to keep it fails nothing. */
  async #save(): Promise<void> {
    const packed = this.#options.keeper.packed();
    if (packed === null) return;
    this.#changesSinceSave = 0;
    await this.#options.store
      .save(packed)
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'packed snapshot could not be kept'));
  }

  #failed(error: unknown, kind: RefreshKind): void {
    const { clock, random, log, keeper, events } = this.#options;
    if (isFailure(error) && error.kind === 'superseded') return;
    this.#failures++;
    const wait = waitAfterFailures(this.#failures, keeper.table !== null, random());
    const told = error instanceof Failure ? (error.retryAfterMs ?? 0) : 0;
    this.#waitUntil = clock.now() + Math.max(wait, told);
    if (kind === 'full')
      events.publish({ event: 'sync', data: { phase: 'failed', fetched: 0, expected: null } });
    log.warn(
      { err: error, kind, failures: this.#failures, waitMs: Math.max(wait, told) },
      'reading Airtable failed',
    );
  }
}
