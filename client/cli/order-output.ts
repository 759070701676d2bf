import { harmlessText, type Order } from '@orders/contract';
import { stringify } from 'csv-stringify/sync';
import stringWidth from 'string-width';
import { printable } from './printable.ts';

export const FORMATS = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** The columns of CSV, named and ordered as the API has them. */
const CSV_COLUMNS = [
  'recordId',
  'orderId',
  'customer',
  'status',
  'orderTotal',
  'createdAt',
  'updatedAt',
  'priority',
  'etag',
] as const satisfies readonly (keyof Order)[];

export interface OutputOptions {
  readonly format: Format;
  /** Leaves CSV cells alone that a spreadsheet would run as formulas. */
  readonly isRaw: boolean;
  /** Columns of the terminal; `null` = nothing is cut. */
  readonly width: number | null;
}

/** Orders as one text that ends with a line break, or an empty one. */
export function formatOrders(orders: readonly Order[], options: OutputOptions): string {
  if (options.format === 'json') return `${JSON.stringify(orders, null, 2)}\n`;
  if (options.format === 'ndjson') return orders.map((order) => `${JSON.stringify(order)}\n`).join('');
  if (options.format === 'csv') return csvOf(orders, options.isRaw);
  return tableOf(orders, options.width);
}

/** RFC 4180, with a header. Text that begins like a formula gets an apostrophe, unless it is wanted raw. */
function csvOf(orders: readonly Order[], isRaw: boolean): string {
  return stringify([...orders], {
    header: true,
    columns: [...CSV_COLUMNS],
    record_delimiter: '\r\n',
    ...(isRaw ? {} : { cast: { string: harmlessText } }),
  });
}

interface Column {
  readonly title: string;
  readonly isRight?: boolean;
  /** Whether it gives way on a narrow terminal. */
  readonly isFlexible?: boolean;
  cell(order: Order): string;
}

const TABLE: readonly Column[] = [
  { title: 'Order', cell: ({ orderId, recordId }) => orderId ?? recordId },
  { title: 'Customer', isFlexible: true, cell: ({ customer }) => customer ?? '' },
  { title: 'Status', cell: ({ status }) => status ?? '' },
  { title: 'Priority', cell: ({ priority }) => priority ?? '' },
  { title: 'Total', isRight: true, cell: ({ orderTotal }) => orderTotal?.toFixed(2) ?? '' },
  { title: 'Created', cell: ({ createdAt }) => minuteOf(createdAt) },
  { title: 'Updated', cell: ({ updatedAt }) => minuteOf(updatedAt) },
];

const GAP = 2;
const NARROWEST_FLEXIBLE = 10;
/** Below this the customer's name is worth more than the time of the last change. */
const WIDE = 100;

function tableOf(orders: readonly Order[], width: number | null): string {
  if (orders.length === 0) return '';
  const columns = width === null || width >= WIDE ? TABLE : TABLE.filter(({ title }) => title !== 'Updated');
  const rows = [
    columns.map(({ title }) => title),
    ...orders.map((order) => columns.map(({ cell }) => printable(cell(order)))),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))));
  const total = widths.reduce((sum, one) => sum + one + GAP, -GAP);
  const limits = columns.map(({ isFlexible }, column) => {
    const natural = widths[column] ?? 0;
    const over = width === null || isFlexible !== true ? 0 : Math.max(0, total - width);
    return Math.min(natural, Math.max(NARROWEST_FLEXIBLE, natural - over));
  });
  return rows
    .map((row) =>
      row.map((text, column) => fitted(text, limits[column] ?? 0, columns[column]?.isRight === true)),
    )
    .map((cells) => `${cells.join(' '.repeat(GAP)).trimEnd()}\n`)
    .join('');
}

function fitted(text: string, width: number, isRight: boolean): string {
  const shown = stringWidth(text) > width ? `${cut(text, width - 1)}…` : text;
  const padding = ' '.repeat(Math.max(0, width - stringWidth(shown)));
  return isRight ? padding + shown : shown + padding;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cut(text: string, width: number): string {
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (stringWidth(kept + segment) > width) break;
    kept += segment;
  }
  return kept;
}

/** As ISO has it, in UTC, to the minute. */
function minuteOf(instant: string | null): string {
  return instant === null ? '' : `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z`;
}
