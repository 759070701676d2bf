import type { LiveEvent, Order } from '@orders/contract';
import type { CopyState } from '../db/cache-database.ts';

/** What the windows of one person tell each other. Losing one does no harm, the databases have the truth. */
export type TabMessage =
  /** The outbox database has changed. */
  | { readonly kind: 'outbox' }
  /** The copy has moved from one revision to the next by exactly this. */
  | {
      readonly kind: 'changes';
      readonly from: number;
      readonly state: CopyState;
      readonly orders: readonly Order[];
      readonly removed: readonly string[];
    }
  /** There is another copy in the database. */
  | { readonly kind: 'copy' }
  /** The window that listens to the server heard this. */
  | { readonly kind: 'live'; readonly event: LiveEvent }
  /** Whoever waits for a lock asks whether its holder still runs, and the holder says so. */
  | { readonly kind: 'alive?' | 'alive'; readonly lock: string }
  /** Who is signed in may have changed. */
  | { readonly kind: 'session' }
  /** The person has signed out: what is shown and held of them has to go. */
  | { readonly kind: 'signed-out' };

export interface CrossTab {
  post(message: TabMessage): void;
  listen(listener: (message: TabMessage) => void): () => void;
  close(): void;
}

/**
 * A line to the other windows of one person. They may run another build, so a message of an unknown kind is ignored by
 * whoever gets it; a message is never more than a hint to look.
 */
export function openCrossTab(Channel: typeof BroadcastChannel | undefined, subject: string): CrossTab {
  const channel = Channel === undefined ? null : new Channel(`orders:${subject}`);
  const listeners = new Set<(message: TabMessage) => void>();
  if (channel !== null) {
    channel.onmessage = ({ data }) => {
      if (typeof data !== 'object' || data === null || typeof data.kind !== 'string') return;
      for (const listener of listeners) listener(data as TabMessage);
    };
  }
  return {
    post: (message) => channel?.postMessage(message),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      channel?.close();
    },
  };
}
