import type { OrderFields, ReportingCalendar } from '@orders/contract';
import { cursorAt } from '../domain/change-cursor.ts';
import { compareInPieces, mergeCompared } from '../domain/compared-read.ts';
import { Failure, isStoreUnavailable } from '../domain/failures.ts';
import { OrderRow } from '../domain/order-row.ts';
import { OrderTable } from '../domain/order-table.ts';
import { type MergedRead, mergeRead, type SourceRead } from '../domain/read-merge.ts';
import { formatVersion, type Version } from '../domain/version.ts';
import { firstRead, knownFacts, requireHistory } from './commit-contents.ts';
import { inPieces } from './in-pieces.ts';
import type { LiveEvents } from './live-events.ts';
import type {
  Clock,
  Commit,
  CommittedChange,
  Confirmation,
  Log,
  SnapshotStore,
  StoredSnapshot,
} from './ports.ts';
import { corrections, disputedRecords, toBeReadAnew } from './rejoined-history.ts';
import { createTurnstile } from './turnstile.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface SnapshotKeeperOptions {
  readonly store: SnapshotStore;
  readonly calendar: ReportingCalendar;
  readonly clock: Clock;
  readonly events: LiveEvents;
  readonly log: Log;
  /** Makes the epoch of a history that only this replica knows, while the shared store is away. */
  makeEpoch(): string;
  /** The records as the source has them now; `null` where there is none. @throws Failure */
  lookUp(recordIds: readonly string[]): Promise<(OrderFields | null)[]>;
}

/** More than that, and reading everything is the quicker way to the truth. */
const MAX_DISPUTED = 500;

/** A replica's copy of all orders: the only thing reads are answered from. */
export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  readonly #oneCommitAtATime = createTurnstile();
  readonly #waiting = new WaitingRoom();
  #ownEpoch = '';
  /** Whether the store has lost the history that this copy belongs to: the next commit begins a new one with all. */
  #isOrphaned = false;
  #table: OrderTable | null = null;
  #confirmation: Confirmation | null = null;

  constructor(options: SnapshotKeeperOptions) {
    this.#options = options;
  }

  /** The orders, or `null` before the first read. */
  get table(): OrderTable | null {
    return this.#table;
  }

  get confirmation(): Confirmation | null {
    return this.#confirmation;
  }

  /** Whether other replicas write too. */
  get isShared(): boolean {
    return this.#options.store.driver !== 'memory';
  }

  /** Takes over what the store holds. @throws Failure `store-unavailable` */
  async load(): Promise<void> {
    for (;;) {
      const stored = await this.#options.store.load();
      this.#isOrphaned = stored === null && this.#table !== null;
      if (stored === null || (await this.#join(stored))) return;
    }
  }

  /** Keeps up with what other replicas commit, until the signal fires. */
  async follow(signal: AbortSignal): Promise<void> {
    const { store, log } = this.#options;
    const loadAgain = () =>
      void this.load().catch((error: unknown) =>
        log.warn({ err: error }, 'snapshot could not be loaded again'),
      );
    await store.follow(
      () => this.#table?.version ?? null,
      {
        onChange: (change) => {
          if (!this.#take(change)) loadAgain();
        },
        onGap: loadAgain,
      },
      signal,
    );
  }

  /** Takes over what other replicas have committed by now; `false` when the shared store cannot tell. */
  async catchUp(): Promise<boolean> {
    try {
      await this.#catchUp();
      return true;
    } catch (error) {
      if (!isStoreUnavailable(error)) throw error;
      return false;
    }
  }

  /** Resolves once there is a table; `false` when `ms` went by without one. */
  async untilReady(ms: number): Promise<boolean> {
    return this.#waiting.until(() => this.#table !== null, ms, this.#options.clock);
  }

  /** Resolves once this replica has a version (or knows another epoch); `false` when `ms` went by before. */
  async untilVersion(version: Version, ms: number): Promise<boolean> {
    const isReached = () => {
      const current = this.#table?.version;
      return current !== undefined && (current.epoch !== version.epoch || current.seq >= version.seq);
    };
    return this.#waiting.until(isReached, ms, this.#options.clock);
  }

  /**
   * Commits what a read of the source found that began in the history `startedIn`, if there was one.
   * @throws Failure `superseded` when the lease was lost or another history has begun meanwhile
   */
  async commitRead(
    read: SourceRead,
    confirmation: Confirmation,
    { fence, startedIn }: { fence: number; startedIn: string | null },
  ): Promise<MergedRead> {
    requireHistory(this.#table, startedIn);
    const before = read.isComplete ? this.#table : null;
    const compared = before === null ? null : await inPieces(compareInPieces(before, read));
    const compute = (table: OrderTable | null) => {
      requireHistory(table, startedIn);
      if (table === null) return firstRead(read);
      return compared === null ? mergeRead(table, read) : mergeCompared(table, compared);
    };
    return this.#commitWhereverPossible(compute, confirmation, fence);
  }

  /** Commits orders as the source has them after a write or a look at them; `missing` are gone. */
  async commitOrders(orders: readonly OrderFields[], missing: readonly string[] = []): Promise<void> {
    await this.#commitWhereverPossible((table) => knownFacts(table, orders, missing), null, null);
  }

  /** The whole state, for the store to keep. */
  packed(): StoredSnapshot | null {
    if (this.#table === null || this.#confirmation === null) return null;
    return {
      version: this.#table.version,
      orders: Array.from(this.#table.rows(), ({ order, seq }) => ({ order, seq })),
      removed: this.#table.history.tombstones,
      confirmation: this.#confirmation,
    };
  }

  async #commit(
    compute: (table: OrderTable | null) => MergedRead,
    confirmation: Confirmation | null,
    fence: number | null,
  ): Promise<MergedRead> {
    using _turn = await this.#oneCommitAtATime();
    for (;;) {
      const merged = compute(this.#table);
      const base = this.#table?.version ?? null;
      const latest = confirmation ?? this.#confirmation;
      const known = this.#isOrphaned ? toBeReadAnew(latest) : latest;
      if (known === null) return merged;
      const { upserts, removed } = this.#isOrphaned ? this.#everythingWith(merged) : merged;
      const from = this.#isOrphaned ? null : base;
      const commit: Commit = { base: from, upserts, removed, confirmation: known, fence };
      const outcome = await this.#options.store.commit(commit);
      if (outcome.kind === 'committed') {
        this.#isOrphaned = false;
        const change = { version: outcome.version, upserts, removed, confirmation: known };
        if (from === null) this.#begin(change);
        // In another history by now, where it is not known yet.
        else if (!this.#take(change)) continue;
        return merged;
      }
      if (outcome.kind === 'fenced')
        throw new Failure('superseded', 'another replica has taken over reading');
      await this.#catchUp();
    }
  }

  #everythingWith({ upserts, removed }: MergedRead): Pick<Commit, 'upserts' | 'removed'> {
    const orders = new Map(Array.from(this.#table?.rows() ?? [], ({ order }) => [order.recordId, order]));
    for (const recordId of removed) orders.delete(recordId);
    for (const order of upserts) orders.set(order.recordId, order);
    return { upserts: [...orders.values()], removed: [] };
  }

  async #catchUp(): Promise<void> {
    const version = this.#table?.version;
    const missed = version === undefined ? null : await this.#options.store.changesAfter(version);
    if (missed === null || !missed.every((change) => this.#take(change))) await this.load();
  }

  /** Takes over the first commit of a history, which holds everything. */
  #begin({ version, upserts, confirmation }: CommittedChange): void {
    const orders = upserts.map((order) => ({ order, seq: version.seq }));
    this.#replaceTable({ version, orders, removed: [], confirmation });
  }

  /**
   * Takes over one commit, wherever it was made; what is known already changes nothing. `false` for one of another
   * history than the table's, of which it is a part only: while it was waited for, the table may have gone to a
   * history of its own.
   */
  #take(change: CommittedChange): boolean {
    const table = this.#table;
    const { version } = change;
    if (table === null || table.version.epoch !== version.epoch) return false;
    const isNewer = version.seq > table.version.seq;
    if (isNewer) table.apply(change);
    if (this.#confirmation === null || change.confirmation.asOf >= this.#confirmation.asOf) {
      this.#confirmation = change.confirmation;
    }
    if (isNewer) this.#announce();
    return true;
  }

  #replaceTable(stored: StoredSnapshot): void {
    const rows = stored.orders.map(({ order, seq }) => new OrderRow(order, seq));
    this.#table = new OrderTable(this.#options.calendar, stored.version, rows, stored.removed);
    this.#confirmation = stored.confirmation;
    this.#announce();
  }

  async #commitWhereverPossible(
    compute: (table: OrderTable | null) => MergedRead,
    confirmation: Confirmation | null,
    fence: number | null,
  ): Promise<MergedRead> {
    try {
      return await this.#commit(compute, confirmation, fence);
    } catch (error) {
      if (!isStoreUnavailable(error)) throw error;
      return this.#commitAlone(compute(this.#table), confirmation);
    }
  }

  /** A history of this replica's own: versions of the shared one must not be given out twice. */
  #commitAlone(merged: MergedRead, confirmation: Confirmation | null): MergedRead {
    const { driver } = this.#options.store;
    this.#options.log.warn({ driver, orders: merged.upserts.length }, 'committed without the shared store');
    const current = this.#table?.version;
    if (current === undefined || current.epoch !== this.#ownEpoch) this.#ownEpoch = this.#options.makeEpoch();
    const version = { epoch: this.#ownEpoch, seq: (current?.seq ?? 0) + 1 };
    this.#confirmation = confirmation ?? this.#confirmation;
    if (this.#table !== null) {
      this.#table.apply({ version, upserts: merged.upserts, removed: merged.removed });
      this.#announce();
    } else if (this.#confirmation !== null) {
      const orders = merged.upserts.map((order) => ({ order, seq: version.seq }));
      this.#replaceTable({ version, orders, removed: [], confirmation: this.#confirmation });
    }
    return merged;
  }

  /**
   * Takes over a stored history. Where it is another one than this replica's own, each may know of edits that the
   * other was never told of, and neither knows which came last: the source decides, before anybody is shown a state
   * that an answered edit is missing from. `false` when something was committed meanwhile.
   */
  async #join(stored: StoredSnapshot): Promise<boolean> {
    const { store, log } = this.#options;
    const own = this.#table;
    const before = own?.version;
    const isAnother = own !== null && own.version.epoch !== stored.version.epoch;
    // Committed while it was read; a store that has really lost something has its history end.
    if (own !== null && !isAnother && own.version.seq >= stored.version.seq) return true;
    const disputed = isAnother ? disputedRecords(own, stored) : [];
    if (disputed.length === 0 || disputed.length > MAX_DISPUTED) {
      const { confirmation } = stored;
      this.#replaceTable(
        disputed.length === 0 ? stored : { ...stored, confirmation: { ...confirmation, fullReadAt: 0 } },
      );
      return true;
    }
    const news = await corrections(stored, disputed, this.#options.lookUp);
    const commit: Commit = { base: stored.version, ...news, confirmation: stored.confirmation, fence: null };
    const outcome = await store.commit(commit);
    if (outcome.kind !== 'committed' || this.#table?.version !== before) return false;
    this.#replaceTable(stored);
    this.#take({ version: outcome.version, ...news, confirmation: stored.confirmation });
    log.info(
      { disputed: disputed.length, mended: news.upserts.length },
      'joined another history of versions',
    );
    return true;
  }

  #announce(): void {
    this.#waiting.wake();
    const version = this.#table?.version;
    if (version === undefined) return;
    this.#options.events.publish({
      event: 'change',
      data: { version: formatVersion(version), cursor: cursorAt(version) },
    });
  }
}
