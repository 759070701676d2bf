import { useParentSize } from '@visx/responsive';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { Formats } from '../../format/formats.ts';
import { DayBars } from './day-bars.tsx';
import { MARGIN, type Scales, scalesOf } from './day-scales.ts';
import type { DayPoint } from './day-series.ts';
import styles from './days-chart.module.css';

interface DaysChartProps {
  readonly days: readonly DayPoint[];
  readonly formats: Formats;
  /** The day that the table is narrowed to. */
  readonly picked: string | null;
  /** A day in words. */
  readonly textOf: (day: DayPoint) => string;
  /** Told which day is pointed at; `null` = none. */
  readonly onPoint: (day: DayPoint | null) => void;
  readonly onPick: (date: string) => void;
}

/**
 * A bar for each day, today marked, with a line of what is usual. The pointer or the arrow keys read it day by day; a
 * click or Enter narrows the table to that day.
 */
export function DaysChart({ days, formats, picked, textOf, onPoint, onPick }: DaysChartProps) {
  const { parentRef, width, height } = useParentSize({ debounceTime: 50 });
  const [active, setActive] = useState<number | null>(null);
  const last = days.length - 1;
  const point = (index: number | null) => {
    setActive(index);
    onPoint(index === null ? null : (days[index] ?? null));
  };
  const at = days[active ?? last];
  const scales = scalesOf(days, width, height);
  return (
    <div
      ref={parentRef}
      className={styles['days']}
      role="slider"
      tabIndex={0}
      aria-label="Day"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={active ?? last}
      aria-valuetext={at === undefined ? '' : textOf(at)}
      onFocus={() => point(active ?? last)}
      onBlur={() => point(null)}
      onKeyDown={(event) => {
        const next = stepBy(event, active ?? last, last);
        if (next !== null) point(next);
        else if (event.key === 'Enter' && at !== undefined) onPick(at.date);
      }}
      onPointerMove={(event) => point(dayUnder(event, days, scales))}
      onPointerLeave={() => point(null)}
      onClick={() => {
        if (active !== null && at !== undefined) onPick(at.date);
      }}
    >
      {width > 0 && (
        <DayBars
          days={days}
          formats={formats}
          scales={scales}
          active={active}
          picked={picked}
          size={{ width, height }}
        />
      )}
    </div>
  );
}

function dayUnder(event: PointerEvent<HTMLElement>, days: readonly DayPoint[], { x }: Scales): number | null {
  const left = event.clientX - event.currentTarget.getBoundingClientRect().left - MARGIN.left;
  const index = Math.floor(left / x.step());
  return index >= 0 && index < days.length ? index : null;
}

function stepBy(event: KeyboardEvent, from: number, last: number): number | null {
  const to = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowDown: from - 1,
    ArrowUp: from + 1,
    PageDown: from - 7,
    PageUp: from + 7,
    Home: 0,
    End: last,
  };
  const next = to[event.key as keyof typeof to];
  if (next === undefined) return null;
  event.preventDefault();
  return Math.min(last, Math.max(0, next));
}
