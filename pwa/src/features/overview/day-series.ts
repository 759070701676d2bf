import { fromCents, type Summary, toCents } from '@orders/contract';

export type Day = Summary['perDay'][number];
export type Metric = 'orders' | 'revenue';

/** Weeks that a day is compared with. */
const WEEKS_BEFORE = 4;
const WEEK = 7;

/** How far back a day's own weekday is looked up. */
export const DAYS_BEFORE = WEEKS_BEFORE * WEEK;

/** A day of the chart. */
export interface DayPoint extends Day {
  /** What the bar shows: a number of orders, or money. */
  readonly value: number;
  /** The mean of the same weekday in the four weeks before; `null` where nothing is known of those, or nothing was sold. */
  readonly usual: number | null;
}

/** The last days of a longer series, each with what is usual on its weekday. */
export function seriesOf(perDay: readonly Day[], days: number, metric: Metric): DayPoint[] {
  const value = (day: Day) => (metric === 'orders' ? day.count : day.total);
  const first = Math.max(0, perDay.length - days);
  return perDay.slice(first).map((day, offset) => {
    const same = sameWeekdays(perDay, first + offset);
    const sum = same.reduce((total, earlier) => total + value(earlier), 0);
    const isKnown = same.length === WEEKS_BEFORE && sum > 0;
    return { ...day, value: value(day), usual: isKnown ? sum / WEEKS_BEFORE : null };
  });
}

function sameWeekdays(perDay: readonly Day[], index: number): Day[] {
  return Array.from({ length: WEEKS_BEFORE }, (_, week) => perDay[index - (week + 1) * WEEK]).filter(
    (day) => day !== undefined,
  );
}

export interface PeriodSum {
  readonly count: number;
  readonly total: number;
}

/** What days come to; money exactly to the cent. */
export function sumOf(days: readonly Day[]): PeriodSum {
  const cents = days.reduce((sum, { total }) => sum + toCents(total), 0);
  return { count: days.reduce((sum, { count }) => sum + count, 0), total: fromCents(cents) };
}

/** The last days and as many before them; `null` where the series does not reach that far back. */
export function lastAndBefore(
  perDay: readonly Day[],
  days: number,
): { last: PeriodSum; before: PeriodSum } | null {
  if (perDay.length < 2 * days) return null;
  return { last: sumOf(perDay.slice(-days)), before: sumOf(perDay.slice(-2 * days, -days)) };
}
