/** How the refresher paces itself. All durations in milliseconds. */
export interface RefreshPolicy {
  /** How long a snapshot counts as fresh. */
  readonly ttlMs: number;
  /** How often changes are looked for while somebody is there; 0 = never. */
  readonly intervalMs: number;
  /** How long after the last request somebody still counts as there. */
  readonly presenceMs: number;
}

/** Pages of a full read that are worth one time to live between two of them. */
const PAGES_PER_TTL = 10;
/** Where removals are told there is only what moves no stamp left to find, such as a recomputed cell. */
const RARER_WITH_REMOVALS = 8;
const RECORDS_PER_PAGE = 100;

/** First and longest wait after a failed read, so that a dead source sees two probes in half a minute at most. */
const FIRST_WAIT_MS = 15_000;
const FIRST_WAIT_WITHOUT_DATA_MS = 4_000;
const LONGEST_WAIT_MS = 300_000;

/**
 * How long to go on with looking for changes alone. What they cannot show (removals, recomputed cells) is found by
 * reading everything; the larger the table, the more calls that takes and the rarer it is done.
 */
export function fullReadIntervalMs(policy: RefreshPolicy, orders: number, tellsRemovals: boolean): number {
  const pages = Math.ceil(orders / RECORDS_PER_PAGE);
  const rarer = tellsRemovals ? RARER_WITH_REMOVALS : 1;
  return policy.ttlMs * Math.max(1, pages / PAGES_PER_TTL) * rarer;
}

/** Wait before the next read after `failures` failed ones in a row, with jitter from `random` in [0, 1). */
export function waitAfterFailures(failures: number, hasData: boolean, random: number): number {
  const first = hasData ? FIRST_WAIT_MS : FIRST_WAIT_WITHOUT_DATA_MS;
  const wait = Math.min(LONGEST_WAIT_MS, first * 2 ** Math.max(0, failures - 1));
  return wait * (1 + random * 0.3);
}

/** A full read that finds less than half of what was there is read a second time before it is believed. */
export function isSuspiciouslyShort(found: number, before: number): boolean {
  return before >= 20 && found < before / 2;
}
