import * as z from 'zod/mini';

/** The fields an order list can be sorted by. */
export const SORT_FIELDS = [
  'createdAt',
  'updatedAt',
  'orderId',
  'customer',
  'status',
  'priority',
  'orderTotal',
] as const;
export type SortField = (typeof SORT_FIELDS)[number];

export interface OrderSort {
  readonly field: SortField;
  readonly descending: boolean;
}

export const DEFAULT_SORT: OrderSort = { field: 'createdAt', descending: true };
export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 500;

/** Which orders are wanted. `null` in a list stands for a blank cell. */
export interface OrderFilter {
  readonly statuses: readonly (string | null)[];
  readonly priorities: readonly (string | null)[];
  /** Folded search text (see `foldText`); empty = everything. */
  readonly search: string;
  /** Days in the reporting zone, inclusive. */
  readonly createdFrom: string | null;
  readonly createdTo: string | null;
  readonly minTotal: number | null;
  readonly maxTotal: number | null;
  /** Letter for letter; left out or empty = everybody's. */
  readonly customers?: readonly (string | null)[];
  /** Changed on that day of the reporting zone or later. */
  readonly updatedFrom?: string | null;
  /** Only orders with an edit that Airtable does not have yet; only a device with edits of its own can tell. */
  readonly hasEdit?: boolean;
}

export interface OrderQuery extends OrderFilter {
  readonly page: number;
  readonly pageSize: number;
  readonly sort: OrderSort;
  /** What settles ties of `sort`, the first one first; the record id settles what is left. */
  readonly thenBy?: readonly OrderSort[];
}

export const EMPTY_FILTER: OrderFilter = {
  statuses: [],
  priorities: [],
  search: '',
  createdFrom: null,
  createdTo: null,
  minTotal: null,
  maxTotal: null,
};

const wholeNumber = (maximum: number, name: string) =>
  z.pipe(
    z
      .string()
      .check(
        z.regex(
          /^[1-9]\d{0,14}$/,
          `${name} is a whole number from 1${maximum < 1e9 ? ` to ${maximum}` : ''}`,
        ),
      ),
    z.pipe(
      z.transform((text: string) => Number(text)),
      z.number().check(z.maximum(maximum, `${name} is at most ${maximum}`)),
    ),
  );

const amount = z.pipe(
  z.string().check(z.regex(/^-?\d{1,15}(\.\d{1,6})?$/, 'an amount such as 12 or 12.50')),
  z.transform((text: string) => Number(text)),
);

const civilDate = z.iso.date('a date as YYYY-MM-DD');

const commaList = z.string().check(z.maxLength(1000));

const sortNames = SORT_FIELDS.flatMap((field) => [field, `-${field}`] as const);

/** The query string of `GET /api/orders`, one text a parameter; empty texts have been left out before. */
export const orderQuerySchema = z.strictObject({
  page: z.optional(wholeNumber(999_999_999_999, 'page')),
  pageSize: z.optional(wholeNumber(MAX_PAGE_SIZE, 'pageSize')),
  sort: z.optional(
    z.enum(sortNames, { error: `one of ${SORT_FIELDS.join(', ')}, with - before it for descending` }),
  ),
  status: z.optional(commaList),
  priority: z.optional(commaList),
  q: z.optional(z.string().check(z.maxLength(500))),
  createdFrom: z.optional(civilDate),
  createdTo: z.optional(civilDate),
  minTotal: z.optional(amount),
  maxTotal: z.optional(amount),
});
export type OrderQueryParameters = z.input<typeof orderQuerySchema>;

/** What a sort parameter means: `-createdAt` = by creation, newest first. */
export function parseSort(text: string): OrderSort | null {
  const descending = text.startsWith('-');
  const field = SORT_FIELDS.find((name) => name === (descending ? text.slice(1) : text));
  return field === undefined ? null : { field, descending };
}

export function formatSort(sort: OrderSort): string {
  return `${sort.descending ? '-' : ''}${sort.field}`;
}
