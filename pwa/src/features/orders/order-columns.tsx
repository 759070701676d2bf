import { createColumnHelper, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { COLUMN_TITLES } from './column-titles.ts';
import type { ColumnId } from './display.ts';
import { CustomerCell, EditableCell, MomentCell, NameCell, TotalCell } from './order-cells.tsx';
import { SelectAllCell, SelectCell } from './selection-cells.tsx';

/** Sorting is done by the store over all orders; the table only keeps which column was asked for. */
export const orderTableFeatures = tableFeatures({ rowSortingFeature });

const helper = createColumnHelper<typeof orderTableFeatures, VisibleOrder>();

const orderColumns = helper.columns([
  helper.display({
    id: 'select',
    header: () => <SelectAllCell />,
    cell: ({ row }) => <SelectCell recordId={row.original.recordId} />,
  }),
  helper.accessor('orderId', {
    header: COLUMN_TITLES.orderId,
    sortDescFirst: false,
    cell: ({ row }) => <NameCell order={row.original} />,
  }),
  helper.accessor('customer', {
    header: COLUMN_TITLES.customer,
    sortDescFirst: false,
    cell: ({ row }) => <CustomerCell name={row.original.customer} />,
  }),
  helper.accessor('status', {
    header: COLUMN_TITLES.status,
    sortDescFirst: false,
    cell: ({ row }) => <EditableCell field="status" order={row.original} />,
  }),
  helper.accessor('orderTotal', {
    header: COLUMN_TITLES.orderTotal,
    sortDescFirst: true,
    cell: ({ row }) => <TotalCell amount={row.original.orderTotal} />,
  }),
  helper.accessor('priority', {
    header: COLUMN_TITLES.priority,
    sortDescFirst: true,
    cell: ({ row }) => <EditableCell field="priority" order={row.original} />,
  }),
  helper.accessor('createdAt', {
    header: COLUMN_TITLES.createdAt,
    sortDescFirst: true,
    cell: ({ row }) => <MomentCell iso={row.original.createdAt} />,
  }),
  helper.accessor('updatedAt', {
    header: COLUMN_TITLES.updatedAt,
    sortDescFirst: true,
    cell: ({ row }) => <MomentCell iso={row.original.updatedAt} />,
  }),
]);

/** The columns of these ids, in their order, after the one that selects. */
export function columnsFor(ids: readonly ColumnId[]): (typeof orderColumns)[number][] {
  const byId = new Map(
    orderColumns.map((column) => ['accessorKey' in column ? column.accessorKey : 'select', column] as const),
  );
  return (['select', ...ids] as const).flatMap((id) => byId.get(id) ?? []);
}
