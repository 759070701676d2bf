import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthEndMs, monthOf, planInterval } from './month-plan.ts';

const HOUR = 3_600_000;
const everyHalfMinute = { intervalMs: 30_000, callsPerInterval: 1, monthlyCalls: 100_000 };

describe('month plan', () => {
  test('the default interval fits the default quota from the first day on', () => {
    const nowMs = Date.UTC(2026, 9, 1);
    expect(planInterval({ ...everyHalfMinute, callsThisMonth: 500, nowMs })).toBe(30_000);
  });

  test('a short interval is kept for as long as the use is within its share of the month', () => {
    const plan = (callsThisMonth: number, nowMs: number) =>
      planInterval({ intervalMs: 1_000, callsPerInterval: 1, monthlyCalls: 100_000, callsThisMonth, nowMs });
    expect(plan(7, Date.UTC(2026, 10, 1, 1))).toBe(1_000);
    expect(plan(3_000, Date.UTC(2026, 10, 1, 12))).toBe(1_000);
    expect(plan(3_001, Date.UTC(2026, 10, 1, 12))).toBeGreaterThan(29_000);
    expect(plan(45_000, Date.UTC(2026, 10, 16))).toBe(1_000);
    expect(plan(45_001, Date.UTC(2026, 10, 16))).toBeGreaterThan(28_000);
  });

  test('stretches just so far that the use stays within nine tenths', () => {
    const nowMs = Date.UTC(2026, 10, 16);
    const interval = planInterval({ ...everyHalfMinute, callsThisMonth: 60_000, nowMs });
    expect(60_000 + (15 * 24 * HOUR) / interval).toBeCloseTo(90_000);
  });

  test('does not stretch when nine tenths are just not passed', () => {
    const nowMs = monthEndMs(Date.UTC(2026, 10, 16)) - 100 * HOUR;
    const plan = (callsThisMonth: number) => planInterval({ ...everyHalfMinute, callsThisMonth, nowMs });
    expect(plan(90_000 - 12_000)).toBe(30_000);
    expect(plan(90_000 - 10_000)).toBe(36_000);
  });

  test('looks that cost several calls are stretched accordingly', () => {
    const nowMs = monthEndMs(Date.UTC(2026, 10, 16)) - 100 * HOUR;
    const input = {
      intervalMs: 30_000,
      callsPerInterval: 10,
      monthlyCalls: 1000,
      callsThisMonth: 880,
      nowMs,
    };
    expect(planInterval(input)).toBe(50 * HOUR);
  });

  test('once the plan is spent it takes a tenth of what is left, and nothing after the last call', () => {
    const nowMs = monthEndMs(Date.UTC(2026, 10, 16)) - 10 * HOUR;
    const plan = (callsThisMonth: number) =>
      planInterval({ intervalMs: 30_000, callsPerInterval: 1, monthlyCalls: 1000, callsThisMonth, nowMs });
    expect(plan(900)).toBe(HOUR);
    expect(plan(1000)).toBe(10 * HOUR);
    expect(plan(5000)).toBe(10 * HOUR);
  });

  test('without a quota, or with looking switched off, nothing is stretched', () => {
    const nowMs = Date.UTC(2026, 10, 16);
    expect(planInterval({ ...everyHalfMinute, monthlyCalls: 0, callsThisMonth: 1e9, nowMs })).toBe(30_000);
    expect(planInterval({ ...everyHalfMinute, intervalMs: 0, callsThisMonth: 99_999, nowMs })).toBe(0);
  });

  test('following the plan leaves a part of the quota to people to the last day', () => {
    const month = { start: Date.UTC(2026, 10, 1), end: Date.UTC(2026, 11, 1) };
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 20_000 }), fc.integer({ min: 1, max: 50 }), (quota, cost) => {
        let calls = cost;
        let nowMs = month.start;
        while (nowMs < month.end) {
          nowMs += planInterval({
            intervalMs: 30_000,
            callsPerInterval: cost,
            callsThisMonth: calls,
            monthlyCalls: quota,
            nowMs,
          });
          if (nowMs < month.end) calls += cost;
        }
        expect(calls).toBeLessThanOrEqual(quota * 0.95 + 2 * cost);
      }),
      { numRuns: 30 },
    );
  });

  test('months are those of UTC', () => {
    expect(monthOf(Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toBe('2026-12');
    expect(monthEndMs(Date.UTC(2026, 11, 31, 23))).toBe(Date.UTC(2027, 0, 1));
  });
});
