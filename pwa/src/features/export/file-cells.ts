import { createReportingCalendar } from '@orders/contract';
import type { ColumnKind, RawCell, Units } from './export-column.ts';

export type FileCell = string | number | Date | null;

/**
 * Turns raw cells into what a file has: instants become the date and time that a clock on the wall of the zone shows,
 * as the UTC parts of a `Date`. An instant that is none stays a text.
 */
export function fileCells(
  kinds: readonly ColumnKind[],
  { timeZone }: Pick<Units, 'timeZone'>,
): (cells: readonly RawCell[]) => FileCell[] {
  const { wallClockMs } = createReportingCalendar(timeZone);
  return (cells) =>
    cells.map((cell, index) => {
      if (kinds[index] !== 'moment' || typeof cell !== 'string') return cell;
      const epochMs = Date.parse(cell);
      return Number.isNaN(epochMs) ? cell : new Date(wallClockMs(epochMs));
    });
}

/** A date and time as every spreadsheet program reads them. */
export function momentText(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
