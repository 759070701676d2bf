import { beforeEach, describe, expect, test } from 'vitest';
import type { RefreshLease } from '../../src/application/ports.ts';

/** What every `RefreshLease` must do. */
export function refreshLeaseSuite(open: () => Promise<RefreshLease>): void {
  describe('refresh lease', () => {
    let lease: RefreshLease;

    beforeEach(async () => {
      lease = await open();
    });

    test('one holds it, the others do not', async () => {
      const held = await lease.tryAcquire();
      expect(held).not.toBeNull();
      expect(held!.signal.aborted).toBe(false);
      expect(await lease.tryAcquire()).toBeNull();
      await held!.release();
    });

    test('given back, the next holder gets a higher number', async () => {
      const first = await lease.tryAcquire();
      await first!.release();
      const second = await lease.tryAcquire();
      expect(second!.fence).toBeGreaterThan(first!.fence);
      await second!.release();
    });

    test('giving it back a second time takes it from nobody', async () => {
      const first = await lease.tryAcquire();
      await first!.release();
      const second = await lease.tryAcquire();
      await first!.release();
      expect(await lease.tryAcquire()).toBeNull();
      expect(second!.signal.aborted).toBe(false);
      await second!.release();
    });

    test('of many that ask at once one gets it', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => lease.tryAcquire()));
      const held = answers.filter((answer) => answer !== null);
      expect(held).toHaveLength(1);
      await held[0]!.release();
    });
  });
}
