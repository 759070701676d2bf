import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerCache, KeptAnswer } from './answer-cache.ts';

/**
 * Keeps answers in a folder, one file each, so that the next run of a script asks conditionally too. The files hold
 * order data: only their owner can read them. Node only.
 */
export function fileCache(directory: string): AnswerCache {
  // A digest, since the key may hold a token.
  const fileOf = (key: string) => join(directory, `${createHash('sha256').update(key).digest('hex')}.json`);
  return {
    async get(key) {
      try {
        return keptAnswer(JSON.parse(await readFile(fileOf(key), 'utf8')));
      } catch {
        return null;
      }
    },
    async set(key, answer) {
      const file = fileOf(key);
      const unfinished = `${file}.${randomUUID()}`;
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFile(unfinished, JSON.stringify(answer), { mode: 0o600 });
        await rename(unfinished, file);
      } catch {
        // A full disk costs a conditional request, not the answer.
        await rm(unfinished, { force: true }).catch(() => {});
      }
    },
  };
}

function keptAnswer(value: unknown): KeptAnswer | null {
  if (typeof value !== 'object' || value === null) return null;
  const { etag, text } = value as Partial<KeptAnswer>;
  return typeof etag === 'string' && typeof text === 'string' ? { etag, text } : null;
}
