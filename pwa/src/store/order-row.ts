import { type ReportingCalendar, type RowAccess, searchText } from '@orders/contract';
import type { TextSortKey } from './text-sort-key.ts';
import type { VisibleOrder } from './visible-order.ts';

/** A visible order with what has been computed about it. A changed order gets a new row. */
export interface OrderRow {
  readonly order: VisibleOrder;
  readonly searchText: string;
  /** `null` = blank, or not plain enough for a key. */
  readonly orderIdKey: string | null;
  readonly customerKey: string | null;
  /** `undefined` = not asked for yet. */
  createdDay: string | null | undefined;
}

export function makeRow(order: VisibleOrder, textKey: TextSortKey): OrderRow {
  return {
    order,
    searchText: foldedText(order),
    orderIdKey: order.orderId === null ? null : textKey(order.orderId),
    customerKey: order.customer === null ? null : textKey(order.customer),
    createdDay: undefined,
  };
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
