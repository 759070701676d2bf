import {
  formatSort,
  type OrderQuery,
  type OrderSort,
  orderPredicate,
  type ReportingCalendar,
} from '@orders/contract';
import { type OrderRow, type RowSortKeys, rowAccess } from './order-row.ts';
import {
  compareRecordIds,
  moveRows,
  type RowChange,
  rowComparator,
  sortByRecordId,
  sortRows,
} from './sort-rows.ts';
import type { VisibleOrder } from './visible-order.ts';

/** Sorted lists that are kept up to date by each change; more are sorted anew when asked for. */
const KEPT_SORTS = 3;
const KEPT_MATCHES = 4;

/** The rows of one state of the table in every order that was asked for. Its arrays never change. */
export interface OrderLists {
  /** All of them, by record id. */
  readonly rows: readonly OrderRow[];
  query(query: OrderQuery): { orders: readonly VisibleOrder[]; total: number };
  /** The lists after some rows went and others came. */
  after(change: RowChange): OrderLists;
}

/** @param rowsById sorted by record id */
export function createOrderLists(
  rowsById: readonly OrderRow[],
  calendar: ReportingCalendar,
  keys: RowSortKeys,
): OrderLists {
  return listsOver({ rowsById, sorted: new Map() }, calendar, keys);
}

/** The first one decides; each of the others where those before it find no difference. */
type Sorts = readonly [OrderSort, ...OrderSort[]];

interface State {
  readonly rowsById: readonly OrderRow[];
  /** By the text of the sort, the one asked for last at the end. */
  readonly sorted: Map<string, { sorts: Sorts; rows: readonly OrderRow[] }>;
}

function listsOver(state: State, calendar: ReportingCalendar, keys: RowSortKeys): OrderLists {
  const access = rowAccess(calendar);
  const matches = new Map<string, readonly OrderRow[]>();

  const sortedBy = (sorts: Sorts): readonly OrderRow[] => {
    const name = sorts.map(formatSort).join();
    // Each pass leaves alone the order of rows that it finds equal, so the sort that decides comes last.
    const rows =
      state.sorted.get(name)?.rows ??
      sorts.reduceRight((sorted, sort) => sortRows(sorted, sort, keys), state.rowsById);
    remember(state.sorted, name, { sorts, rows }, KEPT_SORTS);
    return rows;
  };
  const matching = ({
    page: _page,
    pageSize: _pageSize,
    sort,
    thenBy = [],
    ...filter
  }: OrderQuery): readonly OrderRow[] => {
    const sorts: Sorts = [sort, ...thenBy];
    const name = JSON.stringify([sorts.map(formatSort), filter]);
    const predicate = orderPredicate(filter, access);
    const rows =
      matches.get(name) ?? (predicate === null ? sortedBy(sorts) : sortedBy(sorts).filter(predicate));
    remember(matches, name, rows, KEPT_MATCHES);
    return rows;
  };

  return {
    rows: state.rowsById,
    query(query) {
      const rows = matching(query);
      const from = (query.page - 1) * query.pageSize;
      return {
        orders: rows.slice(from, from + query.pageSize).map(({ order }) => order),
        total: rows.length,
      };
    },
    after(change) {
      const rowsById =
        moveRows(state.rowsById, change, compareRecordIds) ?? replaceRows(state.rowsById, change);
      const sorted: State['sorted'] = new Map();
      for (const [name, { sorts, rows }] of state.sorted) {
        const moved = moveRows(rows, change, rowComparator(...sorts));
        if (moved !== null) sorted.set(name, { sorts, rows: moved });
      }
      return listsOver({ rowsById, sorted }, calendar, keys);
    },
  };
}

function replaceRows(rowsById: readonly OrderRow[], { removed, added }: RowChange): OrderRow[] {
  const gone = new Set(removed);
  return sortByRecordId(rowsById.filter((row) => !gone.has(row)).concat(added));
}

function remember<V>(kept: Map<string, V>, name: string, value: V, most: number): void {
  kept.delete(name);
  kept.set(name, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
}
