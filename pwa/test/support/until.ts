import { vi } from 'vitest';

/** Resolves when a check passes; long enough for a machine that is busy with other things. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 10_000, interval: 20 });
}
