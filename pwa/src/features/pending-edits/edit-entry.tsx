import { ArrowRight, Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { FIELD_NAMES, OptionChip } from '../../format/option-look.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { useServices } from '../../services.tsx';
import type { FieldChange, PendingEdit } from '../../store/visible-order.ts';
import { Button } from '../../ui/button.tsx';
import { isPlainClick } from '../../ui/plain-click.ts';
import { useToasts } from '../../ui/toast-context.tsx';
import { useNow } from '../../ui/use-now.ts';
import { detailsOf } from './edit-details.ts';
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
      {entry.state === 'conflict' && <ConflictFacts entry={entry} />}
      {entry.reason !== null && <p className={styles['reason']}>{entry.reason}</p>}
      <Foot entry={entry} />
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

/** When, as far as it is known; Airtable does not tell who. */
function ConflictFacts({ entry }: { entry: PendingEdit }) {
  const formats = useFormats();
  const mine =
    entry.createdAt === 0 ? '' : `You set it ${formats.moment(new Date(entry.createdAt).toISOString())}. `;
  const theirs =
    entry.theirsAt === null
      ? ''
      : `The order was last changed in Airtable ${formats.moment(entry.theirsAt)}. `;
  return (
    <p className={styles['reason']}>
      {mine}
      {theirs}
      Until you decide, theirs stays in Airtable and yours is kept here.
    </p>
  );
}

/** How far it has come, and what can be done; before something is given up that may be in Airtable, it is said. */
function Foot({ entry }: { entry: PendingEdit }) {
  const { outbox } = useServices();
  const [isSure, setSure] = useState(true);
  const discard = () => void outbox.discard(entry.id);
  if (!isSure) {
    return (
      <div className={styles['foot']} role="note">
        <span className={styles['warning']}>
          It was tried, so Airtable may have it already. Discarding does not take it back there.
        </span>
        <span className={styles['actions']}>
          <Button onClick={() => setSure(true)}>Keep it</Button>
          <Button tone="attention" onClick={discard}>
            Discard anyway
          </Button>
        </span>
      </div>
    );
  }
  const { mayBeApplied } = entry;
  return (
    <div className={styles['foot']}>
      <Age entry={entry} />
      <span className={styles['actions']}>
        <CopyDetails entry={entry} />
        {entry.state === 'conflict' ? (
          <Decision id={entry.id} />
        ) : (
          entry.canDiscard && (
            <Button
              tone={entry.state === 'rejected' ? 'plain' : 'quiet'}
              onClick={mayBeApplied ? () => setSure(false) : discard}
            >
              Discard
            </Button>
          )
        )}
      </span>
    </div>
  );
}

function Age({ entry }: { entry: PendingEdit }) {
  const formats = useFormats();
  const now = useNow(10_000);
  const facts = [
    entry.createdAt > 0 && formats.age(now - entry.createdAt),
    entry.attempts === 1 && 'tried once',
    entry.attempts > 1 && `tried ${entry.attempts} times`,
  ];
  return <span className={styles['age']}>{facts.filter((fact) => fact !== false).join(' · ')}</span>;
}

function Decision({ id }: { id: number }) {
  const { outbox } = useServices();
  return (
    <>
      <Button tone="primary" onClick={() => void outbox.keepMine(id)}>
        Keep mine
      </Button>
      <Button onClick={() => void outbox.takeTheirs(id)}>Take theirs</Button>
    </>
  );
}

function CopyDetails({ entry }: { entry: PendingEdit }) {
  const [isCopied, setCopied] = useState(false);
  const toasts = useToasts();
  const copy = async () => {
    const text = detailsOf(entry);
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toasts.show({ id: 'copy', tone: 'problem', title: 'The browser does not allow copying', detail: text });
    }
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <Button tone="quiet" isIcon aria-label="Copy details" title="Copy details" onClick={() => void copy()}>
      <Icon size={15} aria-hidden />
      <span className="visually-hidden" aria-live="polite">
        {isCopied && 'Copied'}
      </span>
    </Button>
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
