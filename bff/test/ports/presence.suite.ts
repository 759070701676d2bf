import { beforeEach, describe, expect, test } from 'vitest';
import type { Presence } from '../../src/application/ports.ts';
import type { FakeClock } from '../support/fake-clock.ts';

/** What every `Presence` must do. */
export function presenceSuite(open: () => Promise<{ presence: Presence; clock: FakeClock }>): void {
  describe('presence', () => {
    let presence: Presence;
    let clock: FakeClock;

    beforeEach(async () => {
      ({ presence, clock } = await open());
    });

    test('nobody has been there at first', () => {
      expect(presence.lastSeen()).toBe(0);
    });

    test('remembers the last time somebody was there', async () => {
      presence.touch();
      const first = clock.now();
      expect(presence.lastSeen()).toBe(first);
      await clock.advance(40_000);
      expect(presence.lastSeen()).toBe(first);
      presence.touch();
      expect(presence.lastSeen()).toBe(first + 40_000);
    });
  });
}
