import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.UTC(2026, 10, 20, 12);

test('seconds and dates are read, nonsense is none', () => {
  expect(retryAfterMs('30', NOW)).toBe(30_000);
  expect(retryAfterMs('Fri, 20 Nov 2026 12:00:05 GMT', NOW)).toBe(5_000);
  expect(retryAfterMs('Fri, 20 Nov 2026 11:00:00 GMT', NOW)).toBe(0);
  expect(retryAfterMs('soon', NOW)).toBeNull();
  expect(retryAfterMs(null, NOW)).toBeNull();
});
