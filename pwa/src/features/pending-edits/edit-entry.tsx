import { ArrowRight } from 'lucide-react';
import { FIELD_NAMES, OptionChip } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import type { FieldChange, PendingEdit } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { isPlainClick } from '../../ui/plain-click.ts';
import { useNow } from '../../ui/use-now.ts';
import styles from './edits-panel.module.css';

interface EditEntryProps {
  readonly entry: PendingEdit;
  readonly hrefOf: (label: string) => string;
  readonly onOpenOrder: (label: string) => void;
}

/** One edit: which order, what from and to, how far it has come, and what the person can do. */
export function EditEntry({ entry, hrefOf, onOpenOrder }: EditEntryProps) {
  return (
    <li className={styles['entry']} data-state={entry.state} aria-label={`Edit of ${entry.label}`}>
      <div className={styles['head']}>
        <a
          href={hrefOf(entry.label)}
          onClick={(event) => {
            if (!isPlainClick(event)) return;
            event.preventDefault();
            onOpenOrder(entry.label);
          }}
        >
          {entry.label}
        </a>
        <span className={styles['state']}>{stateText(entry)}</span>
      </div>
      {entry.changes.map((change) =>
        entry.state === 'conflict' && change.theirs !== undefined ? (
          <ConflictingChange key={change.field} change={change} theirs={change.theirs} />
        ) : (
          <PlainChange key={change.field} change={change} />
        ),
      )}
      {entry.reason !== null && <p className={styles['reason']}>{entry.reason}</p>}
      <div className={styles['foot']}>
        <Age entry={entry} />
        <Actions entry={entry} />
      </div>
    </li>
  );
}

function PlainChange({ change }: { change: FieldChange }) {
  return (
    <p className={styles['change']}>
      <span className={styles['field']}>{FIELD_NAMES[change.field]}</span>
      <OptionChip field={change.field} value={change.from} />
      <ArrowRight size={14} aria-label="to" className={styles['arrow']} />
      <OptionChip field={change.field} value={change.to} />
    </p>
  );
}

function ConflictingChange({ change, theirs }: { change: FieldChange; theirs: string | null }) {
  const { field } = change;
  return (
    <dl className={styles['conflict']}>
      <dt>{FIELD_NAMES[field]} was</dt>
      <dd>
        <OptionChip field={field} value={change.from} />
      </dd>
      <dt>You set</dt>
      <dd>
        <OptionChip field={field} value={change.to} />
      </dd>
      <dt>In Airtable now</dt>
      <dd>
        <OptionChip field={field} value={theirs} />
      </dd>
    </dl>
  );
}

function Age({ entry }: { entry: PendingEdit }) {
  const formats = useFormats();
  const now = useNow(10_000);
  const tries =
    entry.attempts === 0 ? '' : ` · tried ${entry.attempts === 1 ? 'once' : `${entry.attempts} times`}`;
  return (
    <span className={styles['age']}>
      {formats.age(now - entry.createdAt)}
      {tries}
    </span>
  );
}

function Actions({ entry }: { entry: PendingEdit }) {
  const { outbox } = useServices();
  if (entry.state === 'conflict') {
    return (
      <span className={styles['actions']}>
        <Button tone="primary" onClick={() => void outbox.keepMine(entry.id)}>
          Keep mine
        </Button>
        <Button onClick={() => void outbox.takeTheirs(entry.id)}>Take theirs</Button>
      </span>
    );
  }
  const isUnsent = entry.state === 'waiting' && entry.attempts === 0;
  if (entry.state !== 'rejected' && !isUnsent) return null;
  return (
    <span className={styles['actions']}>
      <Button tone={isUnsent ? 'quiet' : 'plain'} onClick={() => void outbox.discard(entry.id)}>
        Discard
      </Button>
    </span>
  );
}

function stateText({ state, isBlocked }: PendingEdit): string {
  switch (state) {
    case 'waiting':
      return isBlocked ? 'Waits for your decision above' : 'Waiting';
    case 'sending':
      return 'Sending';
    case 'conflict':
      return 'Changed here and in Airtable';
    case 'rejected':
      return 'Not accepted';
  }
}
