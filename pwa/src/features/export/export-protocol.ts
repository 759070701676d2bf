import type { ColumnKind, RawCell } from './export-column.ts';

export type ExportFormat = 'csv' | 'xlsx';

/** What the worker is told, in this order: once `begin`, any number of times `rows`, once `end`. */
export type ExportMessage =
  | {
      readonly kind: 'begin';
      readonly format: ExportFormat;
      readonly titles: readonly string[];
      readonly kinds: readonly ColumnKind[];
      readonly timeZone: string;
    }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly RawCell[])[] }
  | { readonly kind: 'end' };

/** What it answers, once. */
export type ExportAnswer =
  | { readonly kind: 'file'; readonly file: Blob }
  | { readonly kind: 'failed'; readonly reason: string };
