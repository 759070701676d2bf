import type { Header } from '@tanstack/react-table';
import { flexRender } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { VisibleOrder } from '../../store/visible-order.ts';
import type { orderTableFeatures } from './order-columns.tsx';
import styles from './orders-table.module.css';

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const;

interface TableHeaderProps {
  readonly headers: readonly Header<typeof orderTableFeatures, VisibleOrder>[];
}

/** Column titles; each sorts, and the one that sorts says which way. */
export function TableHeader({ headers }: TableHeaderProps) {
  return (
    <thead>
      <tr className={styles['headerRow']} aria-rowindex={1}>
        {headers.map((header) => {
          const direction = header.column.getIsSorted();
          return (
            <th
              key={header.id}
              scope="col"
              data-column={header.column.id}
              aria-sort={direction === false ? undefined : ARIA_SORT[direction]}
            >
              {header.column.getCanSort() ? (
                <button
                  type="button"
                  className={styles['sort']}
                  onClick={header.column.getToggleSortingHandler()}
                >
                  {flexRender(header.column.columnDef.header, header.getContext())}
                  <SortArrow direction={direction} />
                </button>
              ) : (
                flexRender(header.column.columnDef.header, header.getContext())
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function SortArrow({ direction }: { direction: 'asc' | 'desc' | false }) {
  const Icon = direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <Icon
      size={13}
      aria-hidden
      className={styles['sortArrow']}
      data-idle={direction === false || undefined}
    />
  );
}
