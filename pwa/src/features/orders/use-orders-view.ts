import { useSyncExternalStore } from 'react';
import type { OrdersStore, OrdersView, VisibleOrder } from '../../store/visible-order.ts';
import { pageCountOf } from './paging.tsx';
import { type TableView, toOrderQuery } from './table-view.ts';

/** Follows the orders of this device. */
export function useOrdersView(store: OrdersStore): OrdersView {
  return useSyncExternalStore(store.subscribe, store.current);
}

export interface FoundPage {
  /** What was really shown: a page past the end becomes the last one. */
  readonly view: TableView;
  readonly orders: readonly VisibleOrder[];
  readonly total: number;
}

export function findPage(orders: OrdersView, view: TableView): FoundPage {
  const found = orders.query(toOrderQuery(view));
  const last = pageCountOf(found.total, view.pageSize);
  if (view.page <= last) return { view, ...found };
  const shown = { ...view, page: last };
  return { view: shown, ...orders.query(toOrderQuery(shown)) };
}
