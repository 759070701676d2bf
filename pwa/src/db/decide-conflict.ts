import type { Order } from '@orders/contract';
import { conflictingFields, renewed, valuesOf } from './merge-edit.ts';
import { fieldsOf, type OutboxEntry, pickFields } from './outbox-entry.ts';

/** Mine goes out over theirs. `null` = nothing is left to send, theirs is the same by now. */
export function keepMine(entry: OutboxEntry, theirs: Order, key: string): OutboxEntry | null {
  const patch = pickFields(entry.patch, (field) => entry.patch[field] !== theirs[field]);
  const fields = fieldsOf(patch);
  if (fields.length === 0) return null;
  return renewed(entry, { patch, base: valuesOf(theirs, fields), etag: theirs.etag, key });
}

/** Theirs stays where the two differ; fields that nobody else touched still go out. `null` = nothing is left. */
export function takeTheirs(entry: OutboxEntry, theirs: Order, key: string): OutboxEntry | null {
  const lost = new Set(conflictingFields(entry, theirs));
  const patch = pickFields(entry.patch, (field) => !lost.has(field) && entry.patch[field] !== theirs[field]);
  const fields = fieldsOf(patch);
  if (fields.length === 0) return null;
  return renewed(entry, { patch, base: valuesOf(theirs, fields), etag: theirs.etag, key });
}
