import { useSyncExternalStore } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import { useNow } from '../../ui/use-now.ts';
import styles from './connection.module.css';

/** Clocks of server and device may differ; beyond this no age is told rather than a wrong one. */
const MAX_SKEW_MS = 120_000;

/** When Airtable last confirmed what is shown; while a sync runs, how far that has come. */
export function DataAge() {
  const { orders, sync } = useServices();
  const { asOf } = useSyncExternalStore(orders.subscribe, orders.current);
  const { isRunning, progress } = useObservable(sync);
  const formats = useFormats();
  const now = useNow(1000);
  if (isRunning) {
    const { fetched = 0, expected = null } = progress ?? {};
    const total = expected === null ? '' : ` of ${formats.count(expected)}`;
    return <span className={styles['age']}>{`reading ${formats.count(fetched)}${total}`}</span>;
  }
  if (asOf === null) return <span className={styles['age']} />;
  const age = now - asOf;
  return (
    <span className={styles['age']} title={formats.fullMoment(new Date(asOf).toISOString())}>
      <span className={styles['asOf']}>as of {formats.time(asOf)}</span>
      {age > -MAX_SKEW_MS && <span className={styles['ago']}>{formats.age(age)}</span>}
    </span>
  );
}
