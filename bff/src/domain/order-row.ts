import { type Order, type ReportingCalendar, type RowAccess, searchText } from '@orders/contract';

/** An order in the table with what is computed once for all its readers. */
export class OrderRow {
  readonly order: Order;
  /** Number of the commit that last changed it. */
  readonly seq: number;
  #searchText: string | null = null;
  #createdDay: string | null | undefined;

  constructor(order: Order, seq: number) {
    this.order = order;
    this.seq = seq;
  }

  get recordId(): string {
    return this.order.recordId;
  }

  get searchText(): string {
    this.#searchText ??= searchText(this.order);
    return this.#searchText;
  }

  createdDay(calendar: ReportingCalendar): string | null {
    if (this.#createdDay === undefined) {
      const { createdAt } = this.order;
      this.#createdDay = createdAt === null ? null : calendar.dayOf(Date.parse(createdAt));
    }
    return this.#createdDay;
  }
}

export function rowAccess(calendar: ReportingCalendar): RowAccess<OrderRow> {
  return {
    order: (row) => row.order,
    searchText: (row) => row.searchText,
    createdDay: (row) => row.createdDay(calendar),
    // No request filters by it, so that it is not worth being kept.
    updatedDay: ({ order: { updatedAt } }) =>
      updatedAt === null ? null : calendar.dayOf(Date.parse(updatedAt)),
  };
}
