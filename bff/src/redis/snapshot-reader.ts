import type { CommittedChange, Log, StoredSnapshot } from '../application/ports.ts';
import { isFailure } from '../domain/failures.ts';
import { formatVersion, type Version } from '../domain/version.ts';
import type { KnownCommits } from './known-commits.ts';
import type { RedisClient } from './redis-clients.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { ServerTime } from './server-time.ts';
import { type PackedSnapshot, UnreadableData, unpackChange, unpackSnapshot } from './snapshot-codec.ts';
import { DISCARD_PACKED, FORGET } from './snapshot-scripts.ts';
import {
  applyChanges,
  baseOf,
  isUnbroken,
  readConfirmation,
  readEntries,
  type StoredChange,
} from './stored-changes.ts';

export interface SnapshotReaderOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly log: Log;
  readonly time: ServerTime;
  readonly known: KnownCommits;
}

/** The current version and the id of the commit that made it; empty = not known. */
export interface StoredState {
  readonly version: Version;
  readonly commit: string;
}

interface Packed {
  readonly snapshot: PackedSnapshot;
  readonly confirmation: string;
}

/** How often a load begins anew because another history began meanwhile. */
const ATTEMPTS = 3;

/** Reads what is stored, and judges whether it can be relied on. */
export class SnapshotReader {
  readonly #options: SnapshotReaderOptions;
  /** Epoch of a history that could not be put together from what is stored of it; empty if there is none. */
  unloadableEpoch = '';

  constructor(options: SnapshotReaderOptions) {
    this.#options = options;
  }

  /** What is current, or `null` when there is nothing. */
  async readState(): Promise<StoredState | null> {
    const key = this.#options.keys.state;
    const [epoch, seq, commit] = await this.#read(key, [], (client) =>
      client.hmget(key, 'epoch', 'seq', 'commit'),
    );
    return epoch == null || seq == null
      ? null
      : { version: { epoch, seq: Number(seq) }, commit: commit ?? '' };
  }

  async load(): Promise<StoredSnapshot | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const state = await this.readState();
      if (state === null) return null;
      const loaded = await this.#load(state);
      if (loaded !== 'another history') return loaded;
    }
    return null;
  }

  /**
   * Commits after `from`, which was committed before; `null` when they are not all there, or follow another commit
   * than the one known here.
   */
  async changesAfter(from: Version): Promise<CommittedChange[] | null> {
    const { known } = this.#options;
    const state = await this.readState();
    if (state?.version.epoch !== from.epoch) return null;
    if (state.version.seq < from.seq) {
      await this.forget(state.version);
      return null;
    }
    const changes = await this.#readChanges(`(${from.seq}-0`);
    if (changes === null || changes.some((change) => change.version.epoch !== from.epoch)) return null;
    if (!isUnbroken(from.seq, changes, state.version.seq)) return null;
    const [first] = changes;
    const isForked =
      first === undefined
        ? known.contradict(from, state.commit)
        : known.contradict(baseOf(first), first.after);
    if (isForked) {
      await this.forget(state.version);
      return null;
    }
    const committed = await Promise.all(changes.map((change) => this.toCommitted(change))).catch(
      (error: unknown) => {
        if (isFailure(error)) throw error;
        return null;
      },
    );
    if (committed !== null) for (const { version, commit } of changes) known.note(version, commit);
    return committed;
  }

  /** @throws UnreadableData */
  async toCommitted({ kind, version, confirmation, payload }: StoredChange): Promise<CommittedChange> {
    const content = kind === 'confirm' ? { upserts: [], removed: [] } : await unpackChange(payload);
    return { version, ...content, confirmation: await this.#options.time.toLocal(confirmation) };
  }

  /** Forgets a history of which acknowledged commits were lost, so that a new one can begin. */
  async forget(version: Version): Promise<void> {
    const { connection, keys, log } = this.#options;
    await connection.runScript(
      'bulk',
      FORGET,
      [keys.state, keys.changes, keys.packed],
      [version.epoch, version.seq],
    );
    log.warn({ version: formatVersion(version) }, 'Redis lost commits: its history of versions ends');
  }

  async #load({ version, commit }: StoredState): Promise<StoredSnapshot | null | 'another history'> {
    const packed = await this.#readPacked(version.epoch);
    const changes = await this.#readChanges(packed === null ? '-' : `(${packed.snapshot.version.seq}-0`);
    if (changes?.some((change) => change.version.epoch !== version.epoch)) return 'another history';
    const isWhole =
      changes !== null &&
      (packed !== null || changes[0]?.kind === 'full') &&
      isUnbroken(packed?.snapshot.version.seq ?? 0, changes, version.seq);
    const stored = isWhole ? await this.#putTogether(packed, changes) : null;
    this.unloadableEpoch = stored === null ? version.epoch : '';
    if (stored === null) await this.#cannotLoad(version, packed?.snapshot.version);
    else this.#options.known.note(stored.version, changes?.at(-1)?.commit ?? commit);
    return stored;
  }

  async #putTogether(
    packed: Packed | null,
    changes: readonly StoredChange[],
  ): Promise<StoredSnapshot | null> {
    const { log, time } = this.#options;
    try {
      const confirmation = packed === null ? null : readConfirmation(packed.confirmation);
      const stored = await applyChanges(packed?.snapshot ?? null, confirmation, changes);
      return stored && { ...stored, confirmation: await time.toLocal(stored.confirmation) };
    } catch (error) {
      if (isFailure(error)) throw error;
      log.error({ err: error }, 'stored commits are unreadable');
      return null;
    }
  }

  async #cannotLoad(version: Version, packed: Version | undefined): Promise<void> {
    this.#options.log.warn({ version: formatVersion(version) }, 'stored snapshot is incomplete');
    if (packed !== undefined) await this.#discardPacked(packed.epoch, String(packed.seq));
  }

  async #readPacked(epoch: string): Promise<Packed | null> {
    const { keys, log } = this.#options;
    const [packedEpoch, seq, confirmation, bytes] = await this.#read(keys.packed, [], (client) =>
      client.hmgetBuffer(keys.packed, 'epoch', 'seq', 'confirmation', 'bytes'),
    );
    if (packedEpoch?.toString() !== epoch) return null;
    try {
      if (confirmation == null || bytes == null) throw new UnreadableData('half of a packed snapshot');
      return { snapshot: await unpackSnapshot(bytes), confirmation: confirmation.toString() };
    } catch (error) {
      log.error({ err: error, bytes: bytes?.length ?? 0 }, 'packed snapshot is unreadable');
      await this.#discardPacked(epoch, seq?.toString() ?? '');
      return null;
    }
  }

  async #discardPacked(epoch: string, seq: string): Promise<void> {
    const { connection, keys } = this.#options;
    await connection.runScript('bulk', DISCARD_PACKED, [keys.packed], [epoch, seq]);
  }

  /** `null` when there is something that is no commit of ours. */
  async #readChanges(after: string): Promise<StoredChange[] | null> {
    const { keys, log } = this.#options;
    const reply = await this.#read<unknown>(keys.changes, [], (client) =>
      client.callBuffer('XRANGE', keys.changes, after, '+'),
    );
    try {
      return readEntries(reply);
    } catch (error) {
      log.error({ err: error }, 'stored commits are unreadable');
      return null;
    }
  }

  /** Takes a key of a foreign type for an empty one; the next commit makes it so. */
  async #read<T>(key: string, empty: T, work: (client: RedisClient) => Promise<T>): Promise<T> {
    const { connection, log } = this.#options;
    try {
      return await connection.run('bulk', work);
    } catch (error) {
      if (isFailure(error)) throw error;
      log.error({ key }, 'Redis held something unreadable');
      return empty;
    }
  }
}
