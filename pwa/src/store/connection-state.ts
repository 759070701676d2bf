import type { Health, SyncEvent } from '@orders/contract';

/** Whether the server, and Airtable behind it, can be reached; told from requests, not from the browser's flag. */
export interface ConnectionState {
  readonly state: 'online' | 'offline' | 'airtable-unavailable' | 'signed-out';
  /** Whether it is offline because something else answers in the server's place, such as a network's sign-in page. */
  readonly isIntercepted: boolean;
  /** Whether this device holds a complete copy and the app shell, so that it works without a connection. */
  readonly isReadyOffline: boolean;
  /** Whether the server has so much to do that it asks to come again; what is asked for waits, and nothing is lost. */
  readonly isBusy: boolean;
  /** When Airtable will be asked again, epoch ms; `null` = not known. */
  readonly until: number | null;
  readonly health: Health | null;
  /** Why this device cannot keep data, in words; `null` while it can. Edits say so themselves when they are not saved. */
  readonly storageProblem: string | null;
  /** Whether edits could go out and none has moved for a minute. */
  readonly isStuck: boolean;
}

/** How a sync that this person asked for, or anybody's, goes on. */
export interface SyncState {
  readonly isRunning: boolean;
  readonly progress: SyncEvent | null;
  /** What went wrong the last time, in words. */
  readonly problem: string | null;
  readonly finishedAt: number | null;
}
