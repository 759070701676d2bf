import type { Clock, RateDecision, RateLimiter, RequestLimit } from '../application/ports.ts';
import { type RequestTimes, takeFromWindow } from '../domain/sliding-window.ts';

export interface MemoryRateLimiterOptions {
  readonly clock: Clock;
  /** Callers remembered at once; of more, those that asked longest ago are forgotten. */
  readonly maxKeys?: number;
}

export interface MemoryRateLimiter extends RateLimiter {
  /** How many callers are remembered now. */
  readonly size: number;
}

interface Entry {
  readonly times: RequestTimes;
  /** When nothing counted is left in the window. */
  emptyAt: number;
}

const MAX_KEYS = 10_000;

/** Counts requests in this process alone. */
export function createMemoryRateLimiter(options: MemoryRateLimiterOptions): MemoryRateLimiter {
  const { clock, maxKeys = MAX_KEYS } = options;
  /** In the order in which the callers last asked. */
  const entries = new Map<string, Entry>();

  function forgetOldest(now: number): void {
    for (const [key, { emptyAt }] of entries) {
      if (entries.size <= maxKeys && emptyAt > now) return;
      entries.delete(key);
    }
  }

  return {
    get size() {
      return entries.size;
    },
    async take(key: string, limit: RequestLimit): Promise<RateDecision> {
      const now = clock.now();
      const entry = entries.get(key) ?? { times: [], emptyAt: 0 };
      entries.delete(key);
      entries.set(key, entry);
      const decision = takeFromWindow(entry.times, now, limit);
      entry.emptyAt = (entry.times.at(-2) ?? now) + limit.windowMs;
      forgetOldest(now);
      return decision;
    },
  };
}
