import type { Clock, CommittedChange, Log, Random } from '../application/ports.ts';
import { formatVersion, type Version } from '../domain/version.ts';
import type { KnownCommits } from './known-commits.ts';
import { BLOCKING_READ_MS, type RedisClient, untilReady } from './redis-clients.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { ServerTime } from './server-time.ts';
import { UnreadableData } from './snapshot-codec.ts';
import type { SnapshotReader } from './snapshot-reader.ts';
import { readStream, type StoredChange } from './stored-changes.ts';

export interface ChangeFollowerOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly verifyEveryMs: number;
  readonly reader: SnapshotReader;
  readonly time: ServerTime;
  readonly origin: string;
  readonly known: KnownCommits;
  untilOwnCommitsAreKnown(): Promise<void>;
  from(): Version | null;
  readonly listener: { onChange(change: CommittedChange): void; onGap(): void };
}

const READ_AT_ONCE = 100;
const FIRST_ENTRY = '0-0';
/** How long whoever follows gets to load after a gap before it is told again; doubled while that does not help. */
const GAP_PATIENCE_MS = 1_000;
const LONGEST_GAP_PATIENCE_MS = 30_000;
const GAP_LOOK_MS = 50;
const RETRY_MS = 250;

/**
 * Hands the commits of others on, in order and without a gap. The stream is only the quick way: every few seconds
 * the version itself is compared, so that a lost entry, an emptied Redis or an older one after a failover shows.
 */
export class ChangeFollower {
  readonly #options: ChangeFollowerOptions;
  /** Place of the entry read last. */
  #lastId = FIRST_ENTRY;
  #verifiedAt = Number.NEGATIVE_INFINITY;
  #gapPatienceMs = GAP_PATIENCE_MS;

  constructor(options: ChangeFollowerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { connection, clock } = this.#options;
    const client = connection.openFollower();
    signal.addEventListener('abort', () => connection.closeFollower(client), { once: true });
    while (!signal.aborted) {
      await untilReady(client, signal);
      try {
        if (!signal.aborted) await this.#step(client, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#verifiedAt = Number.NEGATIVE_INFINITY;
        if (error instanceof UnreadableData) await this.#unreadable(error, signal);
        else await clock.sleep(RETRY_MS, signal).catch(() => {});
      }
    }
  }

  async #step(client: RedisClient, signal: AbortSignal): Promise<void> {
    const { clock, verifyEveryMs, random } = this.#options;
    const verifyAfterMs = verifyEveryMs * (0.8 + random() * 0.4);
    if (clock.now() - this.#verifiedAt >= verifyAfterMs) await this.#verify(signal);
    const changes = await this.#readNext(client, Math.min(BLOCKING_READ_MS, Math.ceil(verifyAfterMs)));
    for (const change of changes) {
      if (signal.aborted || !(await this.#deliver(change, signal))) return;
    }
    if (changes.length === 0) this.#verifiedAt = Number.NEGATIVE_INFINITY;
  }

  async #readNext(client: RedisClient, blockMs: number): Promise<StoredChange[]> {
    const { keys } = this.#options;
    const after = this.#readAfter();
    return readStream(
      await client.xreadBuffer('COUNT', READ_AT_ONCE, 'BLOCK', blockMs, 'STREAMS', keys.changes, after),
    );
  }

  /** Where whoever follows is, or further if what comes there has been read already. */
  #readAfter(): string {
    const seq = this.#options.from()?.seq ?? 0;
    if (seqOf(this.#lastId) !== seq) this.#lastId = `${seq}-0`;
    return this.#lastId;
  }

  /** `false` when the entries after this one make no sense yet. */
  async #deliver(change: StoredChange, signal: AbortSignal): Promise<boolean> {
    const { reader, listener, origin, known: commits, from, untilOwnCommitsAreKnown } = this.#options;
    const { version, kind } = change;
    const committed = await reader.toCommitted(change);
    await untilOwnCommitsAreKnown();
    // From here on nothing may be waited for: whoever follows could move on meanwhile.
    const known = from();
    const steps = version.seq - (known?.seq ?? 0);
    if (known === null || known.epoch !== version.epoch || steps > 1) return this.#gap(signal);
    if (steps < 0) return true;
    if (steps === 0 ? commits.contradict(version, change.commit) : commits.contradict(known, change.after)) {
      await reader.forget((await reader.readState())?.version ?? version);
      return this.#gap(signal);
    }
    commits.note(version, change.commit);
    const isNews = kind === 'confirm' ? change.origin !== origin : steps === 1;
    if (isNews) listener.onChange(committed);
    this.#lastId = change.id;
    this.#gapPatienceMs = GAP_PATIENCE_MS;
    return true;
  }

  async #verify(signal: AbortSignal): Promise<void> {
    const { reader, from, clock, time, known: commits, untilOwnCommitsAreKnown } = this.#options;
    const known = from();
    const state = await reader.readState();
    const current = state?.version ?? null;
    await time.measure();
    this.#verifiedAt = clock.now();
    if (current === null && known === null) return;
    if (current === null || known?.epoch !== current.epoch) {
      await this.#gap(signal);
    } else if (current.seq < known.seq || commits.contradict(current, state?.commit ?? '')) {
      await reader.forget(current);
      await this.#gap(signal);
    } else if (current.seq > known.seq) {
      const missed = await reader.changesAfter(known);
      await untilOwnCommitsAreKnown();
      if (missed === null) await this.#gap(signal);
      else this.#handOn(missed);
    }
  }

  #handOn(missed: readonly CommittedChange[]): void {
    const { from, listener } = this.#options;
    for (const change of missed) {
      const known = from();
      if (known?.epoch === change.version.epoch && change.version.seq > known.seq) listener.onChange(change);
    }
  }

  /** Tells of the gap and waits until whoever follows has moved. */
  async #gap(signal: AbortSignal): Promise<false> {
    const { from, listener, clock } = this.#options;
    const before = from();
    this.#lastId = FIRST_ENTRY;
    listener.onGap();
    for (let waited = 0; waited < this.#gapPatienceMs; waited += GAP_LOOK_MS) {
      if (signal.aborted || !isSame(before, from())) return false;
      await clock.sleep(GAP_LOOK_MS, signal).catch(() => {});
    }
    this.#gapPatienceMs = Math.min(LONGEST_GAP_PATIENCE_MS, this.#gapPatienceMs * 2);
    return false;
  }

  async #unreadable(error: UnreadableData, signal: AbortSignal): Promise<void> {
    const known = this.#options.from();
    const version = known === null ? null : formatVersion(known);
    this.#options.log.error({ err: error, version }, 'a stored commit is unreadable');
    await this.#gap(signal);
  }
}

function seqOf(id: string): number {
  return Number(id.split('-')[0]);
}

function isSame(one: Version | null, other: Version | null): boolean {
  return one?.epoch === other?.epoch && one?.seq === other?.seq;
}
