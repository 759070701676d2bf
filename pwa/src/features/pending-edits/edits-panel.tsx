import { CircleAlert, CircleCheck, Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import type { PendingEdit } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Message } from '../../ui/message.tsx';
import { saveAsFile } from '../../ui/save-as-file.ts';
import { EditEntry } from './edit-entry.tsx';
import styles from './edits-panel.module.css';

interface EditsPanelProps {
  readonly onClose: () => void;
  readonly hrefOf: (label: string) => string;
  readonly onOpenOrder: (label: string) => void;
  readonly onShowDiagnostics: () => void;
  /** The way back in; nothing while somebody is signed in. */
  readonly signIn: ReactNode;
}

/** All edits that Airtable does not have yet: what waits, what needs a person, and what can be done about it. */
export function EditsPanel({ onClose, hrefOf, onOpenOrder, onShowDiagnostics, signIn }: EditsPanelProps) {
  const { outbox, connection } = useServices();
  const pending = useObservable(outbox.pending);
  const { state, isStuck } = useObservable(connection);
  const undecided = pending.filter(needsPerson);
  const others = pending.filter((entry) => !needsPerson(entry));
  const links = { hrefOf, onOpenOrder };
  const send = state === 'signed-out' ? signIn : <SendNow />;
  return (
    <Drawer
      title="Pending edits"
      onClose={onClose}
      footer={
        <>
          {others.length > 0 && send}
          <Export />
        </>
      }
    >
      {isStuck && <Stuck onShowDiagnostics={onShowDiagnostics} />}
      {pending.length === 0 && (
        <Message icon={<CircleCheck size={28} aria-hidden />} title="Nothing waits">
          Every edit you made on this device is in Airtable.
        </Message>
      )}
      {undecided.length > 0 && (
        <section aria-labelledby="edits-undecided">
          <div className={styles['group']}>
            <h3 id="edits-undecided" className={styles['heading']}>
              Need you
            </h3>
            <DecideAll conflicts={undecided.filter(({ state: of }) => of === 'conflict')} />
          </div>
          <ul>
            {undecided.map((entry) => (
              <EditEntry key={entry.id} entry={entry} {...links} />
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section aria-labelledby="edits-waiting">
          <h3 id="edits-waiting" className={styles['heading']}>
            Saved on this device, to be sent
          </h3>
          <ul>
            {others.map((entry) => (
              <EditEntry key={entry.id} entry={entry} {...links} />
            ))}
          </ul>
        </section>
      )}
    </Drawer>
  );
}

function SendNow() {
  const { outbox } = useServices();
  return (
    <Button tone="primary" onClick={() => outbox.sendNow()}>
      Send now
    </Button>
  );
}

/** Always there: also when nothing seems to wait, because the list may be what is wrong. */
function Export() {
  const { outbox } = useServices();
  const exportEdits = async () => {
    saveAsFile('orders-pending-edits.json', await outbox.exportAll());
  };
  return (
    <Button onClick={() => void exportEdits()}>
      <Download size={15} aria-hidden />
      Export as file
    </Button>
  );
}

function Stuck({ onShowDiagnostics }: { onShowDiagnostics: () => void }) {
  const { outbox } = useServices();
  return (
    <div className={styles['stuck']} role="note">
      <CircleAlert size={16} aria-hidden />
      <div>
        <p>
          <strong>Sync is stuck.</strong> The server answers, but no edit has moved for a minute. They are
          safe on this device.
        </p>
        <span className={styles['actions']}>
          <Button onClick={() => outbox.sendNow()}>Retry</Button>
          <Button tone="quiet" onClick={onShowDiagnostics}>
            Details
          </Button>
        </span>
      </div>
    </div>
  );
}

/** Many at once, where a person has made up their mind. */
function DecideAll({ conflicts }: { conflicts: readonly PendingEdit[] }) {
  const { outbox } = useServices();
  if (conflicts.length < 2) return null;
  const decideAll = async (decide: (id: number) => Promise<void>) => {
    for (const { id } of conflicts) await decide(id);
  };
  return (
    <span className={styles['actions']}>
      <Button onClick={() => void decideAll((id) => outbox.keepMine(id))}>Keep all mine</Button>
      <Button onClick={() => void decideAll((id) => outbox.takeTheirs(id))}>Take all theirs</Button>
    </span>
  );
}

function needsPerson({ state }: { state: string }): boolean {
  return state === 'conflict' || state === 'rejected';
}
