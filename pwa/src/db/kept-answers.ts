import type { CacheDatabase, KeptAnswer } from './cache-database.ts';
import { withReopening } from './database-failures.ts';

/** The last answer of that name; `null` = none was kept. Its body is unchecked, whoever reads it parses it. */
export async function readAnswer(db: CacheDatabase, name: KeptAnswer['name']): Promise<KeptAnswer | null> {
  return (await withReopening(db, () => db.answers.get(name))) ?? null;
}

export async function keepAnswer(db: CacheDatabase, answer: KeptAnswer): Promise<void> {
  await withReopening(db, () => db.answers.put(answer));
}
