import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CallClass, RequestBudget } from '../../src/application/ports.ts';
import { isFailure } from '../../src/domain/failures.ts';
import type { FakeClock } from '../support/fake-clock.ts';

export interface RequestBudgetSetting {
  readonly clock: FakeClock;
  /** The budget of one replica, at five a second; where the store is shared, a second call makes another replica. */
  open(options?: { monthlyCalls?: number }): RequestBudget;
}

/** Records when each call got its slot. */
export function recordCalls(clock: FakeClock) {
  const log: string[] = [];
  return {
    log,
    call(
      budget: RequestBudget,
      name: string,
      callClass: CallClass,
      options: { signal?: AbortSignal; deadlineMs?: number } = {},
    ) {
      const start = clock.now();
      const at = () => Math.round(clock.now() - start);
      return budget.acquire(callClass, options).then(
        () => void log.push(`${name}@${at()}`),
        (error: unknown) => void log.push(`${name} ${isFailure(error) ? error.kind : error}@${at()}`),
      );
    },
  };
}

/** What every `RequestBudget` must do. */
export function requestBudgetSuite(start: () => Promise<RequestBudgetSetting>): void {
  describe('request budget', () => {
    let setting: RequestBudgetSetting;
    let clock: FakeClock;

    beforeEach(async () => {
      setting = await start();
      ({ clock } = setting);
    });

    test('lets one call go at once and the next ones 222 ms apart, writes first', async () => {
      const budget = setting.open();
      const { log, call } = recordCalls(clock);
      void call(budget, 'first', 'background');
      await clock.advance(0);
      void call(budget, 'background', 'background');
      void call(budget, 'sync', 'sync');
      void call(budget, 'write', 'write');
      await clock.advance(1000);
      expect(log).toEqual(['first@0', 'write@222', 'sync@444', 'background@667']);
      await budget.close();
    });

    test('idleness saves up no burst', async () => {
      const budget = setting.open();
      const { log, call } = recordCalls(clock);
      await clock.advance(60_000);
      for (const name of ['a', 'b', 'c']) void call(budget, name, 'sync');
      await clock.advance(1000);
      expect(log).toEqual(['a@0', 'b@222', 'c@444']);
      await budget.close();
    });

    test('during a pause nobody goes, and who cannot wait that long hears at once how long it takes', async () => {
      const budget = setting.open();
      await budget.pause(30_000);
      const { log, call } = recordCalls(clock);
      void call(budget, 'patient', 'background');
      const hopeless = budget.acquire('write', { deadlineMs: 10_000 });
      await expect(hopeless).rejects.toMatchObject({ kind: 'source-throttled', retryAfterMs: 30_000 });
      expect(budget.state().pausedUntil).toBe(clock.now() + 30_000);
      await clock.advance(29_999);
      expect(log).toEqual([]);
      await clock.advance(301);
      expect(log).toEqual(['patient@30000']);
      expect(budget.state().pausedUntil).toBeNull();
      await budget.close();
    });

    test('giving up leaves the slot to the next', async () => {
      const budget = setting.open();
      const { log, call } = recordCalls(clock);
      const controller = new AbortController();
      void call(budget, 'a', 'write');
      await clock.advance(0);
      void call(budget, 'b', 'write', { signal: controller.signal });
      void call(budget, 'c', 'sync');
      await clock.advance(100);
      controller.abort('gone');
      await clock.advance(900);
      expect(log).toEqual(['a@0', 'b gone@100', 'c@222']);
      await budget.close();
    });

    test('counts the calls of the month and begins anew with the next', async () => {
      const budget = setting.open();
      for (let index = 0; index < 3; index++) {
        const call = budget.acquire('write', {});
        await clock.advance(250);
        await call;
      }
      expect(budget.state().callsThisMonth).toBe(3);
      const nextMonth = Date.UTC(2026, 11, 1);
      clock.jump(nextMonth - clock.now());
      await clock.advance(10_000);
      expect(budget.state().callsThisMonth).toBe(0);
      await budget.close();
    });

    test('once the month is used up the background is refused, people are not', async () => {
      const budget = setting.open({ monthlyCalls: 2 });
      const { log, call } = recordCalls(clock);
      for (const name of ['a', 'b', 'c']) void call(budget, name, 'background');
      await clock.advance(1000);
      void call(budget, 'write', 'write');
      void call(budget, 'sync', 'sync');
      void call(budget, 'background', 'background');
      await clock.advance(1000);
      expect(log.filter((line) => line.includes('quota'))).toHaveLength(2);
      expect(log).toEqual(expect.arrayContaining(['a@0', 'b@222', 'write@0', 'sync@222']));
      const refused = budget.acquire('background', {});
      refused.catch(() => {});
      await clock.advance(0);
      await expect(refused).rejects.toMatchObject({
        kind: 'source-quota-used-up',
        retryAfterMs: Date.UTC(2026, 11, 1) - clock.now(),
      });
      await budget.close();
    });

    test('closing turns away whoever still waits', async () => {
      const budget = setting.open();
      const { log, call } = recordCalls(clock);
      void call(budget, 'a', 'write');
      await clock.advance(0);
      const waiting = call(budget, 'b', 'write');
      await budget.close();
      await waiting;
      expect(log).toEqual(['a@0', 'b source-unreachable@0']);
    });

    test('never more than five calls begin in any 1.1 s', async () => {
      const arrival = fc.record({
        atMs: fc.nat(3000),
        callClass: fc.constantFrom<CallClass>('write', 'sync', 'background'),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(arrival, { maxLength: 15 }), async (arrivals) => {
          const { clock, open } = await start();
          const budget = open();
          const begun: number[] = [];
          for (const { atMs, callClass } of arrivals) {
            void clock
              .sleep(atMs)
              .then(() => budget.acquire(callClass, {}))
              .then(() => void begun.push(clock.now()));
          }
          await clock.advance(8000);
          await budget.close();
          expect(begun).toHaveLength(arrivals.length);
          for (const [index, at] of begun.entries()) {
            expect(begun.slice(index).filter((other) => other < at + 1110).length).toBeLessThanOrEqual(5);
          }
        }),
        { numRuns: 15 },
      );
    });
  });
}
