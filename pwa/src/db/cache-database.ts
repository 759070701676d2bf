import { Dexie, type EntityTable } from 'dexie';

export const CACHE_PREFIX = 'orders-cache:';

/** A thousand orders or so as one JSON text: 28 times faster to write than rows, and one read brings them back. */
export interface Pack {
  /** `<snapshot>:<index>`; packs of an unfinished copy lie beside those of the present one. */
  readonly id: string;
  readonly snapshot: string;
  readonly index: number;
  readonly text: string;
}

/** What there is to know of the copy of the table. */
export interface CopyState {
  /** Of the texts in the packs; another one means: fetch anew. */
  readonly format: number;
  readonly snapshot: string;
  readonly packCount: number;
  /** Grows with every change of the copy, whichever window makes it. */
  readonly revision: number;
  /** Where the changes feed goes on. */
  readonly cursor: string;
  readonly version: string | null;
  /** When Airtable last confirmed it, epoch ms by the server's clock. */
  readonly asOf: number | null;
  readonly count: number;
}

/** An answer of the server kept for a start without a connection. */
export interface KeptAnswer {
  readonly name: 'summary' | 'config' | 'session';
  readonly body: unknown;
  readonly etag: string | null;
  readonly asOf: number | null;
}

/** What can be fetched again: may be deleted at any moment, so it is written fast rather than safely. */
export class CacheDatabase extends Dexie {
  declare readonly packs: EntityTable<Pack, 'id'>;
  declare readonly answers: EntityTable<KeptAnswer, 'name'>;
  declare readonly copy: EntityTable<CopyState & { readonly k: 'copy' }, 'k'>;

  constructor(subject: string) {
    super(CACHE_PREFIX + subject, { chromeTransactionDurability: 'relaxed' });
    // No migrations: when a shape changes, the number does, and the upgrade starts empty.
    this.version(1).stores({ packs: 'id, snapshot', answers: 'name', copy: 'k' });
  }
}

/** Frees the room of every copy on this device; the outbox is not touched. Takes milliseconds, unlike clearing rows. */
export async function deleteCaches(): Promise<void> {
  const names = await Dexie.getDatabaseNames();
  await Promise.all(names.filter((name) => name.startsWith(CACHE_PREFIX)).map((name) => Dexie.delete(name)));
}
