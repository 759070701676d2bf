/** How long data counts as what. */
export interface FreshnessPolicy {
  readonly ttlMs: number;
  readonly staleIfErrorMs: number;
}

/**
 * `fresh`: serve. `stale`: serve at once and refresh behind. `expired`: too old to be served while the source cannot
 * be read.
 */
export type FreshnessState = 'fresh' | 'stale' | 'expired';

export interface Freshness {
  readonly state: FreshnessState;
  readonly ageMs: number;
  /** Time to live; negative once stale. */
  readonly ttlMs: number;
}

/**
 * Judges data of an age. Old data is only withheld while the source is known to be failing: with a source that
 * answers, the refresh behind the answer mends it at once.
 */
export function judgeFreshness(
  policy: FreshnessPolicy,
  data: { asOf: number; nowMs: number; isSourceFailing: boolean },
): Freshness {
  const ageMs = Math.max(0, data.nowMs - data.asOf);
  const ttlMs = policy.ttlMs - ageMs;
  if (ttlMs > 0) return { state: 'fresh', ageMs, ttlMs };
  const isExpired = data.isSourceFailing && ageMs > policy.staleIfErrorMs;
  return { state: isExpired ? 'expired' : 'stale', ageMs, ttlMs };
}
