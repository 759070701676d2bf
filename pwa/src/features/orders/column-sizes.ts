import { type CSSProperties, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { type ColumnId, type Display, shownColumns, widthOf } from './display.ts';

/** The column that selects; the style sheet has the same. */
const SELECT_WIDTH = 42;

interface ColumnSizes {
  readonly frame: RefObject<HTMLDivElement | null>;
  /** Whether the columns take more room than there is, so that the table is scrolled sideways. */
  readonly isWide: boolean;
  /** For the table: how wide it is at least, and where columns that stay in sight stand. */
  readonly style: CSSProperties;
  /** `undefined` = as wide as there is room. */
  widthOf(id: string): number | undefined;
}

/** How wide the columns are: as was chosen, and otherwise as the window lets them. */
export function useColumnSizes(display: Display): ColumnSizes {
  const frame = useRef<HTMLDivElement>(null);
  const columns = shownColumns(display);
  const needed = columns.reduce((sum, id) => sum + widthOf(id, display), SELECT_WIDTH);
  const isChosen = columns.some((id) => display.widths[id] !== undefined);
  const room = useWidth(frame);
  const isWide = isChosen && room !== null && needed > room;
  return {
    frame,
    isWide,
    style: isWide ? { minWidth: needed, ...placesOf(columns, display) } : {},
    widthOf: (id) => {
      const column = columns.find((other) => other === id);
      if (column === undefined) return undefined;
      return isWide ? widthOf(column, display) : display.widths[column];
    },
  };
}

/** The name of the property that says where a column stays. */
export function placeOf(id: string): string {
  return `--place-${id}`;
}

function placesOf(columns: readonly ColumnId[], display: Display): CSSProperties {
  let place = SELECT_WIDTH;
  const places = columns.map((id) => {
    const own = place;
    place += widthOf(id, display);
    return [placeOf(id), `${own}px`] as const;
  });
  return Object.fromEntries(places);
}

function useWidth(element: RefObject<HTMLElement | null>): number | null {
  const [width, setWidth] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? null));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
