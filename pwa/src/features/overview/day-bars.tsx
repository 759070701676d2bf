import { AxisBottom, AxisLeft, type TickRendererProps } from '@visx/axis';
import { Group } from '@visx/group';
import { Bar, LinePath } from '@visx/shape';
import type { Formats } from '../../format/formats.ts';
import { MARGIN, type Scales } from './day-scales.ts';
import type { DayPoint } from './day-series.ts';
import styles from './days-chart.module.css';

interface DayBarsProps {
  readonly days: readonly DayPoint[];
  readonly formats: Formats;
  readonly scales: Scales;
  readonly active: number | null;
  readonly picked: string | null;
  readonly size: { readonly width: number; readonly height: number };
}

/** The drawing alone: grid, bars, what is usual, axes. */
export function DayBars({ days, formats, scales, active, picked, size }: DayBarsProps) {
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
      {days.map(({ date, value }, index) => (
        <Bar
          key={date}
          className={`${styles['bar']}`}
          data-today={index === days.length - 1 || undefined}
          data-active={index === active || undefined}
          data-faded={(picked !== null && picked !== date) || undefined}
          x={x(date) ?? 0}
          y={Math.min(y(value), value > 0 ? floor - 1.5 : floor)}
          width={x.bandwidth()}
          height={Math.max(floor - y(value), value > 0 ? 1.5 : 0)}
          rx={Math.min(2.5, x.bandwidth() / 2)}
        />
      ))}
      <LinePath
        className={`${styles['usual']}`}
        data={[...days]}
        defined={({ usual }) => usual !== null}
        x={({ date }) => (x(date) ?? 0) + x.bandwidth() / 2}
        y={({ usual }) => y(usual ?? 0)}
      />
      <Axes days={days} formats={formats} scales={scales} size={size} />
    </svg>
  );
}

function Axes({ days, formats, scales: { x, y }, size }: Omit<DayBarsProps, 'active' | 'picked'>) {
  const today = days.at(-1)?.date;
  return (
    <>
      <AxisLeft
        scale={y}
        left={MARGIN.left}
        tickValues={y.ticks(3)}
        tickFormat={(value) => formats.short(Number(value))}
        hideAxisLine
        hideTicks
        tickLabelProps={{ textAnchor: 'end', dx: -4, dy: '0.32em' }}
        tickComponent={tickText}
      />
      <AxisBottom
        scale={x}
        top={size.height - MARGIN.bottom}
        tickValues={dayTicks(days, size.width)}
        tickFormat={(date) => (date === today ? 'Today' : formats.shortDay(date))}
        hideAxisLine
        hideTicks
        tickLength={4}
        tickLabelProps={(date) => ({
          textAnchor: date === today ? 'end' : 'middle',
          dx: date === today ? x.bandwidth() / 2 : 0,
        })}
        tickComponent={tickText}
      />
    </>
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

/** Whole weeks back from today, as many apart as there is room for; of a single week every day, or every second. */
function dayTicks(days: readonly DayPoint[], width: number): string[] {
  const room = Math.max(1, Math.floor((width - MARGIN.left) / 64));
  const fitting = [1, 2, 7, 14, 28].find((step) => days.length / step <= room) ?? 28;
  const step = days.length > 7 ? Math.max(7, fitting) : fitting;
  return days.filter((_, index) => (days.length - 1 - index) % step === 0).map(({ date }) => date);
}
