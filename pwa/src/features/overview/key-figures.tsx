import { DEFAULT_SORT, EMPTY_FILTER, fromCents, type OrderFilter, toCents } from '@orders/contract';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import type { Formats } from '../../format/formats.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import type { OrdersView, ShownSummary } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { isPlainClick } from '../../ui/plain-click.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './key-figures.module.css';
import { unsentText } from './unsent-text.ts';

/** What somebody still has to do something about. */
const OPEN_STATUSES = ['Pending', 'Processing'];

const OPEN: Partial<OrderFilter> = { statuses: OPEN_STATUSES };
const URGENT: Partial<OrderFilter> = { statuses: OPEN_STATUSES, priorities: ['High'] };

/** How a figure leads to the orders behind it. */
export interface FilterLinks {
  hrefOf(filter: Partial<OrderFilter>): string;
  show(filter: Partial<OrderFilter>): void;
}

interface KeyFiguresProps {
  readonly links: FilterLinks;
  /** Whether figures that are not there yet are on their way. */
  readonly isExpected: boolean;
  readonly areChartsShown: boolean;
  readonly onToggleCharts: () => void;
}

/** The numbers of the business at a glance. */
export function KeyFigures({ links, isExpected, areChartsShown, onToggleCharts }: KeyFiguresProps) {
  const { orders } = useServices();
  const view = useSyncExternalStore(orders.subscribe, orders.current);
  const urgent = useMemo(() => countUrgent(view), [view]);
  const formats = useFormats();
  const tiles = view.summary === null ? null : tilesOf(view.summary, urgent, formats);
  const toggleText = areChartsShown ? 'Hide charts' : 'Show charts';
  const ToggleIcon = areChartsShown ? ChevronUp : ChevronDown;
  return (
    <section className={styles['region']} aria-label="Key figures">
      <div className={styles['row']}>
        <dl className={styles['tiles']}>
          {TITLES.map((title, index) => (
            <Tile
              key={title}
              title={title}
              {...(tiles?.[index] ?? (isExpected ? LOADING : UNKNOWN))}
              links={links}
            />
          ))}
        </dl>
        <Button
          tone="quiet"
          isIcon
          className={styles['toggle']}
          aria-label={toggleText}
          title={toggleText}
          aria-expanded={areChartsShown}
          onClick={onToggleCharts}
        >
          <ToggleIcon size={16} aria-hidden />
        </Button>
      </div>
      <FiguresNote view={view} formats={formats} />
    </section>
  );
}

/** Where the figures come from, while that is out of the ordinary: as of when, and what they leave out or take in. */
function FiguresNote({ view, formats }: { view: OrdersView; formats: Formats }) {
  const { state } = useObservable(useServices().connection);
  const { summary, isComplete } = view;
  if (summary === null || (isComplete && state !== 'offline')) return null;
  const asOf =
    summary.asOf === null ? '' : ` as of ${formats.fullMoment(new Date(summary.asOf).toISOString())}`;
  const unsent = unsentText(summary.pendingEdits);
  return (
    <p className={styles['note']}>
      {isComplete
        ? `Counted on this device${asOf}${unsent === null ? '' : `, ${unsent}`}.`
        : `The server’s figures${asOf}, without edits that wait on this device.`}
    </p>
  );
}

const TITLES = ['Total orders', 'Revenue', 'Open', 'Open, high priority', 'Last 7 days'] as const;

interface TileFacts {
  readonly value: ReactNode;
  readonly detail: ReactNode;
  readonly filter?: Partial<OrderFilter>;
}

const UNKNOWN: TileFacts = { value: '–', detail: '' };
const LOADING: TileFacts = { value: <Skeleton width={6} />, detail: <Skeleton width={14} /> };

function Tile({ title, value, detail, filter, links }: TileFacts & { title: string; links: FilterLinks }) {
  return (
    <div className={styles['tile']}>
      <dt className={styles['title']}>
        {filter === undefined ? (
          title
        ) : (
          <a
            href={links.hrefOf(filter)}
            onClick={(event) => {
              if (!isPlainClick(event)) return;
              event.preventDefault();
              links.show(filter);
            }}
          >
            {title}
          </a>
        )}
      </dt>
      <dd className={styles['value']}>{value}</dd>
      <dd className={styles['detail']} title={typeof detail === 'string' ? detail : undefined}>
        {detail}
      </dd>
    </div>
  );
}

/** In the order of the titles. */
function tilesOf(
  { figures, pendingEdits }: ShownSummary,
  urgent: number | null,
  formats: Formats,
): TileFacts[] {
  const { totals, perDay } = figures;
  const open = figures.byStatus.filter(({ status }) => status !== null && OPEN_STATUSES.includes(status));
  const openCount = open.reduce((sum, { count }) => sum + count, 0);
  const openTotal = fromCents(open.reduce((cents, { total }) => cents + toCents(total), 0));
  const week = countOf(perDay.slice(-7));
  const before = countOf(perDay.slice(-14, -7));
  // First, so that it is not what falls victim to a narrow tile. Edits change statuses and priorities, nothing else.
  const unsent = unsentText(pendingEdits);
  return [
    { value: formats.count(totals.orders), detail: `${formats.count(perDay.at(-1)?.count ?? 0)} today` },
    {
      value: formats.money(totals.revenue),
      detail: totals.orders === 0 ? '' : `${formats.money(totals.revenue / totals.orders)} an order`,
    },
    {
      value: formats.count(openCount),
      detail: joined(unsent, `worth ${formats.money(openTotal)}`),
      filter: OPEN,
    },
    {
      value: urgent === null ? '–' : formats.count(urgent),
      detail: joined(
        urgent === null ? null : unsent,
        urgent === null || openCount === 0 ? null : `${formats.percent(urgent / openCount)} of what is open`,
      ),
      filter: URGENT,
    },
    {
      value: formats.count(week),
      detail: before === 0 ? '' : `${formats.change(week / before - 1)} week on week`,
    },
  ];
}

function joined(...texts: readonly (string | null)[]): string {
  return texts.filter((text) => text !== null).join(' · ');
}

function countOf(days: readonly { count: number }[]): number {
  return days.reduce((sum, { count }) => sum + count, 0);
}

/** Only the orders themselves can tell; without a complete copy of them there is no number. */
function countUrgent(view: OrdersView): number | null {
  if (view.phase !== 'ready' || !view.isComplete) return null;
  return view.query({ ...EMPTY_FILTER, ...URGENT, page: 1, pageSize: 1, sort: DEFAULT_SORT }).total;
}
