import { harmlessText } from '@orders/contract';

/** Excel takes a file for UTF-8 only when it begins with this. */
export const CSV_BEGIN = '\uFEFF';
export const CSV_MEDIA_TYPE = 'text/csv;charset=utf-8';

const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/** One record of RFC 4180 with its line end. Numbers stay numbers; text is made harmless and quoted where it has to be. */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = harmlessText(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
