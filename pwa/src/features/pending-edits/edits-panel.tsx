import { CircleCheck, Download } from 'lucide-react';
import { useObservable, useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Message } from '../../ui/message.tsx';
import { EditEntry } from './edit-entry.tsx';
import styles from './edits-panel.module.css';
import { saveAsFile } from './save-as-file.ts';

interface EditsPanelProps {
  readonly onClose: () => void;
  readonly hrefOf: (label: string) => string;
  readonly onOpenOrder: (label: string) => void;
}

/** All edits that Airtable does not have yet: what waits, what needs a person, and what can be done about it. */
export function EditsPanel({ onClose, hrefOf, onOpenOrder }: EditsPanelProps) {
  const { outbox } = useServices();
  const pending = useObservable(outbox.pending);
  const undecided = pending.filter(needsPerson);
  const others = pending.filter((entry) => !needsPerson(entry));
  const links = { hrefOf, onOpenOrder };
  return (
    <Drawer
      title="Pending edits"
      onClose={onClose}
      footer={pending.length > 0 ? <Footer count={others.length} /> : null}
    >
      {pending.length === 0 && (
        <Message icon={<CircleCheck size={28} aria-hidden />} title="Nothing waits">
          Every edit you made on this device is in Airtable.
        </Message>
      )}
      {undecided.length > 0 && (
        <section aria-labelledby="edits-undecided">
          <h3 id="edits-undecided" className={styles['heading']}>
            Need you
          </h3>
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

function Footer({ count }: { count: number }) {
  const { outbox } = useServices();
  const exportEdits = async () => {
    saveAsFile('orders-pending-edits.json', await outbox.exportAll());
  };
  return (
    <>
      {count > 0 && (
        <Button tone="primary" onClick={() => outbox.sendNow()}>
          Send now
        </Button>
      )}
      <Button onClick={() => void exportEdits()}>
        <Download size={15} aria-hidden />
        Export as file
      </Button>
    </>
  );
}

function needsPerson({ state }: { state: string }): boolean {
  return state === 'conflict' || state === 'rejected';
}
