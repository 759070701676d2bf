import type { EditableField, OrderFilter } from '@orders/contract';
import { scaleLinear } from '@visx/scale';
import { Bar } from '@visx/shape';
import { optionIcon, optionTone } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import { isPlainClick } from '../../ui/plain-click.ts';
import { asInBase, type OptionCount } from './as-in-base.ts';
import { ChartFigure } from './chart-figure.tsx';
import type { FilterLinks } from './filter-links.ts';
import styles from './option-chart.module.css';

interface OptionChartProps {
  readonly field: EditableField;
  readonly counts: readonly OptionCount[];
  /** What the table is narrowed to. */
  readonly picked: readonly (string | null)[];
  readonly links: FilterLinks;
  /** Said beside the title. */
  readonly note: string | null;
}

const TITLES = { status: 'Orders by status', priority: 'Orders by priority' } as const;
const BLANKS = { status: 'No status', priority: 'No priority' } as const;

/** How the orders spread over the values of a field; each line leads to its orders. Its numbers stand in it as text. */
export function OptionChart({ field, counts: counted, picked, links, note }: OptionChartProps) {
  const formats = useFormats();
  const config = useObservable(useServices().config);
  const counts = asInBase(counted, field === 'status' ? config?.statuses : config?.priorities);
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const highest = Math.max(1, ...counts.map(({ count }) => count));
  return (
    <ChartFigure
      title={TITLES[field]}
      readOut={note}
      columns={[field === 'status' ? 'Status' : 'Priority', 'Orders', 'Share', 'Revenue']}
      rows={counts.map(({ value, count, total }) => ({
        key: String(value),
        cells: [
          value ?? BLANKS[field],
          formats.count(count),
          all === 0 ? '–' : formats.percent(count / all),
          formats.money(total),
        ],
      }))}
    >
      <ul className={styles['options']} data-field={field}>
        {counts.map((entry) => (
          <OptionLine
            key={entry.value}
            field={field}
            entry={entry}
            highest={highest}
            picked={picked}
            links={links}
          />
        ))}
      </ul>
    </ChartFigure>
  );
}

interface OptionLineProps extends Pick<OptionChartProps, 'field' | 'picked' | 'links'> {
  readonly entry: OptionCount;
  readonly highest: number;
}

function OptionLine({ field, entry: { value, count, total }, highest, picked, links }: OptionLineProps) {
  const formats = useFormats();
  const length = scaleLinear({ domain: [0, highest], range: [0, 100] });
  const isOnly = picked.length === 1 && picked[0] === value;
  const filter = filterFor(field, isOnly ? [] : [value]);
  return (
    <li data-faded={(picked.length > 0 && !picked.includes(value)) || undefined}>
      <a
        className={styles['option']}
        href={links.hrefOf(filter)}
        aria-current={isOnly || undefined}
        onClick={(event) => {
          if (!isPlainClick(event)) return;
          event.preventDefault();
          links.show(filter);
        }}
      >
        <span className={styles['optionName']}>
          {optionIcon(field, value)}
          <span>{value ?? BLANKS[field]}</span>
        </span>
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden data-tone={optionTone(field, value)}>
          <Bar className={`${styles['track']}`} width={100} height={8} />
          <Bar
            className={`${styles['optionBar']}`}
            width={count === 0 ? 0 : Math.max(0.8, length(count))}
            height={8}
          />
        </svg>
        <span className={styles['optionCount']}>{formats.count(count)}</span>
        <span className={styles['optionTotal']}>{formats.money(total)}</span>
      </a>
    </li>
  );
}

function filterFor(field: EditableField, values: readonly (string | null)[]): Partial<OrderFilter> {
  return field === 'status' ? { statuses: values } : { priorities: values };
}
