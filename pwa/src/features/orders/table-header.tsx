import type { SortField } from '@orders/contract';
import type { Header } from '@tanstack/react-table';
import { flexRender } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef } from 'react';
import type { VisibleOrder } from '../../store/visible-order.ts';
import gripStyles from './column-grip.module.css';
import { ColumnGrip } from './column-grip.tsx';
import { placeOf } from './column-sizes.ts';
import { type ColumnId, withMoved } from './display.ts';
import { nextSorts, type Sorts } from './next-sorts.ts';
import type { orderTableFeatures } from './order-columns.tsx';
import styles from './orders-table.module.css';
import { useDisplay } from './use-display.ts';

type OrderHeader = Header<typeof orderTableFeatures, VisibleOrder>;

interface TableHeaderProps {
  readonly headers: readonly OrderHeader[];
  readonly sorts: Sorts;
  readonly onSort: (sorts: Sorts) => void;
  /** In CSS pixels; `undefined` = as wide as there is room. */
  readonly widthOf: (column: string) => number | undefined;
}

/** Column titles; each sorts, together with Shift beside what is sorted by already. */
export function TableHeader({ headers, sorts, onSort, widthOf }: TableHeaderProps) {
  const [display, setDisplay] = useDisplay();
  const dragged = useRef<ColumnId | null>(null);
  return (
    <thead>
      <tr className={styles['headerRow']} aria-rowindex={1}>
        {headers.map((header) => {
          const { column } = header;
          const isPinned = display.pinned.some((id) => id === column.id);
          const place = sorts.findIndex(({ field }) => field === column.id);
          return (
            <th
              key={header.id}
              scope="col"
              data-column={column.id}
              data-pinned={isPinned || undefined}
              style={{
                width: widthOf(column.id),
                ...(isPinned && { insetInlineStart: `var(${placeOf(column.id)})` }),
              }}
              aria-sort={place === 0 ? directionOf(sorts[0].descending) : undefined}
            >
              {column.getCanSort() ? (
                <>
                  {/* biome-ignore lint/a11y/noStaticElementInteractions: what is dragged is moved by keys in "Display". */}
                  <span
                    className={gripStyles['title']}
                    draggable
                    onDragStart={() => {
                      dragged.current = column.id as ColumnId;
                    }}
                    onDragOver={(event) => {
                      if (dragged.current !== null) event.preventDefault();
                    }}
                    onDrop={(event) => {
                      event.preventDefault();
                      if (dragged.current === null) return;
                      setDisplay(withMoved(display, dragged.current, column.id as ColumnId));
                      dragged.current = null;
                    }}
                  >
                    <SortButton header={header} sorts={sorts} place={place} onSort={onSort} />
                  </span>
                  <ColumnGrip id={column.id as ColumnId} />
                </>
              ) : (
                flexRender(column.columnDef.header, header.getContext())
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface SortButtonProps extends Pick<TableHeaderProps, 'sorts' | 'onSort'> {
  readonly header: OrderHeader;
  /** Which of the sorts is that of this column; -1 = none. */
  readonly place: number;
}

function SortButton({ header, sorts, place, onSort }: SortButtonProps) {
  const { column } = header;
  const sort = sorts[place];
  const press = {
    field: column.id as SortField,
    descendingFirst: column.getFirstSortDir() === 'desc',
  };
  const Arrow = sort?.descending === false ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      className={styles['sort']}
      data-sorted={sort !== undefined || undefined}
      title="Sort; with Shift beside what is sorted by already"
      aria-description={
        sort === undefined || sorts.length === 1
          ? undefined
          : `${directionOf(sort.descending)}, number ${place + 1} of ${sorts.length}`
      }
      onClick={({ shiftKey }) => onSort(nextSorts(sorts, { ...press, isMore: shiftKey }))}
    >
      {flexRender(column.columnDef.header, header.getContext())}
      <Arrow
        size={13}
        aria-hidden
        className={styles['sortArrow']}
        data-idle={sort === undefined || undefined}
      />
      {sort !== undefined && sorts.length > 1 && (
        <span aria-hidden className={styles['sortPlace']}>
          {place + 1}
        </span>
      )}
    </button>
  );
}

function directionOf(descending: boolean): 'ascending' | 'descending' {
  return descending ? 'descending' : 'ascending';
}
