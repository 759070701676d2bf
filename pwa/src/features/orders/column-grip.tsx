import { type PointerEvent, useRef } from 'react';
import styles from './column-grip.module.css';
import type { ColumnId } from './display.ts';
import { withWidth } from './display.ts';
import { useDisplay } from './use-display.ts';

/** The edge of a column title, to be dragged. Keys and screen readers have the same in the panel "Display". */
export function ColumnGrip({ id }: { id: ColumnId }) {
  const [display, setDisplay] = useDisplay();
  const start = useRef<{ x: number; width: number } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>) => {
    const title = event.currentTarget.parentElement;
    if (title === null) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: title.getBoundingClientRect().width };
  };
  const onPointerMove = ({ clientX }: PointerEvent) => {
    if (start.current === null) return;
    setDisplay(withWidth(display, id, start.current.width + clientX - start.current.x));
  };
  const end = () => {
    start.current = null;
  };
  return (
    <span
      aria-hidden
      className={styles['grip']}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}
