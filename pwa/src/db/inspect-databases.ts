import { CACHE_PREFIX } from './cache-database.ts';
import { OUTBOX_PREFIX } from './outbox-database.ts';
import { countRows, databaseNames, openExisting } from './raw-database.ts';

/** A database of this app on this device. */
export interface InspectedDatabase {
  readonly kind: 'outbox' | 'cache';
  readonly subject: string;
  /** Rows by store; `null` = it cannot be read. */
  readonly rows: Readonly<Record<string, number>> | null;
}

/** What lies on this device, without looking into any row. */
export async function inspectDatabases(): Promise<InspectedDatabase[]> {
  const names = (await databaseNames()).sort();
  const found = names.map(async (name): Promise<InspectedDatabase[]> => {
    const prefix = [OUTBOX_PREFIX, CACHE_PREFIX].find((start) => name.startsWith(start));
    if (prefix === undefined) return [];
    const rows = await rowsOf(name).catch(() => null);
    return [
      { kind: prefix === OUTBOX_PREFIX ? 'outbox' : 'cache', subject: name.slice(prefix.length), rows },
    ];
  });
  return (await Promise.all(found)).flat();
}

async function rowsOf(name: string): Promise<Record<string, number> | null> {
  const db = await openExisting(name);
  if (db === null) return null;
  try {
    const stores = [...db.objectStoreNames];
    const counts = stores.map(async (store) => [store, await countRows(db, store)] as const);
    return Object.fromEntries(await Promise.all(counts));
  } finally {
    db.close();
  }
}
