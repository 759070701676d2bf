import { useTable } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { deferComponent } from '../../ui/deferred.ts';
import { useColumnSizes } from './column-sizes.ts';
import { type ColumnId, shownColumns } from './display.ts';
import type { Sorts } from './next-sorts.ts';
import { columnsFor, orderTableFeatures } from './order-columns.tsx';
import { OrderRows, type OrderRowsProps } from './order-rows.tsx';
import styles from './orders-table.module.css';
import { SelectionProvider } from './selection-cells.tsx';
import { SkeletonRows } from './skeleton-rows.tsx';
import { TableHeader } from './table-header.tsx';
import type { TableView } from './table-view.ts';
import { useBaseFields } from './use-base-fields.ts';
import { useDisplay } from './use-display.ts';
import { usePrinting } from './use-printing.ts';
import type { Selection } from './use-selection.ts';
import wideStyles from './wide-table.module.css';

/** From this many rows on only those near the window are drawn. */
const VIRTUAL_FROM = 101;

const useVirtualRows = deferComponent(() =>
  import('./virtual-order-rows.tsx').then((module) => module.VirtualOrderRows),
);

const EMPTY: VisibleOrder[] = [];

interface OrdersTableProps {
  readonly view: TableView;
  readonly onSort: (sorts: Sorts) => void;
  /** One page, sorted and filtered already; `null` while the orders are on their way. */
  readonly page: { readonly orders: readonly VisibleOrder[]; readonly total: number } | null;
  readonly labelOf: (order: VisibleOrder) => string;
  /** Record id of the order that is open beside the table. */
  readonly openRecord: string | null;
  readonly selection: Selection;
  readonly isLoading: boolean;
  /** Told of what the pointer and the keyboard do in the rows. */
  readonly handlers: OrderRowsProps['handlers'];
}

/** The table itself: titles and rows of one page. */
export function OrdersTable({
  view,
  onSort,
  page,
  labelOf,
  openRecord,
  selection,
  isLoading,
  handlers,
}: OrdersTableProps) {
  const sorts = useMemo<Sorts>(() => [view.sort, ...view.thenBy], [view.sort, view.thenBy]);
  const [display] = useDisplay();
  const { has } = useBaseFields();
  const shown = shownColumns(display).filter(has).join();
  const columns = useMemo(() => columnsFor(shown.split(',') as ColumnId[]), [shown]);
  const sizes = useColumnSizes(display);
  const table = useTable({
    features: orderTableFeatures,
    columns,
    data: (page?.orders ?? EMPTY) as VisibleOrder[],
    getRowId: (order) => order.recordId,
    manualSorting: true,
  });
  const { rows } = table.getRowModel();
  const VirtualRows = useVirtualRows(rows.length >= VIRTUAL_FROM);
  const isPrinting = usePrinting();
  const Rows = rows.length >= VIRTUAL_FROM && VirtualRows !== null && !isPrinting ? VirtualRows : OrderRows;
  const offset = (view.page - 1) * view.pageSize;
  return (
    <div ref={sizes.frame} className={wideStyles['frame']} data-wide={sizes.isWide || undefined}>
      <table
        className={styles['table']}
        style={sizes.style}
        aria-label="Orders"
        aria-rowcount={page === null ? -1 : page.total + 1}
        aria-busy={isLoading}
      >
        <SelectionProvider value={selection}>
          <TableHeader
            headers={table.getFlatHeaders()}
            sorts={sorts}
            onSort={onSort}
            widthOf={sizes.widthOf}
          />
          {isLoading ? (
            <SkeletonRows columns={shown.split(',')} />
          ) : (
            <Rows
              rows={rows}
              columns={columns}
              pinned={display.pinned}
              offset={offset}
              labelOf={labelOf}
              openRecord={openRecord}
              selected={selection.ids}
              handlers={handlers}
            />
          )}
        </SelectionProvider>
      </table>
    </div>
  );
}
