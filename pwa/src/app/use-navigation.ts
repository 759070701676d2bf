import type { OrderFilter } from '@orders/contract';
import { useMemo, useRef } from 'react';
import type { OrdersNavigation } from '../features/orders/orders-navigation.tsx';
import {
  DEFAULT_VIEW,
  readTableView,
  type TableView,
  toOrderQuery,
  writeTableView,
} from '../features/orders/table-view.ts';
import { useKnownValues } from '../features/orders/use-known-values.ts';
import type { ViewChange } from '../features/orders/view-toolbar.tsx';
import type { FilterLinks } from '../features/overview/filter-links.ts';
import { useServices } from '../services.tsx';
import type { Address, Place } from './address.ts';
import { orderPath, type Route, withPanel, writeSearch } from './routes.ts';
import { readAddress, writeAddress } from './table-address.ts';

interface AppNavigation extends OrdersNavigation {
  showDiagnostics(): void;
  showStatus(): void;
  showKeys(): void;
  showNews(): void;
  showViews(): void;
  hidePanel(): void;
}

/** Opening and closing what stands beside the table. */
export function useNavigation(address: Address, { order }: Route): AppNavigation {
  const { orders } = useServices();
  return useMemo(() => {
    const searchWithoutPanel = () => withPanel({ path: '', search: address.current().search }, null);
    return {
      openOrder: order,
      hrefOf: (label) => orderPath(label, searchWithoutPanel()),
      open: (label) => address.go(orderPath(label, searchWithoutPanel())),
      closeOrder: () => address.go(`/${searchWithoutPanel()}`),
      showEdits: () => address.go(withPanel(address.current(), 'edits')),
      showDiagnostics: () => address.go(withPanel(address.current(), 'diagnostics')),
      showStatus: () => address.go(withPanel(address.current(), 'status')),
      showKeys: () => address.go(withPanel(address.current(), 'keys')),
      showNews: () => address.go(withPanel(address.current(), 'news')),
      showViews: () => address.go(withPanel(address.current(), 'views')),
      hidePanel: () => address.go(withPanel(address.current(), null)),
      showCustomer(name) {
        const { path, search } = address.current();
        const { view } = readTableView(search, orders.current().today);
        const narrowed = { ...view, customers: [name], page: 1 };
        address.go(path + writeSearch(writeTableView(narrowed, search)));
      },
    };
  }, [address, order, orders]);
}

interface TableViewState {
  readonly view: TableView;
  /** Parts of the address that make no sense. */
  readonly ignored: readonly string[];
  readonly changeView: ViewChange;
}

/** The view that the address holds, and how it is changed. All of a text that is typed is one step of the history. */
export function useTableView(address: Address, { search }: Place, today: string): TableViewState {
  const known = useKnownValues();
  const read = useMemo(() => readAddress(search, today, known), [search, today, known]);
  const typedTo = useRef('');
  const changeView = useMemo<ViewChange>(
    () => (next, how) => {
      const place = address.current();
      const to = place.path + writeAddress(next, place.search);
      const isGoingOn = how === 'typing' && place.path + place.search === typedTo.current;
      typedTo.current = how === 'typing' ? to : '';
      address.go(to, isGoingOn ? 'replace' : 'push');
    },
    [address],
  );
  return { ...read, changeView };
}

/** Links from figures and charts to the orders behind them. A press adds to what is asked for already. */
export function useFilterLinks(address: Address, today: string, changeView: ViewChange): FilterLinks {
  return useMemo(
    () => ({
      hrefOf: (filter) => `/${writeSearch(writeTableView(narrow(DEFAULT_VIEW, filter), ''))}`,
      show: (filter) => changeView(narrow(readAddress(address.current().search, today, null).view, filter)),
    }),
    [address, today, changeView],
  );
}

/** What the figures follow of a view: which orders it lets through. */
export function toOrderFilter(view: TableView): OrderFilter {
  const { page: _page, pageSize: _size, sort: _sort, thenBy: _then, ...filter } = toOrderQuery(view);
  return filter;
}

function narrow(view: TableView, { search: _, ...part }: Partial<OrderFilter>): TableView {
  return { ...view, ...part, page: 1 };
}
