import { CACHE_PREFIX } from './cache-database.ts';
import { OUTBOX_PREFIX, outboxName } from './outbox-database.ts';
import { clearRows, countRows, databaseNames, deleteDatabase, openExisting } from './raw-database.ts';

/**
 * Deletes what this device holds of a person: the outbox, and every copy of the orders, for a login begins in one that
 * is nobody's. The outboxes of others stay. The outbox goes first: windows that still have it open take that for the
 * sign that they are signed out.
 * @returns whether the browser's own list has none of them any more
 */
export async function deletePersonalData(subject: string): Promise<boolean> {
  const isPersonal = (name: string) => name === outboxName(subject) || name.startsWith(CACHE_PREFIX);
  const names = (await databaseNames()).filter(isPersonal);
  // A frozen window delays the deletion until it thaws, but not this.
  await Promise.all(names.map((name) => empty(name).catch(() => undefined)));
  await deleteDatabase(outboxName(subject));
  await Promise.all(names.map(deleteDatabase));
  return !(await databaseNames()).some(isPersonal);
}

async function empty(name: string): Promise<void> {
  const db = await openExisting(name);
  if (db === null) return;
  await clearRows(db).finally(() => db.close());
}

/** How many edits of other people wait on this device; their content is not looked at. */
export async function countOthersEdits(subject: string): Promise<number> {
  const names = await databaseNames();
  let count = 0;
  for (const name of names) {
    if (!name.startsWith(OUTBOX_PREFIX) || name === outboxName(subject)) continue;
    const db = await openExisting(name);
    if (db === null) continue;
    count += (await countRows(db, 'outbox')) + (await countRows(db, 'parked'));
    db.close();
  }
  return count;
}
