import { type MouseEvent, type ReactNode, useDeferredValue, useMemo, useRef } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { FilterChips } from './filter-chips.tsx';
import { SearchedText } from './marked-text.tsx';
import { MatchCount } from './match-count.tsx';
import { NewOrders } from './new-orders.tsx';
import { NoCopy, NoMatch } from './no-orders.tsx';
import styles from './orders-list.module.css';
import { useOrdersNavigation } from './orders-navigation.tsx';
import { OrdersTable } from './orders-table.tsx';
import { Paging } from './paging.tsx';
import { SelectionBar, type SelectionTools } from './selection-bar.tsx';
import { differsInTextOnly, isFiltered, type TableView, toOrderQuery, withoutFilters } from './table-view.ts';
import { useDisplay } from './use-display.ts';
import { useHand } from './use-hand.ts';
import { findPage, useOrdersView } from './use-orders-view.ts';
import { useSelection } from './use-selection.ts';
import { useSteadyPage } from './use-steady-page.ts';
import { type ViewChange, ViewToolbar } from './view-toolbar.tsx';

interface OrdersListProps {
  readonly view: TableView;
  readonly onViewChange: ViewChange;
  /** The key that brings the cursor into the search field; `null` = none. */
  readonly searchKey: string | null;
  /** Which view is shown, beside the filters. */
  readonly views: ReactNode;
  /** What can be done with all that is shown, at the end of the line. */
  readonly tools: ReactNode;
  /** What can be done with the chosen orders besides editing them. */
  readonly selectionTools: SelectionTools;
}

/** All orders: search, filters, table and pages, answered from this device. */
export function OrdersList({ view, onViewChange, searchKey, ...slots }: OrdersListProps) {
  const orders = useOrdersView(useServices().orders);
  const { openOrder } = useOrdersNavigation();
  const formats = useFormats();
  // Typing stays ahead of the search: the field shows each letter at once, the rows follow when there is time.
  const late = useDeferredValue(view);
  const asked = differsInTextOnly(view, late) ? late : view;
  const found = useMemo(() => (orders.phase === 'ready' ? findPage(orders, asked) : null), [orders, asked]);
  const section = useRef<HTMLElement>(null);
  const hand = useHand();
  const [display] = useDisplay();
  const handlers = useMemo(() => ({ ...hand.handlers, onClick: followRow }), [hand.handlers]);
  const page = useSteadyPage(found, orders, hand.isThere);
  const shown = page?.view ?? asked;
  const selection = useSelection(useMemo(() => page?.orders.map(recordIdOf) ?? [], [page]));
  const matchText =
    page === null ? '' : `${formats.count(page.total)} ${page.total === 1 ? 'order' : 'orders'}`;
  return (
    <section ref={section} className={styles['list']} aria-label="All orders" data-density={display.density}>
      <ViewToolbar
        view={view}
        figures={orders.summary?.figures ?? null}
        today={orders.today}
        searchKey={searchKey}
        views={slots.views}
        onChange={onViewChange}
      >
        <MatchCount text={matchText} of={asked} />
        <NewOrders count={page?.heldBack ?? 0} onShow={hand.takeAway} />
        {slots.tools}
      </ViewToolbar>
      <FilterChips
        view={view}
        onChange={(part) => onViewChange({ ...view, ...part, page: 1 })}
        onClear={() => onViewChange(withoutFilters(view))}
      />
      <SearchedText value={toOrderQuery(asked).search}>
        <OrdersTable
          view={shown}
          page={page}
          isLoading={orders.phase === 'opening'}
          handlers={handlers}
          labelOf={orders.labelOf}
          openRecord={openOrder === null ? null : (orders.find(openOrder)?.recordId ?? null)}
          selection={selection}
          onSort={([sort, ...thenBy]) => onViewChange({ ...view, sort, thenBy, page: 1 })}
        />
      </SearchedText>
      {orders.phase === 'empty' && <NoCopy />}
      {page?.total === 0 && (
        <NoMatch isFiltered={isFiltered(asked)} onClear={() => onViewChange(withoutFilters(view))} />
      )}
      {page !== null && page.total > 0 && (
        <Paging
          view={shown}
          total={page.total}
          onChange={(next) => {
            onViewChange(next);
            showBeginning(section.current);
          }}
        />
      )}
      <SelectionBar orders={orders} selection={selection} tools={slots.selectionTools} />
    </section>
  );
}

/** A press anywhere on a row does what its link does, unless it is meant for a control or ends a selection of text. */
function followRow({ target }: MouseEvent): void {
  if (!(target instanceof Element) || target.closest('a, button, select, label') !== null) return;
  if (window.getSelection()?.isCollapsed === false) return;
  target.closest('tr')?.querySelector('a')?.click();
}

const recordIdOf = ({ recordId }: VisibleOrder) => recordId;

/** A new page begins at its first row, wherever the last one was left. */
function showBeginning(section: HTMLElement | null): void {
  if (section !== null && section.getBoundingClientRect().top < 0) section.scrollIntoView({ block: 'start' });
}
