import type { OrderFilter } from '@orders/contract';
import { useFormats } from '../../format/use-formats.ts';
import type { ShownSummary } from '../../store/visible-order.ts';
import { ChartFigure } from './chart-figure.tsx';
import { DaysChart } from './days-chart.tsx';
import type { FilterLinks } from './key-figures.tsx';
import { StatusChart } from './status-chart.tsx';

export interface ChartsProps {
  readonly summary: ShownSummary;
  readonly links: FilterLinks;
  readonly filter: Pick<OrderFilter, 'statuses' | 'createdFrom' | 'createdTo'>;
}

/** The two charts of the overview. Each has its numbers as text too. */
export function Charts({ summary, links, filter }: ChartsProps) {
  const { figures } = summary;
  const formats = useFormats();
  const { createdFrom, createdTo } = filter;
  const pickedDay = createdFrom !== null && createdFrom === createdTo ? createdFrom : null;
  return (
    <>
      <ChartFigure
        title="Orders per day, last 30 days"
        numbers={figures.perDay.map(({ date, count, total }) => ({
          key: date,
          name: formats.day(date),
          count: formats.count(count),
          total: formats.money(total),
        }))}
      >
        {(readOut) => (
          <DaysChart
            days={figures.perDay}
            formats={formats}
            picked={pickedDay}
            readOut={readOut}
            onPick={(date) =>
              links.show(
                date === pickedDay
                  ? { createdFrom: null, createdTo: null }
                  : { createdFrom: date, createdTo: date },
              )
            }
          />
        )}
      </ChartFigure>
      <StatusChart summary={summary} links={links} picked={filter.statuses} />
    </>
  );
}
