import type { OrderFilter } from '@orders/contract';
import { DaysFigure } from './days-figure.tsx';
import type { FilterLinks } from './filter-links.ts';
import { OptionChart } from './option-chart.tsx';
import { unsentText } from './unsent-text.ts';
import type { ShownFigures } from './use-figures.ts';

export interface ChartsProps {
  readonly shown: ShownFigures;
  readonly links: FilterLinks;
  readonly filter: OrderFilter;
}

/** The charts of the overview. Each has its numbers as text and as a table too. */
export function Charts({ shown, links, filter }: ChartsProps) {
  const { byStatus, byPriority } = shown.figures;
  const note = unsentText(shown.pendingEdits);
  return (
    <>
      <DaysFigure shown={shown} filter={filter} links={links} />
      <OptionChart
        field="status"
        counts={byStatus.map(({ status, ...counts }) => ({ value: status, ...counts }))}
        picked={filter.statuses}
        links={links}
        note={note}
      />
      <OptionChart
        field="priority"
        counts={byPriority.map(({ priority, ...counts }) => ({ value: priority, ...counts }))}
        picked={filter.priorities}
        links={links}
        note={note}
      />
    </>
  );
}
