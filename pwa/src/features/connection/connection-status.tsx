import { useFormats } from '../../format/use-formats.ts';
import { type ConnectionState, useObservable, useServices } from '../../services.tsx';
import styles from './connection.module.css';

const STATE_TEXTS: Record<ConnectionState['state'], string> = {
  online: 'Online',
  offline: 'Offline',
  'airtable-unavailable': 'Airtable unavailable',
  'signed-out': 'Online, signed out',
};

/** Whether server and Airtable can be reached, in words. Spoken when it changes; the age, which ticks, is not in it. */
export function ConnectionStatus() {
  const connection = useObservable(useServices().connection);
  const formats = useFormats();
  const { state, isReadyOffline, until, isStuck, isBusy } = connection;
  return (
    <div role="status" className={styles['status']} data-state={state} data-stuck={isStuck || undefined}>
      <span className={styles['dot']} />
      <span className={styles['stateText']}>{STATE_TEXTS[state]}</span>
      {state === 'airtable-unavailable' && until !== null && (
        <span className={styles['detail']}>, next try {formats.time(until)}</span>
      )}
      {isBusy && state === 'online' && <span className={styles['stateText']}>, server busy</span>}
      {isStuck && <span className={styles['stateText']}>, sync is stuck</span>}
      {isReadyOffline && <span className={styles['detail']}> · ready offline</span>}
    </div>
  );
}
