import { useFormats } from '../../format/use-formats.ts';
import { useObservable, useServices } from '../../services.tsx';
import type { PendingEdit, VisibleOrder } from '../../store/visible-order.ts';
import { ChangeText } from './change-text.tsx';
import styles from './recent-changes.module.css';

const STATES: Record<PendingEdit['state'], string> = {
  waiting: 'Your edit, waits to be sent',
  sending: 'Your edit, being sent',
  conflict: 'Your edit, in conflict with another',
  rejected: 'Your edit, not accepted by Airtable',
};

/** What this device knows of an order's past: own edits that wait, changes seen arriving, and when it was created. */
export function OrderHistory({ order }: { order: VisibleOrder }) {
  const { orders, outbox } = useServices();
  const formats = useFormats();
  const changes = useObservable(orders.seen).filter(({ recordId }) => recordId === order.recordId);
  const edits = useObservable(outbox.pending).filter(({ recordId }) => recordId === order.recordId);
  const hasBegun = changes.some(({ kind }) => kind === 'created');
  return (
    <section className={styles['history']} aria-labelledby="order-history">
      <h3 id="order-history">History</h3>
      <ol>
        {[...edits].reverse().map((edit) => (
          <li key={`edit ${edit.id}`}>
            <ChangeText change={asChange(edit)} />
            <Note at={edit.createdAt} who={STATES[edit.state]} />
          </li>
        ))}
        {changes.map((change) => (
          <li key={change.id}>
            <ChangeText change={change} />
            <Note at={change.at} who={change.isOwn ? 'You' : null} />
          </li>
        ))}
        {!hasBegun && order.createdAt !== null && (
          <li>
            <span className={styles['text']}>Order placed</span>
            <Note at={Date.parse(order.createdAt)} who={null} />
          </li>
        )}
      </ol>
      <p className={styles['limit']}>
        Changes that this window saw since it was opened; Airtable has the whole history.
        {changes.length === 0 &&
          order.updatedAt !== null &&
          ` The last one before: ${formats.moment(order.updatedAt)}.`}
      </p>
    </section>
  );
}

function Note({ at, who }: { at: number; who: string | null }) {
  const formats = useFormats();
  return (
    <span className={styles['note']}>
      {at > 0 && (
        <time dateTime={new Date(at).toISOString()}>{formats.moment(new Date(at).toISOString())}</time>
      )}
      {who !== null && ` · ${who}`}
    </span>
  );
}

function asChange({ id, recordId, label, createdAt, changes }: PendingEdit) {
  return {
    id,
    recordId,
    label,
    at: createdAt,
    kind: 'changed' as const,
    differences: changes.map(({ field, from, to }) => ({ field, from, to })),
    isOwn: true,
  };
}
