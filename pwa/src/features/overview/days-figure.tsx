import type { OrderFilter } from '@orders/contract';
import { useMemo, useState } from 'react';
import type { Formats } from '../../format/formats.ts';
import { useFormats } from '../../format/use-formats.ts';
import { type Segment, Segments } from '../../ui/segments.tsx';
import { ChartFigure } from './chart-figure.tsx';
import styles from './charts.module.css';
import { type DayPoint, type Metric, seriesOf, sumOf } from './day-series.ts';
import { DaysChart } from './days-chart.tsx';
import type { FilterLinks } from './filter-links.ts';
import { type DaysChoice, PERIODS, useDaysChoice } from './remember-charts.ts';
import type { ShownFigures } from './use-figures.ts';

interface DaysFigureProps {
  readonly shown: ShownFigures;
  readonly filter: OrderFilter;
  readonly links: FilterLinks;
}

const METRICS: readonly Segment<Metric>[] = [
  { value: 'orders', label: 'Orders' },
  { value: 'revenue', label: 'Revenue' },
];

/** Orders or revenue of the last days, with what may be chosen about it. */
export function DaysFigure({ shown, filter, links }: DaysFigureProps) {
  const formats = useFormats();
  const { perDay } = shown;
  const [{ metric, days: wanted }, choose] = useDaysChoice();
  const days = wanted <= perDay.length ? wanted : 30;
  const series = useMemo(() => seriesOf(perDay, days, metric), [perDay, days, metric]);
  const [pointed, setPointed] = useState<string | null>(null);
  const at = series.find(({ date }) => date === pointed);
  const textOf = (day: DayPoint) => dayText(day, series, metric, formats);
  const { createdFrom, createdTo } = filter;
  const picked = createdFrom !== null && createdFrom === createdTo ? createdFrom : null;
  return (
    <ChartFigure
      title={`${metric === 'orders' ? 'Orders' : 'Revenue'} per day, last ${days} days`}
      readOut={
        at === undefined ? <TotalText series={series} metric={metric} formats={formats} /> : textOf(at)
      }
      columns={['Day', 'Orders', 'Revenue', metric === 'orders' ? 'Usual orders' : 'Usual revenue']}
      rows={[...series].reverse().map((day) => ({ key: day.date, cells: cellsOf(day, metric, formats) }))}
      controls={<Choices choice={{ metric, days }} longest={perDay.length} onChange={choose} />}
      asText={<AsText series={series} formats={formats} />}
    >
      <DaysChart
        days={series}
        formats={formats}
        picked={picked}
        textOf={textOf}
        onPoint={(day) => setPointed(day?.date ?? null)}
        onPick={(date) =>
          links.show(
            date === picked ? { createdFrom: null, createdTo: null } : { createdFrom: date, createdTo: date },
          )
        }
      />
    </ChartFigure>
  );
}

interface ChoicesProps {
  readonly choice: DaysChoice;
  /** Days that are known. */
  readonly longest: number;
  readonly onChange: (choice: DaysChoice) => void;
}

function Choices({ choice, longest, onChange }: ChoicesProps) {
  const periods = PERIODS.map((period) => ({
    value: String(period),
    label: String(period),
    name: `${period} days`,
    obstacle: period <= longest ? undefined : 'Known when all orders are on this device',
  }));
  return (
    <div className={styles['choices']}>
      <Segments
        label="Shown per day"
        segments={METRICS}
        value={choice.metric}
        onChange={(metric) => onChange({ ...choice, metric })}
      />
      <Segments
        label="Period"
        segments={periods}
        value={String(choice.days)}
        onChange={(days) =>
          onChange({ ...choice, days: PERIODS.find((period) => String(period) === days) ?? 30 })
        }
      />
    </div>
  );
}

/** What the bars show, for those who do not see them. */
function AsText({ series, formats }: { series: readonly DayPoint[]; formats: Formats }) {
  return (
    <ul className="visually-hidden">
      {series.map(({ date, count, total }) => (
        <li key={date}>
          <span>{formats.day(date)}:</span> <span>{ordersText(count, formats)},</span>{' '}
          <span>{formats.money(total)}</span>
        </li>
      ))}
    </ul>
  );
}

interface TotalTextProps {
  readonly series: readonly DayPoint[];
  readonly metric: Metric;
  readonly formats: Formats;
}

function TotalText({ series, metric, formats }: TotalTextProps) {
  const { count, total } = sumOf(series);
  const perDay =
    metric === 'orders' ? formats.short(count / series.length) : formats.money(total / series.length);
  const sum = metric === 'orders' ? ordersText(count, formats) : formats.money(total);
  return (
    <>
      {sum}, {perDay} a day
      {series.some(({ usual }) => usual !== null) && (
        <span className={styles['legend']} title="The mean of the same weekday in the four weeks before">
          usual
        </span>
      )}
    </>
  );
}

function dayText(day: DayPoint, series: readonly DayPoint[], metric: Metric, formats: Formats): string {
  const isToday = day === series.at(-1);
  const facts = `${ordersText(day.count, formats)}, ${formats.money(day.total)}${isToday ? ' so far' : ''}`;
  const usual = day.usual === null ? '' : `, usual ${usualText(day.usual, metric, formats)}`;
  return `${formats.day(day.date)}: ${facts}${usual}`;
}

function ordersText(count: number, formats: Formats): string {
  return `${formats.count(count)} ${count === 1 ? 'order' : 'orders'}`;
}

function cellsOf(day: DayPoint, metric: Metric, formats: Formats): string[] {
  const usual = day.usual === null ? '–' : usualText(day.usual, metric, formats);
  return [formats.day(day.date), formats.count(day.count), formats.money(day.total), usual];
}

function usualText(usual: number, metric: Metric, formats: Formats): string {
  return metric === 'orders' ? formats.short(usual) : formats.money(usual);
}
