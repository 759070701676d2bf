import type { OrderFilter } from '@orders/contract';
import { memo, useDeferredValue, useState, useSyncExternalStore } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import { deferComponent } from '../../ui/deferred.ts';
import type { ChartsProps } from './charts.tsx';
import type { FilterLinks } from './filter-links.ts';
import { KeyFigures } from './key-figures.tsx';
import styles from './overview.module.css';
import { rememberCharts, remembersCharts } from './remember-charts.ts';
import { useFigures } from './use-figures.ts';

const useCharts = deferComponent<ChartsProps>(() => import('./charts.tsx').then((module) => module.Charts));

interface OverviewProps {
  readonly links: FilterLinks;
  /** What the table is narrowed to; the figures follow it. */
  readonly filter: OrderFilter;
}

/** Key figures and charts, counted over the orders of this device. */
export const Overview = memo(function Overview({ links, filter: asked }: OverviewProps) {
  const filter = useDeferredValue(asked);
  const isExpected = useFiguresExpected();
  const shown = useFigures(filter);
  const [isOpen, setOpen] = useState(remembersCharts);
  const Charts = useCharts(isOpen);
  const toggle = () => {
    setOpen(!isOpen);
    rememberCharts(!isOpen);
  };
  return (
    <div className={styles['overview']}>
      <KeyFigures
        shown={shown}
        filter={filter}
        links={links}
        isExpected={isExpected}
        areChartsShown={isOpen}
        onToggleCharts={toggle}
      />
      {isOpen && (shown !== null || isExpected) && (
        <div className={styles['charts']}>
          {shown !== null && Charts !== null ? (
            <Charts shown={shown} links={links} filter={filter} />
          ) : (
            [0, 1, 2].map((place) => <div key={place} className={styles['blank']} />)
          )}
        </div>
      )}
    </div>
  );
}, isSame);

/** A page, a sort or an open order changes nothing here. */
function isSame(before: OverviewProps, after: OverviewProps): boolean {
  return before.links === after.links && JSON.stringify(before.filter) === JSON.stringify(after.filter);
}

/** Whether figures that are not there yet are on their way; then their place is kept. */
function useFiguresExpected(): boolean {
  const { orders, connection } = useServices();
  const { phase } = useSyncExternalStore(orders.subscribe, orders.current);
  const { state } = useObservable(connection);
  return phase !== 'empty' || state === 'online';
}
