import { createSummaryTally, type Order, type ReportingCalendar, type SummaryTally } from '@orders/contract';
import { LabelIndex } from './label-index.ts';
import { createOrderLists, type OrderLists } from './order-lists.ts';
import { createRowSortKeys, makeRow, type OrderRow } from './order-row.ts';
import { layOver, type Overlay } from './overlay.ts';
import { sortByRecordId } from './sort-rows.ts';
import type { VisibleOrder } from './visible-order.ts';

/** Orders worked on between two breaths: a few milliseconds on a slow laptop. */
const CHUNK = 1_000;

export type Base = Map<string, VisibleOrder>;

/** All orders in memory with everything that is counted and listed of them, kept up to date change by change. */
export class OrderTable {
  readonly calendar: ReportingCalendar;
  readonly labels = new LabelIndex();
  readonly tally: SummaryTally;
  readonly base: Base;
  readonly #sortKeys = createRowSortKeys();
  readonly #rows = new Map<string, OrderRow>();
  #lists: OrderLists;

  constructor(calendar: ReportingCalendar, base: Base = new Map()) {
    this.calendar = calendar;
    this.tally = createSummaryTally(calendar);
    this.base = base;
    this.#lists = createOrderLists([], calendar, this.#sortKeys);
  }

  /** Counts and lists a whole table, with breaths in between; nobody sees it before it is done. */
  static async build(
    calendar: ReportingCalendar,
    base: Base,
    overlay: () => Overlay,
    pause: () => Promise<void>,
  ): Promise<OrderTable> {
    const table = new OrderTable(calendar, base);
    const laid = overlay();
    let count = 0;
    for (const [recordId, order] of base) {
      table.#add(makeRow(layOver(order, laid.get(recordId))));
      count += 1;
      if (count % CHUNK === 0) await pause();
    }
    table.#lists = createOrderLists(sortByRecordId([...table.#rows.values()]), calendar, table.#sortKeys);
    table.update(new Set([...laid.keys(), ...overlay().keys()]), overlay());
    return table;
  }

  /** Works out ahead, in idle moments, what the first sort by a text would have to wait for. */
  async prepareSorting(untilIdle: () => Promise<void>): Promise<void> {
    const rows = [...this.#rows.values()];
    for (let from = 0; from < rows.length; from += CHUNK) {
      await untilIdle();
      for (const row of rows.slice(from, from + CHUNK)) {
        this.#sortKeys.orderId(row);
        this.#sortKeys.customer(row);
      }
    }
  }

  get lists(): OrderLists {
    return this.#lists;
  }

  get count(): number {
    return this.#rows.size;
  }

  orderOf(recordId: string): VisibleOrder | null {
    return this.#rows.get(recordId)?.order ?? null;
  }

  /** Works out anew what is seen of the given orders. @returns whether anything is seen differently */
  update(recordIds: Iterable<string>, overlay: Overlay): boolean {
    const added: OrderRow[] = [];
    const removed: OrderRow[] = [];
    for (const recordId of recordIds) {
      const before = this.#rows.get(recordId);
      const base = this.base.get(recordId);
      const order = base === undefined ? null : layOver(base, overlay.get(recordId));
      if (order === null ? before === undefined : before !== undefined && isSame(before.order, order))
        continue;
      if (before !== undefined) removed.push(this.#remove(before));
      if (order !== null) added.push(this.#add(makeRow(order)));
    }
    if (added.length + removed.length === 0) return false;
    this.#lists = this.#lists.after({ removed, added });
    return true;
  }

  #add(row: OrderRow): OrderRow {
    this.#rows.set(row.order.recordId, row);
    this.labels.add(row.order);
    this.tally.add(row.order);
    return row;
  }

  #remove(row: OrderRow): OrderRow {
    this.#rows.delete(row.order.recordId);
    this.labels.remove(row.order);
    this.tally.remove(row.order);
    return row;
  }
}

/** An order of the server as the base holds it; the one from before where nothing has changed. */
export function asBase(order: Order, before: VisibleOrder | undefined): VisibleOrder {
  return before !== undefined && before.etag === order.etag ? before : { ...order, editState: null };
}

/** The validator stands for every field of the server; the edits are laid over two of them. */
function isSame(left: VisibleOrder, right: VisibleOrder): boolean {
  return (
    left.etag === right.etag &&
    left.status === right.status &&
    left.priority === right.priority &&
    left.editState === right.editState
  );
}
