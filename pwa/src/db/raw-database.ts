/** Rows as the browser itself gives them out, for when the library above it fails, and for other people's databases. */
export interface RawRows {
  readonly rows: readonly unknown[];
  /** Whether every row could be read. */
  readonly isComplete: boolean;
}

/** The names of the databases on this device. @throws where the browser does not tell */
export async function databaseNames(): Promise<string[]> {
  const found = await indexedDB.databases();
  return found.flatMap(({ name }) => name ?? []);
}

/** Opens a database that exists, in whatever version; `null` = there is none of that name. Makes none. */
export function openExisting(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    let isMissing = false;
    request.onupgradeneeded = () => {
      isMissing = true;
      request.transaction?.abort();
    };
    request.onsuccess = () => {
      // Whoever wants to delete or upgrade it need not wait for a reader.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => (isMissing ? resolve(null) : reject(request.error));
  });
}

/** How many rows a store has; 0 where there is no such store. */
export async function countRows(db: IDBDatabase, store: string): Promise<number> {
  if (!db.objectStoreNames.contains(store)) return 0;
  return settled(db.transaction(store).objectStore(store).count());
}

/** Row by row, so that one that is damaged does not take the others with it. */
export async function readRows(db: IDBDatabase, store: string): Promise<RawRows> {
  if (!db.objectStoreNames.contains(store)) return { rows: [], isComplete: true };
  const keys = await settled(db.transaction(store).objectStore(store).getAllKeys());
  const rows: unknown[] = [];
  let isComplete = true;
  for (const key of keys) {
    try {
      // A transaction each: a failing request ends the one it is in.
      rows.push(await settled(db.transaction(store).objectStore(store).get(key)));
    } catch {
      isComplete = false;
    }
  }
  return { rows, isComplete };
}

/** Empties every store in one transaction, which works while other windows have the database open. */
export function clearRows(db: IDBDatabase): Promise<void> {
  const stores = [...db.objectStoreNames];
  if (stores.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(stores, 'readwrite');
    for (const store of stores) transaction.objectStore(store).clear();
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Resolves when it is gone; a window that has it open delays that. */
export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
