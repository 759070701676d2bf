import type { Order } from '@orders/contract';
import { Dexie, type EntityTable, type Table } from 'dexie';
import type { NewOutboxEntry, OutboxEntry } from './outbox-entry.ts';

/** An order as the server answered an own write, kept until the copy of the table has caught up with it. */
export interface OrderTag {
  readonly recordId: string;
  readonly order: Order;
  /** The server's data version of that answer, where it said one. */
  readonly version: string | null;
  readonly ackedAt: number;
}

/** A row that no build can read, kept for export. */
export interface ParkedEntry {
  readonly id: number;
  readonly raw: unknown;
  readonly parkedAt: number;
}

export interface OutboxMeta {
  readonly k: 'hold' | 'pause';
  /** Epoch ms. */
  readonly at: number;
}

/** Rows as `add` takes them: the database gives the key. */
export type StoredEntry = OutboxEntry | NewOutboxEntry;

/**
 * What cannot be fetched again: a database of its own, written with strict durability, bound to one person. It is
 * shared with older and newer builds in other windows, so its schema only ever grows: no store and no field is
 * renamed or dropped, and an upgrade never touches the rows of `outbox`.
 */
export class OutboxDatabase extends Dexie {
  declare readonly outbox: Table<StoredEntry, number>;
  declare readonly orderTags: EntityTable<OrderTag, 'recordId'>;
  declare readonly parked: Table<Omit<ParkedEntry, 'id'>, number>;
  declare readonly meta: EntityTable<OutboxMeta, 'k'>;

  constructor(subject: string) {
    super(outboxName(subject), { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      outbox: '++seq, recordId',
      orderTags: 'recordId',
      parked: '++id',
      meta: 'k',
    });
  }
}

export const OUTBOX_PREFIX = 'orders-outbox:';

export function outboxName(subject: string): string {
  return OUTBOX_PREFIX + subject;
}
