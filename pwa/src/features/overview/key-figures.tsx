import type { OrderFilter } from '@orders/contract';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { Formats } from '../../format/formats.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import type { OrdersView } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { isPlainClick } from '../../ui/plain-click.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TITLES, type TileFacts, tilesOf } from './figure-tiles.tsx';
import type { FilterLinks } from './filter-links.ts';
import styles from './key-figures.module.css';
import { unsentText } from './unsent-text.ts';
import type { ShownFigures } from './use-figures.ts';

interface KeyFiguresProps {
  readonly shown: ShownFigures | null;
  readonly filter: OrderFilter;
  readonly links: FilterLinks;
  /** Whether figures that are not there yet are on their way. */
  readonly isExpected: boolean;
  readonly areChartsShown: boolean;
  readonly onToggleCharts: () => void;
}

/** The numbers of the business at a glance. */
export function KeyFigures(props: KeyFiguresProps) {
  const { shown, filter, links, isExpected, areChartsShown, onToggleCharts } = props;
  const { orders } = useServices();
  const view = useSyncExternalStore(orders.subscribe, orders.current);
  const formats = useFormats();
  const tiles = shown === null ? null : tilesOf(shown, filter, formats);
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
        : `The server’s figures of all orders${asOf}, without edits that wait on this device.`}
    </p>
  );
}

const UNKNOWN: TileFacts = { value: '–', detail: '' };
const LOADING: TileFacts = { value: <Skeleton width={6} />, detail: <Skeleton width={14} /> };

function Tile({
  title,
  value,
  detail,
  explanation,
  filter,
  links,
}: TileFacts & { title: string; links: FilterLinks }) {
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
      <dd
        className={styles['detail']}
        title={explanation ?? (typeof detail === 'string' ? detail : undefined)}
      >
        {detail}
      </dd>
    </div>
  );
}
