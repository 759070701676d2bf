import { conflictingFields } from '../db/merge-edit.ts';
import { fieldsOf, mayBeKnown, type OutboxEntry } from '../db/outbox-entry.ts';
import type { OutboxContents } from '../db/outbox-rows.ts';
import type { FieldChange, PendingEdit } from './visible-order.ts';

/** Everything that Airtable does not have yet, oldest first, as a person reads it. */
export function pendingEdits(
  { entries, newer, parked }: OutboxContents,
  labelOf: (recordId: string) => string | null,
): PendingEdit[] {
  const stopped = new Set<string>();
  const edits = entries.map((entry): PendingEdit => {
    const isBlocked = stopped.has(entry.recordId);
    if (entry.state === 'conflict' || entry.state === 'rejected') stopped.add(entry.recordId);
    return {
      id: entry.seq,
      recordId: entry.recordId,
      label: labelOf(entry.recordId) ?? entry.orderId ?? entry.recordId,
      changes: changesOf(entry),
      state: entry.state,
      createdAt: entry.createdAt,
      attempts: entry.attempts,
      mayBeApplied: entry.state === 'waiting' && mayBeKnown(entry),
      reason: entry.lastProblem,
      isBlocked,
      canDiscard: entry.state !== 'sending',
      theirsAt: entry.state === 'conflict' ? (entry.server?.updatedAt ?? null) : null,
    };
  });
  const foreign = newer.map(({ seq, raw }) => unreadable(seq, raw, { reason: NEWER, canDiscard: false }));
  const damaged = parked.map(({ id, raw }) => unreadable(-id, raw, { reason: DAMAGED, canDiscard: true }));
  return [...edits, ...foreign, ...damaged];
}

/** The row behind an id of a pending edit. */
export function rowOf(id: number): { readonly kind: 'entry' | 'parked'; readonly key: number } {
  return id < 0 ? { kind: 'parked', key: -id } : { kind: 'entry', key: id };
}

const NEWER = 'A newer version of this app has written this change. Reload to send it.';
const DAMAGED = 'This change cannot be read. Export it to keep what is left of it.';

function changesOf(entry: OutboxEntry): FieldChange[] {
  const theirs = entry.state === 'conflict' ? entry.server : null;
  const torn = theirs === null ? [] : conflictingFields(entry, theirs);
  return fieldsOf(entry.patch).map((field) => ({
    field,
    from: entry.base[field] ?? null,
    to: entry.patch[field] ?? null,
    ...(theirs !== null && torn.includes(field) ? { theirs: theirs[field] } : {}),
  }));
}

function unreadable(
  id: number,
  raw: unknown,
  about: Pick<PendingEdit, 'reason' | 'canDiscard'>,
): PendingEdit {
  const row: Readonly<Record<string, unknown>> = typeof raw === 'object' && raw !== null ? { ...raw } : {};
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
  const recordId = text('recordId') ?? '';
  return {
    id,
    recordId,
    label: text('orderId') ?? (recordId === '' ? 'Unknown order' : recordId),
    changes: [],
    state: 'rejected',
    createdAt: typeof row['createdAt'] === 'number' ? row['createdAt'] : 0,
    attempts: 0,
    mayBeApplied: false,
    isBlocked: false,
    theirsAt: null,
    ...about,
  };
}
