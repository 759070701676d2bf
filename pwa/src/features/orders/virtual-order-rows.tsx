import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { OrderRow } from './order-row.tsx';
import type { OrderRowsProps } from './order-rows.tsx';

/** The rows of a long page: only those near the window are in the document. */
export function VirtualOrderRows(props: OrderRowsProps) {
  const { rows, offset, labelOf, openRecord, selected, handlers, columns, pinned } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const place = body.current?.getBoundingClientRect().top ?? 0;
    setTop(place + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 38,
    overscan: 20,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtualizer.getVirtualItems();
  const before = (shown[0]?.start ?? top) - top;
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? top) + top;
  return (
    <tbody ref={body} {...handlers}>
      {before > 0 && <Gap height={before} columns={columns.length} />}
      {shown.map(({ index }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <OrderRow
            key={row.id}
            ref={virtualizer.measureElement}
            index={index}
            row={row}
            label={labelOf(row.original)}
            isOpen={row.id === openRecord}
            isSelected={selected.has(row.id)}
            ariaRowIndex={offset + index + 2}
            columns={columns}
            pinned={pinned}
          />
        );
      })}
      {after > 0 && <Gap height={after} columns={columns.length} />}
    </tbody>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
