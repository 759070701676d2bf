import { PATHS, type ServerStatus } from '@orders/contract';
import { Download, RefreshCw, RotateCw } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { PanelSection } from '../../ui/facts.tsx';
import { StatusFacts } from './status-facts.tsx';
import styles from './status-panel.module.css';

/** While it is looked at, the server is asked so often. */
const ASK_EVERY_MS = 5_000;

/** For administrators: why the data is as old as it is, as the server tells it. */
export function StatusPanel({ onClose }: { onClose: () => void }) {
  const { status, problem, ask } = useServerStatus();
  return (
    <Drawer title="Server status" onClose={onClose} footer={<Actions onAsk={ask} />}>
      {problem !== null && (
        <p className={styles['problem']} role="alert">
          {problem}
          {status !== null && ' What you see is the last answer.'}
        </p>
      )}
      {status === null && problem === null && <p className={styles['waiting']}>Asking the server…</p>}
      {status !== null && <Shown status={status} />}
    </Drawer>
  );
}

function useServerStatus() {
  const { diagnostics } = useServices();
  const [status, setStatus] = useState<ServerStatus | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = useCallback(async () => {
    try {
      setStatus(await diagnostics.readServer());
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The server cannot be reached.');
    }
  }, [diagnostics]);
  useEffect(() => {
    void ask();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void ask();
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [ask]);
  return { status, problem, ask };
}

function Shown({ status }: { status: ServerStatus }) {
  const formats = useFormats();
  return (
    <>
      <section
        className={styles['verdict']}
        data-state={status.state}
        aria-label="In short"
        aria-live="polite"
      >
        {status.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      <StatusFacts status={status} />
      <PanelSection title="Last failures">
        {status.failures.length === 0 ? (
          <p className={styles['none']}>There were none since the server was started.</p>
        ) : (
          <ol className={styles['failures']}>
            {status.failures.map(({ at, text }) => (
              <li key={text}>
                <time dateTime={at}>{formats.fullMoment(at)}</time>
                <span>{text}</span>
              </li>
            ))}
          </ol>
        )}
      </PanelSection>
    </>
  );
}

function Actions({ onAsk }: { onAsk: () => Promise<void> }) {
  const { sync } = useServices();
  const { isRunning } = useObservable(sync);
  const readAll = async () => {
    await sync.syncNow();
    await onAsk();
  };
  return (
    <>
      <Button
        tone="primary"
        aria-disabled={isRunning || undefined}
        onClick={() => {
          if (!isRunning) void readAll();
        }}
      >
        <RefreshCw size={15} aria-hidden />
        {isRunning ? 'Reading Airtable…' : 'Read all anew'}
      </Button>
      <Button onClick={() => void onAsk()}>
        <RotateCw size={15} aria-hidden />
        Ask again
      </Button>
      <a className={styles['capsule']} href={`${PATHS.status}/capsule`} download="orders-capsule.json">
        <Download size={15} aria-hidden />
        Capsule
      </a>
    </>
  );
}
