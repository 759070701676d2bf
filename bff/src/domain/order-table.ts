import {
  createSummaryTally,
  type EditableField,
  formatSort,
  type Order,
  type OrderSort,
  orderComparator,
  type ReportingCalendar,
  type SummaryTally,
} from '@orders/contract';
import { ChangeHistory, type Tombstone } from './change-history.ts';
import { OrderRow } from './order-row.ts';
import { SortedList } from './sorted-list.ts';
import type { Version } from './version.ts';

/** How many removals are remembered for the changes feed. */
const MAX_TOMBSTONES = 20_000;

/** One committed step from a version to the next. */
export interface TableChange {
  readonly version: Version;
  readonly upserts: readonly Order[];
  readonly removed: readonly string[];
}

/**
 * All orders at one version, with the indexes that answer every read. A step is applied in one synchronous go, so
 * that no reader ever sees half of it.
 */
export class OrderTable {
  readonly calendar: ReportingCalendar;
  readonly history = new ChangeHistory(MAX_TOMBSTONES);
  readonly #rows = new Map<string, OrderRow>();
  readonly #byOrderId = new Map<string, readonly OrderRow[]>();
  readonly #orderings = new Map<string, SortedList<OrderRow>>();
  readonly #tally: SummaryTally;
  #version: Version;

  constructor(
    calendar: ReportingCalendar,
    version: Version,
    rows: Iterable<OrderRow>,
    tombstones: readonly Tombstone[] = [],
  ) {
    this.calendar = calendar;
    this.#version = version;
    this.#tally = createSummaryTally(calendar);
    const initial = [...rows];
    this.#index([], initial);
    this.history.replace([], initial, tombstones);
  }

  get version(): Version {
    return this.#version;
  }

  get size(): number {
    return this.#rows.size;
  }

  get tally(): Pick<SummaryTally, 'summary'> {
    return this.#tally;
  }

  /** The values that orders have in an option field, blanks left out. */
  valuesOf(field: EditableField): string[] {
    return this.#tally.valuesOf(field);
  }

  rows(): IterableIterator<OrderRow> {
    return this.#rows.values();
  }

  row(recordId: string): OrderRow | undefined {
    return this.#rows.get(recordId);
  }

  /** Every row with this Order ID: none, one, or those that people numbered twice. */
  rowsByOrderId(orderId: string): readonly OrderRow[] {
    return this.#byOrderId.get(orderId) ?? [];
  }

  /** All rows as a sort orders them; sorted at its first use, kept in order from then on. */
  ordering(sort: OrderSort): readonly OrderRow[] {
    const key = formatSort(sort);
    let ordering = this.#orderings.get(key);
    if (ordering === undefined) {
      const compare = orderComparator(sort);
      ordering = new SortedList((left, right) => compare(left.order, right.order), [...this.#rows.values()]);
      this.#orderings.set(key, ordering);
    }
    return ordering.items;
  }

  apply(change: TableChange): void {
    const { seq } = change.version;
    const before: OrderRow[] = [];
    const after = change.upserts.map((order) => new OrderRow(order, seq));
    for (const { recordId } of [...change.upserts, ...change.removed.map((id) => ({ recordId: id }))]) {
      const row = this.#rows.get(recordId);
      if (row !== undefined) before.push(row);
    }
    this.#index(before, after);
    this.history.replace(
      before,
      after,
      change.removed.map((recordId) => ({ recordId, seq })),
    );
    this.#version = change.version;
  }

  #index(before: readonly OrderRow[], after: readonly OrderRow[]): void {
    for (const row of before) {
      this.#rows.delete(row.recordId);
      this.#tally.remove(row.order);
      this.#unlistOrderId(row);
    }
    for (const row of after) {
      this.#rows.set(row.recordId, row);
      this.#tally.add(row.order);
      this.#listOrderId(row);
    }
    for (const ordering of this.#orderings.values()) ordering.replace(before, after);
  }

  #listOrderId(row: OrderRow): void {
    const { orderId } = row.order;
    if (orderId !== null) this.#byOrderId.set(orderId, [...this.rowsByOrderId(orderId), row]);
  }

  #unlistOrderId(row: OrderRow): void {
    const { orderId } = row.order;
    if (orderId === null) return;
    const rest = this.rowsByOrderId(orderId).filter((other) => other !== row);
    if (rest.length > 0) this.#byOrderId.set(orderId, rest);
    else this.#byOrderId.delete(orderId);
  }
}
