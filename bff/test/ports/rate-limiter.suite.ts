import { beforeEach, describe, expect, test } from 'vitest';
import type { RateLimiter } from '../../src/application/ports.ts';
import type { FakeClock } from '../support/fake-clock.ts';

export interface RateLimiterSetting {
  readonly limiter: RateLimiter;
  readonly clock: FakeClock;
}

const limit = { count: 3, windowMs: 60_000 };

/** What every `RateLimiter` must do. */
export function rateLimiterSuite(open: () => Promise<RateLimiterSetting>): void {
  describe('rate limiter', () => {
    let limiter: RateLimiter;
    let clock: FakeClock;

    beforeEach(async () => {
      ({ limiter, clock } = await open());
    });

    test('counts down, refuses at the limit and tells the time until the next is let in', async () => {
      expect(await limiter.take('a', limit)).toEqual({ isAllowed: true, remaining: 2, resetMs: 60_000 });
      await clock.advance(1_000);
      expect(await limiter.take('a', limit)).toEqual({ isAllowed: true, remaining: 1, resetMs: 59_000 });
      expect(await limiter.take('a', limit)).toEqual({ isAllowed: true, remaining: 0, resetMs: 59_000 });
      await clock.advance(500);
      expect(await limiter.take('a', limit)).toEqual({ isAllowed: false, remaining: 0, resetMs: 58_500 });
    });

    test('whoever waits exactly as long as told is let in, a millisecond earlier is not', async () => {
      for (let index = 0; index < 3; index++) await limiter.take('a', limit);
      const { resetMs } = await limiter.take('a', limit);
      await clock.advance(resetMs - 1);
      expect((await limiter.take('a', limit)).isAllowed).toBe(false);
      await clock.advance(1);
      expect((await limiter.take('a', limit)).isAllowed).toBe(true);
    });

    test('refused requests do not count', async () => {
      for (let index = 0; index < 20; index++) await limiter.take('a', limit);
      await clock.advance(60_000);
      expect(await limiter.take('a', limit)).toMatchObject({ isAllowed: true, remaining: 2 });
    });

    test('callers are counted apart, whatever their names', async () => {
      const names = ['a', 'b', 'a:b', '', '{x}', 'ü'.repeat(3000)];
      for (const name of names) {
        expect(await limiter.take(name, { count: 1, windowMs: 1000 })).toMatchObject({ isAllowed: true });
      }
    });

    test('a large limit is kept as well', async () => {
      const large = { count: 500, windowMs: 3_600_000 };
      let allowed = 0;
      for (let index = 0; index < 510; index++) if ((await limiter.take('a', large)).isAllowed) allowed++;
      expect(allowed).toBe(500);
    });

    test('requests that share a time leave together with the last of them', async () => {
      const large = { count: 256, windowMs: 1000 };
      await limiter.take('a', large);
      await clock.advance(900);
      for (let index = 0; index < 255; index++) await limiter.take('a', large);
      await clock.advance(100);
      expect(await limiter.take('a', large)).toEqual({ isAllowed: false, remaining: 0, resetMs: 900 });
    });

    test('of many requests at once just as many as the limit are let in', async () => {
      const decisions = await Promise.all(Array.from({ length: 50 }, () => limiter.take('a', limit)));
      expect(decisions.filter(({ isAllowed }) => isAllowed)).toHaveLength(3);
    });
  });
}
