import {
  createReportingCalendar,
  createSummaryTally,
  type Order,
  type OrderQuery,
  orderComparator,
  orderPredicate,
  plainRows,
  summarize,
} from '@orders/contract';
import type { SeenChange } from '../../src/store/change-log.ts';
import { countFigures } from '../../src/store/figures.ts';
import { type Cell, createCell } from '../../src/store/observable.ts';
import { makeRow } from '../../src/store/order-row.ts';
import type { OrdersStore, OrdersView, PendingEdit, VisibleOrder } from '../../src/store/visible-order.ts';

const calendar = createReportingCalendar('UTC');

export interface FakeOrdersStore extends OrdersStore {
  /** What the device holds now; edits are laid over it. */
  show(state: ShownState): void;
  readonly seen: Cell<readonly SeenChange[]>;
}

interface ShownState {
  readonly phase: OrdersView['phase'];
  readonly isComplete: boolean;
  readonly orders: readonly Order[];
  readonly pending: readonly PendingEdit[];
  readonly asOf: number | null;
  readonly nowMs: number;
}

/** The store of the app over plain arrays: slow, simple and right. */
export function createFakeOrdersStore(first: ShownState): FakeOrdersStore {
  const known = new Map<string, VisibleOrder>();
  const cell = createCell(viewOf(first, known));
  const seen = createCell<readonly SeenChange[]>([]);
  return {
    seen,
    subscribe: cell.subscribe,
    current: cell.current,
    show: (state) => cell.set(viewOf(state, known)),
  };
}

function viewOf(state: ShownState, known: Map<string, VisibleOrder>): OrdersView {
  const orders = state.orders.map((order) => keepIdentity(known, withEdits(order, state.pending)));
  const byOrderId = Map.groupBy(orders, (order) => order.orderId);
  const isUnique = (orderId: string | null) => orderId !== null && byOrderId.get(orderId)?.length === 1;
  const isReady = state.phase === 'ready';
  return {
    phase: state.phase,
    isComplete: state.isComplete,
    asOf: state.asOf,
    count: orders.length,
    today: calendar.dayOf(state.nowMs),
    query: (query) => page(orders, query),
    find: (name) =>
      (isUnique(name) ? byOrderId.get(name)?.[0] : orders.find((order) => order.recordId === name)) ?? null,
    labelOf: (order) => (isUnique(order.orderId) ? order.orderId : null) ?? order.recordId,
    summary: isReady
      ? {
          figures: summarize(orders, calendar, state.nowMs),
          asOf: state.asOf,
          pendingEdits: state.pending.length,
        }
      : null,
    lastDays: (count) => (isReady ? tallyOf(orders).lastDays(state.nowMs, count) : null),
    countFigures: async (query, signal) => {
      const rows = orders.map(makeRow);
      const counting = { rows, calendar, nowMs: state.nowMs, pause: async () => undefined };
      return isReady ? countFigures(counting, query, signal) : null;
    },
  };
}

function tallyOf(orders: readonly Order[]) {
  const tally = createSummaryTally(calendar);
  for (const order of orders) tally.add(order);
  return tally;
}

function page(orders: readonly VisibleOrder[], query: OrderQuery) {
  const rows = {
    ...plainRows(calendar),
    hasEdit: (order: Order) => 'editState' in order && order.editState !== null,
  };
  const predicate = orderPredicate(query, rows);
  const found = predicate === null ? [...orders] : orders.filter(predicate);
  found.sort(orderComparator(query.sort, query.thenBy));
  const from = (query.page - 1) * query.pageSize;
  return { orders: found.slice(from, from + query.pageSize), total: found.length };
}

function withEdits(order: Order, pending: readonly PendingEdit[]): VisibleOrder {
  const edits = pending.filter(({ recordId }) => recordId === order.recordId);
  const changes = edits.flatMap((edit) => edit.changes.map(({ field, to }) => [field, to] as const));
  const urgent = ['conflict', 'rejected', 'sending', 'waiting'] as const;
  const editState = urgent.find((state) => edits.some((edit) => edit.state === state)) ?? null;
  return { ...order, ...Object.fromEntries(changes), editState };
}

/** An order that has not changed stays the same object, as in the real store. */
function keepIdentity(known: Map<string, VisibleOrder>, order: VisibleOrder): VisibleOrder {
  const before = known.get(order.recordId);
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(order)) return before;
  known.set(order.recordId, order);
  return order;
}
