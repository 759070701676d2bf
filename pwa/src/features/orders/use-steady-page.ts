import { useLayoutEffect, useMemo, useRef } from 'react';
import type { OrdersView } from '../../store/visible-order.ts';
import type { TableView } from './table-view.ts';
import type { FoundPage } from './use-orders-view.ts';

interface SteadyPage extends FoundPage {
  /** How many orders wait to be shown until the hand is gone. */
  readonly heldBack: number;
}

/**
 * Keeps the rows where they are while a hand is on them: values change in place, but what other people add or move
 * comes in when the hand has gone. What the person asks for comes at once.
 */
export function useSteadyPage(
  page: FoundPage | null,
  orders: OrdersView,
  isHandThere: boolean,
): SteadyPage | null {
  const shown = useRef<{ view: TableView; recordIds: readonly string[] } | null>(null);
  const steady = useMemo(() => {
    const before = shown.current;
    if (page === null) return null;
    if (!isHandThere || before === null || before.view !== page.view) return { ...page, heldBack: 0 };
    const kept = before.recordIds.flatMap((recordId) => orders.find(recordId) ?? []);
    const known = new Set(before.recordIds);
    const heldBack = page.orders.filter(({ recordId }) => !known.has(recordId)).length;
    return { ...page, orders: kept, heldBack };
  }, [page, orders, isHandThere]);
  useLayoutEffect(() => {
    if (steady === null) shown.current = null;
    else shown.current = { view: steady.view, recordIds: steady.orders.map(({ recordId }) => recordId) };
  }, [steady]);
  return steady;
}
