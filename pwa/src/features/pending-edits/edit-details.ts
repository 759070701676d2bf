import type { PendingEdit } from '../../store/visible-order.ts';

/** All that is known of one edit as plain text, for a message to whoever can help. */
export function detailsOf(edit: PendingEdit): string {
  const { label, recordId, changes, state, createdAt, attempts, reason, id } = edit;
  const lines = [
    `Order: ${label}${recordId === label || recordId === '' ? '' : ` (${recordId})`}`,
    ...changes.map(({ field, from, to, theirs }) => {
      const now = theirs === undefined ? '' : `; in Airtable now: ${theirs ?? 'blank'}`;
      return `${field}: ${from ?? 'blank'} → ${to ?? 'blank'}${now}`;
    }),
    `State: ${state}, tried ${attempts} times, entry ${id}`,
    ...(createdAt === 0 ? [] : [`Made: ${new Date(createdAt).toISOString()}`]),
    ...(reason === null ? [] : [`Reason: ${reason}`]),
  ];
  return lines.join('\n');
}
