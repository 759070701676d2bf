import type { OrderFilter } from '@orders/contract';
import { memo, useState, useSyncExternalStore } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import { deferComponent } from '../../ui/deferred.ts';
import type { ChartsProps } from './charts.tsx';
import { type FilterLinks, KeyFigures } from './key-figures.tsx';
import styles from './overview.module.css';
import { rememberCharts, remembersCharts } from './remember-charts.ts';

const useCharts = deferComponent<ChartsProps>(() => import('./charts.tsx').then((module) => module.Charts));

interface OverviewProps {
  readonly links: FilterLinks;
  /** What the table shows now, so that a chart can mark it. */
  readonly filter: Pick<OrderFilter, 'statuses' | 'createdFrom' | 'createdTo'>;
}

/** Key figures and charts, counted over the orders of this device. */
export const Overview = memo(function Overview({ links, filter }: OverviewProps) {
  const isExpected = useFiguresExpected();
  const { orders } = useServices();
  const { summary } = useSyncExternalStore(orders.subscribe, orders.current);
  const [isShown, setShown] = useState(remembersCharts);
  const Charts = useCharts(isShown);
  const toggle = () => {
    setShown(!isShown);
    rememberCharts(!isShown);
  };
  return (
    <div className={styles['overview']}>
      <KeyFigures links={links} isExpected={isExpected} areChartsShown={isShown} onToggleCharts={toggle} />
      {isShown && (summary !== null || isExpected) && (
        <div className={styles['charts']}>
          {summary !== null && Charts !== null ? (
            <Charts summary={summary} links={links} filter={filter} />
          ) : (
            <>
              <div className={styles['blank']} />
              <div className={styles['blank']} />
            </>
          )}
        </div>
      )}
    </div>
  );
}, isSame);

/** Typing a search changes nothing here. */
function isSame(before: OverviewProps, after: OverviewProps): boolean {
  const text = ({ filter: { statuses, createdFrom, createdTo } }: OverviewProps) =>
    JSON.stringify([statuses, createdFrom, createdTo]);
  return before.links === after.links && text(before) === text(after);
}

/** Whether figures that are not there yet are on their way; then their place is kept. */
function useFiguresExpected(): boolean {
  const { orders, connection } = useServices();
  const { phase } = useSyncExternalStore(orders.subscribe, orders.current);
  const { state } = useObservable(connection);
  return phase !== 'empty' || state === 'online';
}
