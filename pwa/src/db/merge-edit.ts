import type { EditableField, Order } from '@orders/contract';
import { type FieldValues, fieldsOf, type OutboxEntry, pickFields } from './outbox-entry.ts';

/** What becomes of an edit when the order has changed meanwhile. */
export type Merge =
  /** Airtable has all of it already. */
  | { readonly kind: 'applied' }
  /** Somebody changed other fields only: both changes stand. */
  | { readonly kind: 'rebased'; readonly patch: FieldValues; readonly base: FieldValues }
  /** The same field was set to two values: a person decides. */
  | { readonly kind: 'conflict' };

type Edit = Pick<OutboxEntry, 'patch' | 'base'>;

/** Compares base, mine and theirs field by field. */
export function mergeEdit(edit: Edit, theirs: Order): Merge {
  const missing = pickFields(edit.patch, (field) => edit.patch[field] !== theirs[field]);
  const fields = fieldsOf(missing);
  if (fields.length === 0) return { kind: 'applied' };
  if (conflictingFields(edit, theirs).length > 0) return { kind: 'conflict' };
  return { kind: 'rebased', patch: missing, base: valuesOf(theirs, fields) };
}

/** The fields that were set to one value here and to another one there. */
export function conflictingFields(edit: Edit, theirs: Order): EditableField[] {
  return fieldsOf(edit.patch).filter(
    (field) => theirs[field] !== edit.patch[field] && theirs[field] !== (edit.base[field] ?? null),
  );
}

/** Some editable fields of an order. */
export function valuesOf(order: Pick<Order, EditableField>, fields: readonly EditableField[]): FieldValues {
  const values: FieldValues = {};
  for (const field of fields) values[field] = order[field];
  return values;
}

/** An entry made to go out anew, over the order as it is now. The key is new because the body may be. */
export function renewed(
  entry: OutboxEntry,
  { patch, base, etag, key }: { patch: FieldValues; base: FieldValues; etag: string; key: string },
): OutboxEntry {
  return {
    ...entry,
    patch,
    base,
    baseEtag: etag,
    key,
    state: 'waiting',
    attempts: 0,
    sentAt: null,
    nextAt: 0,
    notBefore: 0,
    server: null,
    lastProblem: null,
    lastStatus: null,
  };
}
