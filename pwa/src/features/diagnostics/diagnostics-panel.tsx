import { Check, Copy, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import type { DatabaseReport, DeviceReport } from '../../store/diagnostics.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Fact, FactList, PanelSection } from '../../ui/facts.tsx';
import { saveAsFile } from '../../ui/save-as-file.ts';
import { useToasts } from '../../ui/toast-context.tsx';
import styles from './diagnostics-panel.module.css';
import { PROMISE_TEXTS, queueText, reportText, roomText, rowsText, type Shown } from './report-text.ts';

const KINDS: Record<DatabaseReport['kind'], string> = {
  edits: 'Edits',
  'copy of the orders': 'Copy of the orders',
};

const SECONDS = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** What this device knows of itself and of the last minutes, for whoever looks for what is wrong. */
export function DiagnosticsPanel({ onClose }: { onClose: () => void }) {
  const shown = useShown();
  return (
    <Drawer title="Diagnostics" onClose={onClose} footer={<Footer shown={shown} />}>
      <Facts shown={shown} />
      <Databases device={shown.device} />
      <Events events={shown.events} />
    </Drawer>
  );
}

function useShown(): Shown {
  const { diagnostics, outbox, connection, account } = useServices();
  const pending = useObservable(outbox.pending);
  const { state, storageProblem, isStuck, isReadyOffline } = useObservable(connection);
  const [device, setDevice] = useState<DeviceReport | null>(null);
  useEffect(() => {
    let isShown = true;
    const read = async () => {
      const report = await diagnostics.readDevice();
      if (isShown) setDevice(report);
    };
    void read();
    return () => {
      isShown = false;
    };
  }, [diagnostics]);
  return {
    device,
    connection: [state, isStuck && 'stuck', isReadyOffline && 'ready offline'].filter(Boolean).join(', '),
    storagePromise: useObservable(diagnostics.storagePromise),
    storageProblem,
    pending,
    othersEdits: useObservable(account.othersEdits),
    events: useObservable(diagnostics.journal),
  };
}

function Facts({ shown }: { shown: Shown }) {
  const { device, connection, storagePromise, storageProblem, pending, othersEdits } = shown;
  return (
    <PanelSection title="This device">
      <FactList>
        <Fact name="Build">{device?.buildId ?? '…'}</Fact>
        <Fact name="Service worker">{device?.worker ?? '…'}</Fact>
        <Fact name="Connection">{connection}</Fact>
        <Fact name="Edits">{queueText(pending)}</Fact>
        {othersEdits > 0 && <Fact name="Of other accounts">{`${othersEdits} waiting`}</Fact>}
        <Fact name="Room">{device === null ? '…' : roomText(device)}</Fact>
        <Fact name="Promise to keep it">{PROMISE_TEXTS[storagePromise]}</Fact>
        {storageProblem !== null && (
          <Fact name="Problem" isBad>
            {storageProblem}
          </Fact>
        )}
      </FactList>
    </PanelSection>
  );
}

function Databases({ device }: { device: DeviceReport | null }) {
  if (device === null) return null;
  return (
    <PanelSection title="Databases">
      {device.databases.length === 0 ? (
        <p className={styles['none']}>There are none, or the browser does not list them.</p>
      ) : (
        <FactList>
          {device.databases.map((found) => (
            <Fact key={found.id} name={KINDS[found.kind]} isBad={found.rows === null}>
              {found.owner}: {rowsText(found)}
            </Fact>
          ))}
        </FactList>
      )}
    </PanelSection>
  );
}

function Events({ events }: { events: Shown['events'] }) {
  return (
    <PanelSection title="Last events">
      {events.length === 0 && (
        <p className={styles['none']}>Nothing has happened since this window was opened.</p>
      )}
      <ol className={styles['events']}>
        {events.toReversed().map(({ id, at, text, times }) => (
          <li key={id}>
            <time dateTime={new Date(at).toISOString()}>{SECONDS.format(at)}</time>
            <span>
              {text}
              {times > 1 && <span className={styles['times']}> {times} times</span>}
            </span>
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}

function Footer({ shown }: { shown: Shown }) {
  const { outbox } = useServices();
  const toasts = useToasts();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const text = reportText(shown, new Date().toISOString());
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      saveAsFile('orders-diagnostics.txt', text);
      toasts.show({
        id: 'copy',
        title: 'The browser does not allow copying',
        detail: 'The report was saved as a file instead.',
      });
    }
  };
  const exportEdits = async () => saveAsFile('orders-pending-edits.json', await outbox.exportAll());
  const Icon = isCopied ? Check : Copy;
  return (
    <>
      <Button tone="primary" onClick={() => void copy()}>
        <Icon size={15} aria-hidden />
        <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
      </Button>
      <Button onClick={() => void exportEdits()}>
        <Download size={15} aria-hidden />
        Export edits as file
      </Button>
    </>
  );
}
