import type { RecordTurns } from '../application/ports.ts';

/** In a single process the edits of a record take turns anyway. */
export function createMemoryRecordTurns(): RecordTurns {
  return { take: async () => ({ isHeld: () => true, [Symbol.asyncDispose]: async () => {} }) };
}
