import type { Clock, IdempotencyClaim, IdempotencyStore, StoredAnswer } from '../application/ports.ts';

export interface MemoryIdempotencyStoreOptions {
  readonly clock: Clock;
  /** Answers kept at most; of more, the oldest are forgotten before their time. */
  readonly maxAnswers?: number;
  /** Size of all kept bodies together, in characters. */
  readonly maxTotalLength?: number;
}

interface Entry {
  readonly fingerprint: string;
  /** `null` while the request runs. */
  readonly answer: StoredAnswer | null;
  readonly expiresAt: number;
}

/** A laptop that lost an answer may be in a drawer over the holidays. */
const KEPT_MS = 14 * 24 * 3_600_000;
/** A request that neither ended nor gave its key back by then never will. */
const RUNNING_MS = 10 * 60_000;
const MAX_ANSWERS = 50_000;
const MAX_TOTAL_LENGTH = 64 * 1024 * 1024;

/** Answers to repeated requests, kept in this process. */
export function createMemoryIdempotencyStore(options: MemoryIdempotencyStoreOptions): IdempotencyStore {
  const { clock, maxAnswers = MAX_ANSWERS, maxTotalLength = MAX_TOTAL_LENGTH } = options;
  const running = new Map<string, Entry>();
  /** In the order in which they were completed, which is the order in which they expire. */
  const done = new Map<string, Entry>();
  /** What was asked under keys of which nobody knows whether it was done. */
  const abandoned = new Map<string, string>();
  let totalLength = 0;

  function find(key: string): Entry | undefined {
    const entry = running.get(key) ?? done.get(key);
    return entry !== undefined && entry.expiresAt > clock.now() ? entry : undefined;
  }

  function forget(key: string, entry: Entry): void {
    done.delete(key);
    totalLength -= entry.answer?.body.length ?? 0;
  }

  function forgetOldest(): void {
    for (const [key, entry] of done) {
      const isOver = done.size > maxAnswers || totalLength > maxTotalLength;
      if (!isOver && entry.expiresAt > clock.now()) return;
      forget(key, entry);
    }
  }

  return {
    async claim(key, fingerprint): Promise<IdempotencyClaim> {
      const entry = find(key);
      if (entry === undefined) {
        const before = abandoned.get(key);
        if (before !== undefined && before !== fingerprint) return { kind: 'other-request' };
        abandoned.delete(key);
        running.set(key, { fingerprint, answer: null, expiresAt: clock.now() + RUNNING_MS });
        return { kind: before === undefined ? 'claimed' : 'reclaimed' };
      }
      if (entry.fingerprint !== fingerprint) return { kind: 'other-request' };
      return entry.answer === null ? { kind: 'running' } : { kind: 'done', answer: entry.answer };
    },
    async complete(key, fingerprint, answer) {
      running.delete(key);
      const before = done.get(key);
      if (before !== undefined) forget(key, before);
      done.set(key, { fingerprint, answer, expiresAt: clock.now() + KEPT_MS });
      totalLength += answer.body.length;
      forgetOldest();
    },
    async release(key) {
      running.delete(key);
    },
    async abandon(key) {
      const entry = running.get(key);
      if (entry === undefined) return;
      running.delete(key);
      abandoned.set(key, entry.fingerprint);
      for (const oldest of abandoned.keys()) {
        if (abandoned.size <= maxAnswers) break;
        abandoned.delete(oldest);
      }
    },
  };
}
