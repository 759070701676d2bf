/** A civil date `YYYY-MM-DD` in the reporting zone. */
export type CivilDate = string;

const DAY_MS = 86_400_000;
const QUARTER_HOUR_MS = 900_000;

/** Cuts instants into the days of one named zone. */
export interface ReportingCalendar {
  readonly timeZone: string;
  /** The day of an instant given in epoch milliseconds. */
  dayOf(epochMs: number): CivilDate;
  /** What a clock in the zone shows at an instant, as the epoch milliseconds at which one in UTC shows the same. */
  wallClockMs(epochMs: number): number;
  /** The last `count` days up to and including the day of `nowMs`, oldest first. */
  lastDays(nowMs: number, count: number): CivilDate[];
}

/**
 * Makes the calendar of an IANA zone.
 * @throws RangeError when the zone is unknown to the runtime's time zone data.
 */
export function createReportingCalendar(timeZone: string): ReportingCalendar {
  const offsetOf = timeZone === 'UTC' ? () => 0 : cachedOffset(timeZone);
  const wallClockMs = (epochMs: number) => epochMs + offsetOf(epochMs);
  const dayOf = (epochMs: number) => civilDate(wallClockMs(epochMs));
  return {
    timeZone,
    dayOf,
    wallClockMs,
    lastDays(nowMs, count) {
      const today = Date.parse(`${dayOf(nowMs)}T00:00:00Z`);
      return Array.from({ length: count }, (_, index) => civilDate(today - (count - 1 - index) * DAY_MS));
    },
  };
}

/** @returns the day itself at the end of what four digits can count */
export function dayAfter(day: CivilDate): CivilDate {
  const next = civilDate(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
  return next.startsWith('+') ? day : next;
}

/** @returns the day itself at the beginning of what four digits can count */
export function dayBefore(day: CivilDate): CivilDate {
  const last = civilDate(Date.parse(`${day}T00:00:00Z`) - DAY_MS);
  return last.startsWith('-') ? day : last;
}

function civilDate(localMs: number): CivilDate {
  return new Date(localMs).toISOString().slice(0, 10);
}

/**
 * Asking Intl for each instant costs about a microsecond; every zone's offset is constant within a quarter of an
 * hour of UTC (all transitions since 1972 fall on one), so one answer a quarter serves all orders in it.
 */
function cachedOffset(timeZone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsets = new Map<number, number>();
  return (epochMs) => {
    const quarter = Math.floor(epochMs / QUARTER_HOUR_MS);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      offset = localTime(format, quarter * QUARTER_HOUR_MS) - quarter * QUARTER_HOUR_MS;
      offsets.set(quarter, offset);
    }
    return offset;
  };
}

function localTime(format: Intl.DateTimeFormat, epochMs: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(epochMs)) part[type] = Number(value);
  return Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
}
