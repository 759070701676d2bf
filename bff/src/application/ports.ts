import type { EditableField, Order, OrderFields } from '@orders/contract';
import type { Version } from '../domain/version.ts';

/** Time, injected so that tests turn it by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when that comes first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A number from 0 up to, not including, 1. */
export type Random = () => number;

/**
 * Who a call to the source is for. A person's write goes before a person's sync, and both before reading in the
 * background.
 */
export type CallClass = 'write' | 'sync' | 'background';

export interface CallOptions {
  readonly callClass: CallClass;
  /** Ends waiting and the call itself. */
  readonly signal?: AbortSignal;
}

/**
 * A value, or a function that gives it once, at the moment when the call may start: what came to wait meanwhile can
 * travel along.
 */
export type Late<T> = T | (() => T);

/** One write to one record; `null` clears the cell. */
export interface OrderWrite {
  readonly recordId: string;
  readonly values: Readonly<Partial<Record<EditableField, string | null>>>;
}

/** Everything, read anew. */
export interface FullRead {
  readonly orders: readonly OrderFields[];
  /** Where `readChanges` goes on from; opaque to everyone but the source that made it. */
  readonly cursor: string | null;
}

/** What changed since a cursor. */
export interface ChangesRead {
  readonly orders: readonly OrderFields[];
  readonly removed: readonly string[];
  /** Whether every removal since the cursor is among them; else only reading everything finds those. */
  readonly tellsRemovals: boolean;
  readonly cursor: string;
}

/** The values that may be written to a field; `null` where the source does not tell. */
export type FieldOptions = Readonly<Record<EditableField, readonly string[] | null>>;

/** A field of the source that is not as the settings say. */
export interface SourceNotice {
  /** Field of an order. */
  readonly field: string;
  readonly kind: 'missing' | 'renamed' | 'unsuitable';
  /** What is wrong and what to do, for people. */
  readonly message: string;
}

/** What the source has of an order. */
export interface SourceFields {
  /** Fields of an order that it has not; they are blank in every order. */
  readonly missing: readonly string[];
  /** Fields that it computes, so that nobody can write them. */
  readonly readOnly: readonly EditableField[];
  readonly notices: readonly SourceNotice[];
  /** The source's own words for the colours in which it shows options, by option. */
  readonly colors: Readonly<Record<EditableField, Readonly<Record<string, string>>>>;
}

/** Where the orders live. All methods throw `Failure`s only. */
export interface OrderSource {
  /** Checks token, base, table and fields with as few calls as possible. @throws SourceRefused naming what is wrong */
  check(options: CallOptions): Promise<void>;
  readAll(options: CallOptions & { onProgress(fetched: number): void }): Promise<FullRead>;
  /**
   * What changed since `cursor`; `null` when the cursor cannot be used any more and everything must be read.
   * An order may be reported that did not change.
   */
  readChanges(cursor: string, options: CallOptions): Promise<ChangesRead | null>;
  /**
   * The orders as they are now, in the order of the ids; `null` where there is none. Ids that come late are one to a
   * hundred.
   */
  readOrders(recordIds: Late<readonly string[]>, options: CallOptions): Promise<(OrderFields | null)[]>;
  /**
   * Writes one to `maxBatch` records, all or none, and returns them as they are afterwards, in the same order.
   * @throws WriteRejected when one of them is refused
   * @throws OutcomeUnknown when nobody can say whether they were written
   */
  write(writes: Late<readonly OrderWrite[]>, options: CallOptions): Promise<OrderFields[]>;
  readonly maxBatch: number;
  /** The options of status and priority, remembered for a while. */
  fieldOptions(options: CallOptions): Promise<FieldOptions>;
  /** How the source is, as the last calls saw it. */
  state(): SourceState;
  /** Which fields it has, as far as known. */
  fields(): SourceFields;
  /** Lets go of what the source keeps upstream (a webhook) and of its timers. */
  close(): Promise<void>;
}

export interface SourceState {
  readonly state: 'ok' | 'throttled' | 'unreachable' | 'refused';
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** Epoch ms until which every caller holds back after a throttling answer. */
  readonly pausedUntil: number | null;
  /** Epoch ms at which an open breaker lets a probe through. */
  readonly retryAt: number | null;
}

/** Spends the calls that the source allows, shared by all replicas. */
export interface RequestBudget {
  /**
   * Resolves when a call of this class may start, and counts it for the month.
   * @throws Failure `source-throttled` when the pause outlasts the deadline, `source-quota-used-up` at 100 % of the month
   */
  acquire(callClass: CallClass, options: { signal?: AbortSignal; deadlineMs?: number }): Promise<void>;
  /** Makes every caller on every replica hold back for `ms`. */
  pause(ms: number): Promise<void>;
  state(): BudgetState;
  close(): Promise<void>;
}

export interface BudgetState {
  readonly pausedUntil: number | null;
  readonly callsThisMonth: number;
}

/** A commit: what changes between two versions, and what is known about the whole afterwards. */
export interface Commit {
  /** The version that the changes were computed from. */
  readonly base: Version | null;
  readonly upserts: readonly Order[];
  readonly removed: readonly string[];
  readonly confirmation: Confirmation;
  /** Number of the lease under which a refresh commits; a person's write needs none. */
  readonly fence: number | null;
}

/** What is known about the data as a whole. Epoch milliseconds of this side's clock. */
export interface Confirmation {
  /** When the source last confirmed the data: the start of the read that did. */
  readonly asOf: number;
  /** When everything was last read. */
  readonly fullReadAt: number;
  readonly cursor: string | null;
}

/** A commit as everybody gets to see it. Without changes its version is the one before. */
export interface CommittedChange {
  readonly version: Version;
  readonly upserts: readonly Order[];
  readonly removed: readonly string[];
  readonly confirmation: Confirmation;
}

/** An order and the number of the commit that last changed it. */
export interface StoredOrder {
  readonly order: Order;
  readonly seq: number;
}

/** Everything at one version, as a new replica starts from it. */
export interface StoredSnapshot {
  readonly version: Version;
  readonly orders: readonly StoredOrder[];
  /** Records removed of late, by the commit that removed them. */
  readonly removed: readonly { readonly recordId: string; readonly seq: number }[];
  readonly confirmation: Confirmation;
}

export type CommitOutcome =
  | { readonly kind: 'committed'; readonly version: Version }
  /** Somebody else committed since `base`: follow up to there and compute anew. */
  | { readonly kind: 'superseded' }
  /** The lease was lost meanwhile: nothing may be committed from that read. */
  | { readonly kind: 'fenced' };

/** The shared truth: which version is current and how it came about. */
export interface SnapshotStore {
  readonly driver: 'redis' | 'memory';
  isUp(): boolean;
  /** The newest stored state, or `null` when nothing usable is stored. */
  load(): Promise<StoredSnapshot | null>;
  commit(commit: Commit): Promise<CommitOutcome>;
  /** Keeps the whole state so that others can start from it; called now and then by whoever refreshes. */
  save(snapshot: StoredSnapshot): Promise<void>;
  /**
   * Calls `onChange` for every commit of others after `from`, in order; `onGap` when some were missed and the
   * follower has to `load` again. Returns when `signal` fires.
   */
  follow(
    from: () => Version | null,
    listener: { onChange(change: CommittedChange): void; onGap(): void },
    signal: AbortSignal,
  ): Promise<void>;
  /** Commits of others after `from` that have not been followed yet; `null` on a gap. */
  changesAfter(from: Version): Promise<readonly CommittedChange[] | null>;
  close(): Promise<void>;
}

/** Held by the one replica that reads the source. */
export interface Lease {
  /** Grows with every holder; a commit under an old number is refused. */
  readonly fence: number;
  /** Fires when the lease was lost. */
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

export interface RefreshLease {
  /** The lease, or `null` when another replica holds it. */
  tryAcquire(): Promise<Lease | null>;
}

/** Ends with the disposal. */
export interface RecordTurn extends AsyncDisposable {
  /**
   * `false` once another replica may have the turn: this process was stopped for too long to keep it, or nobody can say
   * any more whose it is and the edit must not go on without knowing.
   */
  isHeld(): boolean;
}

/** Sees to it that of the replicas one at a time edits a record. Within a replica edits take turns by themselves. */
export interface RecordTurns {
  /**
   * Resolves when it is this replica's turn.
   * @throws Failure `source-throttled` when another replica does not end its own, `store-unavailable` when nobody can
   * say whose turn it is and the edit must not go on without knowing
   */
  take(recordId: string, options: { isNeeded: boolean }): Promise<RecordTurn>;
}

/** An answer kept for a repeated request. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type IdempotencyClaim =
  | { readonly kind: 'claimed' }
  /** Claimed as well, but the same request was begun before, and nobody knows how far that went. */
  | { readonly kind: 'reclaimed' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly answer: StoredAnswer }
  | { readonly kind: 'other-request' };

/** Remembers for at least 24 h what was answered to a key; kept per caller by the caller's part of the key. */
export interface IdempotencyStore {
  claim(key: string, fingerprint: string): Promise<IdempotencyClaim>;
  complete(key: string, fingerprint: string, answer: StoredAnswer): Promise<void>;
  /** Gives the key back: nothing final happened under it. */
  release(key: string): Promise<void>;
  /** Gives the key back to the same request alone: nobody knows what happened under it. */
  abandon(key: string): Promise<void>;
}

/** Whether anybody is there: connected to the events, or asked lately, on any replica. */
export interface Presence {
  /** Somebody asked, or is still connected. */
  touch(): void;
  /** Epoch ms of the last touch on any replica as far as known; 0 = never. */
  lastSeen(): number;
}

/** Structured log lines; the shape of pino's child loggers. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** So many requests in any span of so many milliseconds. */
export interface RequestLimit {
  readonly count: number;
  readonly windowMs: number;
}

export interface RateDecision {
  readonly isAllowed: boolean;
  /** How many more requests would be let in now. */
  readonly remaining: number;
  /** Until the next request may be counted anew; whoever was refused is let in after exactly so long. */
  readonly resetMs: number;
  /** Whether it was counted in this process because the shared store was away. */
  readonly isCountedAlone?: boolean;
}

/** Counts the requests of a caller, over all replicas where they share a store. */
export interface RateLimiter {
  /** Counts one request if the limit has room for it. Never throws: without its store it counts in this process. */
  take(key: string, limit: RequestLimit): Promise<RateDecision>;
}

/** Who is signed in, under ids that nobody can guess. Throws `Failure` `store-unavailable` only. */
export interface SessionStore {
  get(id: string): Promise<string | null>;
  /** `subject` is what `deleteBySubject` finds it by. */
  set(id: string, value: string, ttlMs: number, subject?: string): Promise<void>;
  delete(id: string): Promise<void>;
  /** Ends all sessions of a person. */
  deleteBySubject(subject: string): Promise<void>;
}
