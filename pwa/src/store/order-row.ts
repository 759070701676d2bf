import { type ReportingCalendar, type RowAccess, searchText } from '@orders/contract';
import { createTextSortKeys } from './text-sort-key.ts';
import type { VisibleOrder } from './visible-order.ts';

/** A visible order with what has been computed about it. A changed order gets a new row. */
export interface OrderRow {
  readonly order: VisibleOrder;
  readonly searchText: string;
  /** `null` = blank, or not plain enough for a key; `undefined`, here and below = not asked for yet. */
  orderIdKey: string | null | undefined;
  customerKey: string | null | undefined;
  createdDay: string | null | undefined;
  updatedDay: string | null | undefined;
}

export function makeRow(order: VisibleOrder): OrderRow {
  return {
    order,
    searchText: foldedText(order),
    orderIdKey: undefined,
    customerKey: undefined,
    createdDay: undefined,
    updatedDay: undefined,
  };
}

/** What rows are sorted by where it is a text. */
export interface RowSortKeys {
  orderId(row: OrderRow): string | null;
  customer(row: OrderRow): string | null;
}

/** Keys that are worked out when they are first asked for: a start has no time for them. */
export function createRowSortKeys(): RowSortKeys {
  const textKey = createTextSortKeys();
  const keyOf = (text: string | null) => (text === null ? null : textKey(text));
  return {
    orderId(row) {
      if (row.orderIdKey === undefined) row.orderIdKey = keyOf(row.order.orderId);
      return row.orderIdKey;
    },
    customer(row) {
      if (row.customerKey === undefined) row.customerKey = keyOf(row.order.customer);
      return row.customerKey;
    },
  };
}

/** How the contract's filters read rows. */
export function rowAccess(calendar: ReportingCalendar): RowAccess<OrderRow> {
  const dayOf = (instant: string | null) => (instant === null ? null : calendar.dayOf(Date.parse(instant)));
  return {
    order: (row) => row.order,
    searchText: (row) => row.searchText,
    createdDay: (row) => {
      if (row.createdDay === undefined) row.createdDay = dayOf(row.order.createdAt);
      return row.createdDay;
    },
    updatedDay: (row) => {
      if (row.updatedDay === undefined) row.updatedDay = dayOf(row.order.updatedAt);
      return row.updatedDay;
    },
    hasEdit: (row) => row.order.editState !== null,
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
const ASCII_ONLY = /^[\x00-\x7f]*$/;

/** As the contract folds, without the Unicode work where there is nothing for it to do. */
function foldedText({ orderId, customer }: VisibleOrder): string {
  const text = `${orderId ?? ''}\n${customer ?? ''}`;
  return ASCII_ONLY.test(text) ? text.toLowerCase() : searchText({ orderId, customer });
}
