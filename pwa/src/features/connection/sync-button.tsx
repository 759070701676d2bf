import { RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { useToasts } from '../../ui/toast-context.tsx';
import styles from './connection.module.css';

/** Reads everything from Airtable anew. What went wrong is said in words, here and for syncs that ran by themselves. */
export function SyncButton() {
  const { sync } = useServices();
  const { isRunning, problem } = useObservable(sync);
  const toasts = useToasts();
  useEffect(() => {
    if (problem === null) toasts.close('sync');
    else {
      toasts.show({
        id: 'sync',
        tone: 'problem',
        title: 'The sync did not work',
        detail: `${problem} What you see is the last state that was read.`,
        timeoutMs: 20_000,
      });
    }
  }, [problem, toasts]);
  return (
    <Button
      aria-disabled={isRunning || undefined}
      onClick={() => {
        if (!isRunning) void sync.syncNow();
      }}
    >
      <RefreshCw size={14} aria-hidden className={isRunning ? styles['spinning'] : undefined} />
      <span className={styles['syncText']}>Sync now</span>
    </Button>
  );
}
