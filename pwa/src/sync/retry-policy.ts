import { LONGEST_PAUSE_MS } from '../db/claim-entry.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/** How long to wait after that many failures: doubling to five minutes, jittered so that devices spread out. */
export function backoffMs(failures: number, random: () => number): number {
  return (0.5 + random() / 2) * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 30));
}

/** When to try again. A transient failure is tried for ever; what the server asks for is the least. */
export function nextAttempt(
  { failures, retryAfterMs }: { failures: number; retryAfterMs: number | null },
  now: number,
  random: () => number,
): { nextAt: number; notBefore: number } {
  const notBefore = retryAfterMs === null ? 0 : now + Math.min(retryAfterMs, LONGEST_PAUSE_MS);
  return { nextAt: Math.max(now + backoffMs(failures, random), notBefore), notBefore };
}
