import type { Order } from '@orders/contract';

/** What of an order can stand in a column. */
export type ExportField = Exclude<keyof Order, 'recordId' | 'etag'>;

export interface ExportColumn {
  readonly field: ExportField;
  /** As it stands over the column on the screen. */
  readonly title: string;
}

/** How a column is written: as it is, as an amount of money, or as an instant. */
export type ColumnKind = 'text' | 'amount' | 'moment';

export function kindOf(field: ExportField): ColumnKind {
  if (field === 'orderTotal') return 'amount';
  return field === 'createdAt' || field === 'updatedAt' ? 'moment' : 'text';
}

/** What the numbers of a file mean, which the cells themselves do not say. */
export interface Units {
  /** IANA zone in which instants are written. */
  readonly timeZone: string;
  /** ISO 4217; `null` = not known. */
  readonly currency: string | null;
}

/** The title of a column in a file: with the unit, for nothing else says which one it is. */
export function fileTitle({ field, title }: ExportColumn, { timeZone, currency }: Units): string {
  const kind = kindOf(field);
  if (kind === 'moment') return `${title} (${timeZone})`;
  return kind === 'amount' && currency !== null ? `${title} (${currency})` : title;
}

export type RawCell = string | number | null;

/** The cells of one order, instants as the API writes them. */
export function rawCells(order: Order, columns: readonly ExportColumn[]): RawCell[] {
  return columns.map(({ field }) => order[field]);
}
