import type { Kept } from './history.ts';

/** Runs in a page: every value in every outbox database there, by a plain cursor, without any code of the app. */
export async function readOutboxRows(): Promise<Kept[]> {
  const settled = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const kept: Kept[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('orders-outbox')) continue;
    const database = await settled(indexedDB.open(name));
    const transaction = database.transaction(['outbox', 'parked']);
    for (const row of await settled(transaction.objectStore('outbox').getAll())) {
      const { status, priority } = row.patch;
      const { recordId, state } = row;
      if (status !== undefined) kept.push({ recordId, field: 'Status', value: status, state });
      if (priority !== undefined) kept.push({ recordId, field: 'Priority', value: priority, state });
    }
    for (const row of await settled(transaction.objectStore('parked').getAll()))
      kept.push({ recordId: JSON.stringify(row), field: 'Status', value: null, state: 'parked' });
    database.close();
  }
  return kept;
}
