import type { Summary } from '@orders/contract';
import { AxisBottom, AxisLeft, type TickRendererProps } from '@visx/axis';
import { Group } from '@visx/group';
import { useParentSize } from '@visx/responsive';
import { scaleBand, scaleLinear } from '@visx/scale';
import { Bar } from '@visx/shape';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useState } from 'react';
import type { Formats } from '../../format/formats.ts';
import styles from './charts.module.css';

type Day = Summary['perDay'][number];

interface DaysChartProps {
  readonly days: readonly Day[];
  readonly formats: Formats;
  /** The day that the table is narrowed to. */
  readonly picked: string | null;
  readonly readOut: (text: ReactNode) => void;
  readonly onPick: (date: string) => void;
}

const MARGIN = { top: 8, right: 0, bottom: 22, left: 30 };

/**
 * A bar for each day, today marked. The pointer or the arrow keys read it day by day; a click or Enter narrows the
 * table to that day.
 */
export function DaysChart({ days, formats, picked, readOut, onPick }: DaysChartProps) {
  const { parentRef, width, height } = useParentSize({ debounceTime: 50 });
  const [active, setActive] = useState<number | null>(null);
  const last = days.length - 1;
  const at = active === null ? undefined : days[active];
  useEffect(() => {
    readOut(at === undefined ? totalText(days, formats) : dayText(at, formats));
  }, [at, days, formats, readOut]);
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
      aria-valuetext={dayText(at ?? days[last], formats)}
      onFocus={() => setActive((was) => was ?? last)}
      onBlur={() => setActive(null)}
      onKeyDown={(event) => {
        const next = stepBy(event, active ?? last, last);
        if (next !== null) setActive(next);
        else if (event.key === 'Enter' && at !== undefined) onPick(at.date);
      }}
      onPointerMove={(event) => setActive(dayUnder(event, days, scales))}
      onPointerLeave={() => setActive(null)}
      onClick={() => {
        if (at !== undefined) onPick(at.date);
      }}
    >
      {width > 0 && (
        <Bars
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

type Scales = ReturnType<typeof scalesOf>;

function scalesOf(days: readonly Day[], width: number, height: number) {
  const highest = Math.max(1, ...days.map(({ count }) => count));
  return {
    x: scaleBand({
      domain: days.map(({ date }) => date),
      range: [MARGIN.left, Math.max(MARGIN.left, width - MARGIN.right)],
      paddingInner: 0.22,
      paddingOuter: 0.1,
    }),
    y: scaleLinear({
      domain: [0, highest],
      range: [Math.max(0, height - MARGIN.bottom), MARGIN.top],
      nice: 3,
    }),
  };
}

interface BarsProps {
  readonly days: readonly Day[];
  readonly formats: Formats;
  readonly scales: Scales;
  readonly active: number | null;
  readonly picked: string | null;
  readonly size: { readonly width: number; readonly height: number };
}

function Bars({ days, formats, scales, active, picked, size }: BarsProps) {
  const { x, y } = scales;
  const floor = size.height - MARGIN.bottom;
  const ticks = y.ticks(3);
  return (
    <svg width={size.width} height={size.height} aria-hidden>
      <Group className={`${styles['grid']}`}>
        {ticks.map((tick) => (
          <line key={tick} x1={MARGIN.left} x2={size.width} y1={y(tick)} y2={y(tick)} />
        ))}
      </Group>
      {days.map(({ date, count }, index) => (
        <Bar
          key={date}
          className={`${styles['bar']}`}
          data-today={index === days.length - 1 || undefined}
          data-active={index === active || undefined}
          data-faded={(picked !== null && picked !== date) || undefined}
          x={x(date) ?? 0}
          y={Math.min(y(count), count > 0 ? floor - 1.5 : floor)}
          width={x.bandwidth()}
          height={Math.max(floor - y(count), count > 0 ? 1.5 : 0)}
          rx={Math.min(2.5, x.bandwidth() / 2)}
        />
      ))}
      <AxisLeft
        scale={y}
        left={MARGIN.left}
        tickValues={ticks}
        tickFormat={(value) => formats.short(Number(value))}
        hideAxisLine
        hideTicks
        tickLabelProps={{ textAnchor: 'end', dx: -4, dy: '0.32em' }}
        tickComponent={tickText}
      />
      <AxisBottom
        scale={x}
        top={floor}
        tickValues={dayTicks(days, size.width)}
        tickFormat={(date) => (date === days.at(-1)?.date ? 'Today' : formats.shortDay(date))}
        hideAxisLine
        hideTicks
        tickLength={4}
        tickLabelProps={(date) => ({
          textAnchor: date === days.at(-1)?.date ? 'end' : 'middle',
          dx: date === days.at(-1)?.date ? x.bandwidth() / 2 : 0,
        })}
        tickComponent={tickText}
      />
    </svg>
  );
}

/** Plain text: visx's own measures itself in an element with inline styles, which the content policy forbids. */
function tickText({ formattedValue, x, y, dx, dy, textAnchor }: TickRendererProps) {
  return (
    <text className={styles['tick']} x={x} y={y} dx={dx} dy={dy} textAnchor={textAnchor}>
      {formattedValue}
    </text>
  );
}

/** Every seventh day back from today, or every fourteenth where there is little room. */
function dayTicks(days: readonly Day[], width: number): string[] {
  const step = width < 420 ? 14 : 7;
  return days.filter((_, index) => (days.length - 1 - index) % step === 0).map(({ date }) => date);
}

function dayUnder(event: PointerEvent<HTMLElement>, days: readonly Day[], { x }: Scales): number | null {
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
    Home: 0,
    End: last,
  };
  const next = to[event.key as keyof typeof to];
  if (next === undefined) return null;
  event.preventDefault();
  return Math.min(last, Math.max(0, next));
}

function dayText(day: Day | undefined, formats: Formats): string {
  if (day === undefined) return '';
  return `${formats.day(day.date)}: ${formats.count(day.count)} orders, ${formats.money(day.total)}`;
}

function totalText(days: readonly Day[], formats: Formats): string {
  const count = days.reduce((sum, day) => sum + day.count, 0);
  const perDay = Math.round(count / days.length);
  return `${formats.count(count)} orders, ${formats.count(perDay)} a day`;
}
