import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReportingCalendar } from './reporting-day.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/Sao_Paulo',
];

describe.each(ZONES)('a day in %s', (timeZone) => {
  const calendar = createReportingCalendar(timeZone);
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });

  it('is what the runtime’s own calendar says', () => {
    const instant = fc.integer({ min: Date.UTC(1972, 0), max: Date.UTC(2037, 0) });
    fc.assert(
      fc.property(instant, (epochMs) => {
        expect(calendar.dayOf(epochMs)).toBe(format.format(epochMs));
      }),
      { numRuns: 300 },
    );
  });

  it('ends at midnight there, on days of summer time too', () => {
    // The weeks in which the zones here go over to summer time and back.
    const quarters = [Date.UTC(2026, 2, 5), Date.UTC(2026, 8, 25)].flatMap((start) =>
      Array.from({ length: 4 * 24 * 40 }, (_, index) => start + index * 900_000),
    );
    const backward = quarters.filter((epochMs) => calendar.dayOf(epochMs) < calendar.dayOf(epochMs - 1));
    expect(backward).toEqual([]);
  });

  it('is the last of thirty that follow one another', () => {
    const instant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(instant, (nowMs) => {
        const days = calendar.lastDays(nowMs, 30);
        expect(days).toHaveLength(30);
        expect(days.at(-1)).toBe(calendar.dayOf(nowMs));
        const steps = days.slice(1).map((day, index) => Date.parse(day) - Date.parse(days[index] ?? ''));
        expect(new Set(steps)).toEqual(new Set([86_400_000]));
      }),
      { numRuns: 50 },
    );
  });
});

it('a zone that nobody knows is refused', () => {
  expect(() => createReportingCalendar('Mars/Olympus')).toThrow(RangeError);
});

it('a clock on the wall shows the hours of the zone, before and after the change to summer time', () => {
  const { wallClockMs } = createReportingCalendar('Europe/Berlin');
  const shown = (iso: string) => new Date(wallClockMs(Date.parse(iso))).toISOString();
  expect(shown('2026-03-29T00:59:59.500Z')).toBe('2026-03-29T01:59:59.500Z');
  expect(shown('2026-03-29T01:00:00.000Z')).toBe('2026-03-29T03:00:00.000Z');
});
