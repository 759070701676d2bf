import { expect, test } from 'vitest';
import { LONGEST_PAUSE_MS } from '../db/claim-entry.ts';
import { backoffMs, nextAttempt } from './retry-policy.ts';

test('the wait doubles up to five minutes and is jittered down to half of it', () => {
  expect([0, 1, 2, 8, 9, 1_000_000].map((failures) => backoffMs(failures, () => 1))).toEqual([
    1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
  ]);
  expect(backoffMs(3, () => 0)).toBe(4_000);
});

test('what the server asks for is the least, within reason', () => {
  expect(nextAttempt({ failures: 0, retryAfterMs: 30_000 }, 100, () => 0)).toEqual({
    nextAt: 30_100,
    notBefore: 30_100,
  });
  expect(nextAttempt({ failures: 9, retryAfterMs: 1_000 }, 100, () => 0)).toEqual({
    nextAt: 150_100,
    notBefore: 1_100,
  });
  expect(nextAttempt({ failures: 0, retryAfterMs: 86_400_000 }, 0, () => 0).notBefore).toBe(LONGEST_PAUSE_MS);
  expect(nextAttempt({ failures: 0, retryAfterMs: null }, 100, () => 0)).toEqual({
    nextAt: 600,
    notBefore: 0,
  });
});
