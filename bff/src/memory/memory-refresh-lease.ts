import type { Lease, RefreshLease } from '../application/ports.ts';

export interface MemoryRefreshLease extends RefreshLease {
  /** Number of the lease given out last; 0 before the first. */
  currentFence(): number;
}

/** The lease within one process: never lost, only given back. */
export function createMemoryRefreshLease(): MemoryRefreshLease {
  let fence = 0;
  let isHeld = false;

  return {
    currentFence: () => fence,
    async tryAcquire(): Promise<Lease | null> {
      if (isHeld) return null;
      isHeld = true;
      fence++;
      const own = fence;
      return {
        fence: own,
        signal: new AbortController().signal,
        async release() {
          if (fence === own) isHeld = false;
        },
      };
    },
  };
}
