import type { DOMAttributes } from 'react';
import { OrderRow, type OrderTableRow } from './order-row.tsx';

export interface OrderRowsProps {
  readonly rows: readonly OrderTableRow[];
  /** Another list when other columns are shown. */
  readonly columns: readonly unknown[];
  /** Ids of the columns that stay in sight. */
  readonly pinned: readonly string[];
  /** How many matching orders stand before the first row. */
  readonly offset: number;
  readonly labelOf: (order: OrderTableRow['original']) => string;
  readonly openRecord: string | null;
  readonly selected: ReadonlySet<string>;
  readonly handlers: DOMAttributes<HTMLTableSectionElement>;
}

/** All rows of a page. */
export function OrderRows({
  rows,
  offset,
  labelOf,
  openRecord,
  selected,
  handlers,
  ...columns
}: OrderRowsProps) {
  return (
    <tbody {...handlers}>
      {rows.map((row, index) => (
        <OrderRow
          key={row.id}
          row={row}
          label={labelOf(row.original)}
          isOpen={row.id === openRecord}
          isSelected={selected.has(row.id)}
          ariaRowIndex={offset + index + 2}
          {...columns}
        />
      ))}
    </tbody>
  );
}
