import type { Order } from '@orders/contract';
import { type FieldValues, fieldsOf, mayBeKnown, type OutboxEntry, pickFields } from './outbox-entry.ts';

/**
 * An entry that waited behind an own one which Airtable has now: it was made on top of that, so it goes on from the
 * answered order — unless somebody else changed one of its fields in between, which the server then has to say.
 */
export function afterAcknowledged(later: OutboxEntry, answered: Order): OutboxEntry {
  if (later.state !== 'waiting' || mayBeKnown(later)) return later;
  const isSame = fieldsOf(later.patch).every((field) => later.base[field] === answered[field]);
  return isSame ? { ...later, baseEtag: answered.etag } : later;
}

/**
 * An entry that waited behind one which the person took back: what it was made on top of is the value before.
 * `null` = with that it changes nothing any more.
 */
export function afterRemoved(later: OutboxEntry, removed: OutboxEntry): OutboxEntry | null {
  if (later.state !== 'waiting' || mayBeKnown(later)) return later;
  const base: FieldValues = { ...later.base };
  for (const field of fieldsOf(removed.patch)) {
    if (base[field] === removed.patch[field]) base[field] = removed.base[field] ?? null;
  }
  const patch = pickFields(later.patch, (field) => later.patch[field] !== base[field]);
  if (fieldsOf(patch).length === 0) return null;
  return { ...later, patch, base: pickFields(base, (field) => patch[field] !== undefined) };
}
