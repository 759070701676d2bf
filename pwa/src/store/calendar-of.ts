import { createReportingCalendar, type ReportingCalendar } from '@orders/contract';

/** The days of a zone; those of UTC where this browser does not know the zone. */
export function calendarOf(timeZone: string): ReportingCalendar {
  try {
    return createReportingCalendar(timeZone);
  } catch {
    return createReportingCalendar('UTC');
  }
}
