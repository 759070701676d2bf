import { describe, expect, it } from 'vitest';
import { judgeFreshness } from './freshness.ts';

const POLICY = { ttlMs: 60_000, staleIfErrorMs: 600_000 };
const judge = (ageMs: number, isSourceFailing = false, policy = POLICY) =>
  judgeFreshness(policy, { asOf: 1_000_000, nowMs: 1_000_000 + ageMs, isSourceFailing });

describe('data', () => {
  it.each([
    [0, false, 'fresh'],
    [59_999, false, 'fresh'],
    [59_999, true, 'fresh'],
    [60_000, false, 'stale'],
    [600_000, true, 'stale'],
    [600_001, true, 'expired'],
    [600_001, false, 'stale'],
    [10 ** 12, false, 'stale'],
  ] as const)('of %i ms (source failing: %s) is %s', (ageMs, isFailing, state) => {
    expect(judge(ageMs, isFailing).state).toBe(state);
  });

  it('has a time to live that runs below nothing', () => {
    expect(judge(0).ttlMs).toBe(60_000);
    expect(judge(90_000)).toMatchObject({ ageMs: 90_000, ttlMs: -30_000 });
  });

  it('from the future has no age', () => {
    expect(judge(-5_000)).toEqual({ state: 'fresh', ageMs: 0, ttlMs: 60_000 });
  });

  it('with no time to live is never fresh', () => {
    expect(judge(0, false, { ...POLICY, ttlMs: 0 }).state).toBe('stale');
  });

  it('that may not be served stale is withheld while the source fails, once its time is over', () => {
    const strict = { ttlMs: 60_000, staleIfErrorMs: 0 };
    expect(judge(1_000, true, strict).state).toBe('fresh');
    expect(judge(60_001, true, strict).state).toBe('expired');
  });
});
