import type { Commit, CommitOutcome, SnapshotStore } from '../application/ports.ts';
import type { Version } from '../domain/version.ts';

export interface MemorySnapshotStoreOptions {
  /** Names this process's history: a new one with every start, since the one before is gone with its process. */
  readonly epoch: string;
  /** Number of the lease that counts now; a commit under another one is refused. */
  readonly currentFence: () => number;
}

/**
 * The versions of a single process. The orders themselves are kept by whoever commits, the only one there is: there
 * is nothing to load and nobody to follow.
 */
export function createMemorySnapshotStore(options: MemorySnapshotStoreOptions): SnapshotStore {
  let current: Version | null = null;

  async function commit({ base, upserts, removed, fence }: Commit): Promise<CommitOutcome> {
    if (fence !== null && fence !== options.currentFence()) return { kind: 'fenced' };
    if (!isSame(base, current)) return { kind: 'superseded' };
    const isChange = current === null || upserts.length > 0 || removed.length > 0;
    const version = { epoch: options.epoch, seq: (current?.seq ?? 0) + (isChange ? 1 : 0) };
    current = version;
    return { kind: 'committed', version };
  }

  return {
    driver: 'memory',
    isUp: () => true,
    load: async () => null,
    commit,
    save: async () => {},
    follow: (_from, _listener, signal) => untilAborted(signal),
    changesAfter: async () => [],
    close: async () => {},
  };
}

function isSame(one: Version | null, other: Version | null): boolean {
  return one?.epoch === other?.epoch && one?.seq === other?.seq;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
