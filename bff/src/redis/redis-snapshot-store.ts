import { randomUUID } from 'node:crypto';
import type {
  Clock,
  Commit,
  CommitOutcome,
  CommittedChange,
  Confirmation,
  Log,
  Random,
  SnapshotStore,
  StoredSnapshot,
} from '../application/ports.ts';
import { formatVersion, type Version } from '../domain/version.ts';
import { ChangeFollower } from './change-follower.ts';
import { KnownCommits } from './known-commits.ts';
import type { RedisConnection } from './redis-connection.ts';
import { storeUnavailable } from './redis-failures.ts';
import { LIFETIME_MS, MAX_CHANGES, type RedisKeys } from './redis-keys.ts';
import { ServerTime } from './server-time.ts';
import { packChange, packSnapshot } from './snapshot-codec.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { COMMIT, SAVE } from './snapshot-scripts.ts';

export interface RedisSnapshotStoreOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How often a follower compares versions, in case the stream has failed it. */
  readonly verifyEveryMs?: number;
}

/** So many commits after the packed snapshot, and they are packed as well. */
const PACK_AFTER_COMMITS = 2_000;
/** Commits before a packed snapshot that stay for followers that lag behind. */
const CHANGES_KEPT_BEHIND = 1_000;
const VERIFY_EVERY_MS = 5_000;

/** The versions of all replicas: a state to compare with, a stream of commits, and everything packed now and then. */
export class RedisSnapshotStore implements SnapshotStore {
  readonly driver = 'redis';
  readonly #options: RedisSnapshotStoreOptions;
  readonly #time: ServerTime;
  readonly #reader: SnapshotReader;
  readonly #origin = randomUUID();
  readonly #known = new KnownCommits();
  readonly #committing = new Set<Promise<unknown>>();

  constructor(options: RedisSnapshotStoreOptions) {
    this.#options = options;
    this.#time = new ServerTime(options.connection, options.clock);
    this.#reader = new SnapshotReader({ ...options, time: this.#time, known: this.#known });
  }

  isUp(): boolean {
    return this.#options.connection.isUp();
  }

  /** @throws Failure `store-unavailable`: `null` is said of a Redis that answered */
  load(): Promise<StoredSnapshot | null> {
    return this.#reader.load();
  }

  /** @throws Failure `store-unavailable`, and then nobody knows whether it was committed */
  async commit(commit: Commit): Promise<CommitOutcome> {
    const outcome = this.#commit(commit);
    this.#committing.add(outcome);
    try {
      return await outcome;
    } finally {
      this.#committing.delete(outcome);
    }
  }

  async save(snapshot: StoredSnapshot): Promise<void> {
    const { connection, keys } = this.#options;
    const { version } = snapshot;
    const bytes = await packSnapshot(snapshot);
    const confirmation = await this.#encode(snapshot.confirmation);
    const firstKept = Math.max(0, version.seq - CHANGES_KEPT_BEHIND);
    await connection.runScript(
      'bulk',
      SAVE,
      [keys.state, keys.changes, keys.packed],
      [
        version.epoch,
        version.seq,
        confirmation,
        bytes,
        LIFETIME_MS.snapshot,
        firstKept,
        this.#known.idOf(version),
      ],
    );
  }

  async follow(
    from: () => Version | null,
    listener: { onChange(change: CommittedChange): void; onGap(): void },
    signal: AbortSignal,
  ): Promise<void> {
    const follower = new ChangeFollower({
      ...this.#options,
      verifyEveryMs: this.#options.verifyEveryMs ?? VERIFY_EVERY_MS,
      reader: this.#reader,
      time: this.#time,
      origin: this.#origin,
      known: this.#known,
      untilOwnCommitsAreKnown: () => this.#untilOwnCommitsAreKnown(),
      from,
      listener,
    });
    await follower.run(signal);
  }

  changesAfter(from: Version): Promise<readonly CommittedChange[] | null> {
    return this.#reader.changesAfter(from);
  }

  async close(): Promise<void> {
    await this.#untilOwnCommitsAreKnown();
  }

  async #commit({ base, upserts, removed, confirmation, fence }: Commit): Promise<CommitOutcome> {
    const { connection, keys } = this.#options;
    const id = randomUUID();
    const isChange = upserts.length > 0 || removed.length > 0;
    const payload = isChange || base === null ? await packChange({ upserts, removed }) : '';
    const reply = await connection.runScript(
      'commit',
      COMMIT,
      [keys.state, keys.changes, keys.packed, keys.fence],
      [
        base?.epoch ?? '',
        base?.seq ?? 0,
        isChange ? 'change' : 'confirm',
        fence ?? '',
        this.#makeEpoch(),
        this.#reader.unloadableEpoch,
        await this.#encode(confirmation),
        payload,
        this.#origin,
        LIFETIME_MS.snapshot,
        MAX_CHANGES,
        id,
        base === null ? '' : this.#known.idOf(base),
      ],
    );
    const outcome = await this.#readOutcome(reply, base);
    if (outcome.kind === 'committed' && (isChange || base === null)) this.#known.note(outcome.version, id);
    return outcome;
  }

  async #readOutcome(reply: unknown, base: Version | null): Promise<CommitOutcome> {
    const [kind, epoch, seq, unpacked] = Array.isArray(reply) ? reply : [];
    if (kind === 'forked' && base !== null) {
      await this.#reader.forget(base);
      return { kind: 'superseded' };
    }
    if (kind === 'superseded' || kind === 'fenced') return { kind };
    if (kind !== 'committed') throw storeUnavailable(new TypeError('the commit was answered with nonsense'));
    const version = { epoch: String(epoch), seq: Number(seq) };
    if (Number(unpacked) >= PACK_AFTER_COMMITS && version.seq % PACK_AFTER_COMMITS === 0) void this.#pack();
    if (base === null) {
      this.#options.log.info({ version: formatVersion(version) }, 'a new history of versions begins');
    }
    return { kind, version };
  }

  /** The stream is short: commits that it lets go of must be packed by then, whoever saves or not. */
  async #pack(): Promise<void> {
    try {
      const stored = await this.load();
      if (stored !== null) await this.save(stored);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'stored commits could not be packed');
    }
  }

  /** Eight characters, by chance: two histories must not share a name. */
  #makeEpoch(): string {
    const { random } = this.#options;
    return Array.from({ length: 8 }, () => Math.floor(random() * 36).toString(36)).join('');
  }

  async #encode(confirmation: Confirmation): Promise<string> {
    return JSON.stringify(await this.#time.toServer(confirmation));
  }

  /** Also lets whoever committed take over the outcome, which happens within the turn in which it becomes known. */
  async #untilOwnCommitsAreKnown(): Promise<void> {
    while (this.#committing.size > 0) await Promise.allSettled(this.#committing);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
