import { type ReportingCalendar, type RowAccess, searchText } from '@orders/contract';
import type { VisibleOrder } from './visible-order.ts';

/** A visible order with what has been computed about it. A changed order gets a new row. */
export interface OrderRow {
  readonly order: VisibleOrder;
  readonly searchText: string;
  /** `undefined` = not asked for yet. */
  createdDay: string | null | undefined;
  /** False once another row has taken its place; lists that still hold it drop it by this. */
  isCurrent: boolean;
}

export function makeRow(order: VisibleOrder): OrderRow {
  return { order, searchText: foldedText(order), createdDay: undefined, isCurrent: true };
}

/** How the contract's filters read rows. */
export function rowAccess(calendar: ReportingCalendar): RowAccess<OrderRow> {
  return {
    order: (row) => row.order,
    searchText: (row) => row.searchText,
    createdDay: (row) => {
      if (row.createdDay === undefined) {
        const { createdAt } = row.order;
        row.createdDay = createdAt === null ? null : calendar.dayOf(Date.parse(createdAt));
      }
      return row.createdDay;
    },
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
const ASCII_ONLY = /^[\x00-\x7f]*$/;

/** As the contract folds, without the Unicode work where there is nothing for it to do. */
function foldedText({ orderId, customer }: VisibleOrder): string {
  const text = `${orderId ?? ''}\n${customer ?? ''}`;
  return ASCII_ONLY.test(text) ? text.toLowerCase() : searchText({ orderId, customer });
}
