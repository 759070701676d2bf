/** Background reading plans to leave a tenth of the month's quota to people. */
const PLANNED_SHARE = 0.9;
/** The first hours of a month say nothing about the rest of it. */
const SHORTEST_SO_FAR_MS = 24 * 3_600_000;
/** When people use more than that, so much of what is left is still spent on looking. */
const SHARE_OF_REST = 0.1;

export interface MonthPlanInput {
  /** How often to look when the quota is no concern. */
  readonly intervalMs: number;
  readonly callsPerInterval: number;
  readonly callsThisMonth: number;
  /** 0 = no quota. */
  readonly monthlyCalls: number;
  readonly nowMs: number;
}

/**
 * How often to look in the background, in milliseconds: as wished, unless going on as in the month so far (UTC) would
 * pass nine tenths of the quota. Then as often as just stays within them, or, as these run out, as often as takes a
 * tenth of what is left of the quota: looking slows down smoothly and never stops before the quota is used up.
 *
 * What counts is what was really used: nobody is there at night, so a short interval by day may well fit.
 */
export function planInterval(input: MonthPlanInput): number {
  const { intervalMs, callsPerInterval, callsThisMonth, monthlyCalls, nowMs } = input;
  if (monthlyCalls === 0 || intervalMs === 0 || callsPerInterval === 0) return intervalMs;
  if (projectMonth(callsThisMonth, nowMs) <= monthlyCalls * PLANNED_SHARE) return intervalMs;
  const msLeft = monthEndMs(nowMs) - nowMs;
  const planned = monthlyCalls * PLANNED_SHARE - callsThisMonth;
  const callsLeft = Math.max(planned, (monthlyCalls - callsThisMonth) * SHARE_OF_REST);
  if (callsLeft <= 0) return Math.max(intervalMs, msLeft);
  const affordable = (msLeft * callsPerInterval) / callsLeft;
  return Math.max(intervalMs, Math.min(affordable, msLeft));
}

/** How many calls it will be by the end of the month (UTC) if all goes on as in the month so far. */
export function projectMonth(callsThisMonth: number, nowMs: number): number {
  const [start, end] = [monthStartMs(nowMs), monthEndMs(nowMs)];
  const msSoFar = Math.max(nowMs - start, SHORTEST_SO_FAR_MS);
  return (callsThisMonth * (end - start)) / msSoFar;
}

/** The UTC month that a moment belongs to, as `2026-11`. */
export function monthOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 7);
}

function monthStartMs(nowMs: number): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
}

/** Epoch milliseconds at which the next UTC month begins. */
export function monthEndMs(nowMs: number): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
}
