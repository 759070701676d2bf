import type { Row } from '@tanstack/react-table';
import { flexRender } from '@tanstack/react-table';
import { memo, type Ref, useEffect, useMemo, useRef } from 'react';
import type { VisibleOrder } from '../../store/visible-order.ts';
import { placeOf } from './column-sizes.ts';
import type { orderTableFeatures } from './order-columns.tsx';
import { RowContext } from './order-row-context.ts';
import styles from './orders-table.module.css';

export type OrderTableRow = Row<typeof orderTableFeatures, VisibleOrder>;

interface OrderRowProps {
  readonly row: OrderTableRow;
  readonly label: string;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  /** Of all rows that match, counted from 1, the header being the first. */
  readonly ariaRowIndex: number;
  readonly ref?: Ref<HTMLTableRowElement>;
  readonly index?: number;
  /** Another list when other columns are shown. */
  readonly columns: readonly unknown[];
  /** Ids of the columns that stay in sight. */
  readonly pinned: readonly string[];
}

/** One order. Drawn anew only when it or its place has changed. */
export const OrderRow = memo(
  function OrderRow(props: OrderRowProps) {
    const { row, label, isOpen, isSelected, ariaRowIndex, ref, index, pinned } = props;
    const facts = useMemo(() => ({ label, isOpen, isSelected }), [label, isOpen, isSelected]);
    const mine = useFlash(row.original);
    return (
      <tr
        ref={ref}
        aria-rowindex={ariaRowIndex}
        data-index={index}
        data-open={isOpen || undefined}
        data-selected={isSelected || undefined}
        data-state={row.original.editState ?? undefined}
        className={styles['row']}
      >
        <RowContext value={facts}>
          {row.getAllCells().map((cell, position) => (
            <td
              key={cell.id}
              ref={position === 0 ? mine : undefined}
              data-column={cell.column.id}
              {...(pinned.includes(cell.column.id) && {
                'data-pinned': true,
                style: { insetInlineStart: `var(${placeOf(cell.column.id)})` },
              })}
            >
              {flexRender(cell.column.columnDef.cell, cell.getContext())}
            </td>
          ))}
        </RowContext>
      </tr>
    );
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.label === after.label &&
    before.isOpen === after.isOpen &&
    before.isSelected === after.isSelected &&
    before.index === after.index &&
    before.columns === after.columns &&
    before.pinned === after.pinned &&
    before.ariaRowIndex === after.ariaRowIndex,
);

/** Lets a row light up softly when somebody else has changed its order. */
function useFlash({ etag, editState }: VisibleOrder) {
  const cell = useRef<HTMLTableCellElement>(null);
  const seen = useRef({ etag, editState });
  useEffect(() => {
    const before = seen.current;
    seen.current = { etag, editState };
    const isOwn = before.editState !== null || editState !== null;
    if (before.etag === etag || isOwn) return undefined;
    const row = cell.current?.parentElement;
    if (row == null) return undefined;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return markFor(row, MARKED_MS);
    row.animate([{ backgroundColor: 'var(--accent-soft)' }, {}], { duration: 2000, easing: 'ease-out' });
    return undefined;
  }, [etag, editState]);
  return cell;
}

const MARKED_MS = 10_000;

/** Where nothing is to move, a mark at the edge of the row says the same. @returns how to take it off */
function markFor(row: HTMLElement, ms: number): () => void {
  row.dataset['changed'] = '';
  const unmark = () => {
    delete row.dataset['changed'];
  };
  const timer = setTimeout(unmark, ms);
  return () => {
    clearTimeout(timer);
    unmark();
  };
}
