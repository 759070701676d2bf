import { DEFAULT_SORT, EMPTY_FILTER, type OrderFilter, type Summary } from '@orders/contract';
import { startTransition, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useServices } from '../../services.tsx';
import type { Figures, OrdersStore, OrdersView } from '../../store/visible-order.ts';
import { DAYS_BEFORE } from './day-series.ts';

/** What somebody still has to do something about. */
export const OPEN_STATUSES: readonly string[] = ['Pending', 'Processing'];

export const OPEN: Partial<OrderFilter> = { statuses: OPEN_STATUSES };
export const URGENT: Partial<OrderFilter> = { statuses: OPEN_STATUSES, priorities: ['High'] };

/** The longest period of a chart. */
const LONGEST = 90;
const SERIES_DAYS = LONGEST + DAYS_BEFORE;

/** What the overview shows. */
export interface ShownFigures {
  /** All orders, whatever the table is narrowed to. */
  readonly all: Summary['totals'];
  /** Of what the filters of the table let through, or of all where there are none. */
  readonly figures: Summary;
  /** Oldest first, today last; longer than that of the summary where this device has all orders. */
  readonly perDay: Summary['perDay'];
  /** Open and of high priority; `null` = not known. */
  readonly urgent: number | null;
  readonly isFiltered: boolean;
  /** How many waiting edits are laid over the figures. */
  readonly pendingEdits: number;
}

/** The figures behind the filter of the table, counted beside everything else; until they are there, the ones before. */
export function useFigures(filter: OrderFilter): ShownFigures | null {
  const { orders } = useServices();
  const view = useSyncExternalStore(orders.subscribe, orders.current);
  const whole = useMemo(() => wholeFigures(view), [view]);
  const counted = useCounted(orders, letsAllThrough(filter) ? null : JSON.stringify(filter));
  return useMemo(() => {
    if (whole === null || counted === null) return whole;
    return {
      ...whole,
      figures: counted,
      perDay: counted.perDay,
      urgent: counted.narrower,
      isFiltered: true,
    };
  }, [whole, counted]);
}

function letsAllThrough(filter: OrderFilter): boolean {
  return Object.values(filter).every((part) => part === null || part === '' || part.length === 0);
}

function wholeFigures(view: OrdersView): ShownFigures | null {
  const { summary } = view;
  if (summary === null) return null;
  const { figures, pendingEdits } = summary;
  return {
    all: figures.totals,
    figures,
    perDay: view.lastDays(SERIES_DAYS) ?? figures.perDay,
    urgent: countUrgent(view),
    isFiltered: false,
    pendingEdits,
  };
}

/** Counts anew after each change, one count at a time. @param key the filter as a text; `null` = there is none */
function useCounted(orders: OrdersStore, key: string | null): Figures | null {
  const [counted, setCounted] = useState<Figures | null>(null);
  useEffect(() => {
    if (key === null) return setCounted(null);
    const filter: OrderFilter = JSON.parse(key);
    const calledOff = new AbortController();
    let isCounting = false;
    const count = async () => {
      if (isCounting) return;
      isCounting = true;
      let view: OrdersView;
      do {
        view = orders.current();
        const query = { filter, days: SERIES_DAYS, narrower: URGENT };
        const figures = await view.countFigures(query, calledOff.signal);
        if (calledOff.signal.aborted) return;
        startTransition(() => setCounted(figures));
      } while (view !== orders.current());
      isCounting = false;
    };
    const stop = orders.subscribe(() => void count());
    void count();
    return () => {
      stop();
      calledOff.abort();
    };
  }, [orders, key]);
  return key === null ? null : counted;
}

/** Only the orders themselves can tell; without a complete copy of them there is no number. */
function countUrgent(view: OrdersView): number | null {
  if (view.phase !== 'ready' || !view.isComplete) return null;
  return view.query({ ...EMPTY_FILTER, ...URGENT, page: 1, pageSize: 1, sort: DEFAULT_SORT }).total;
}
