import { EDITABLE_FIELDS, type EditableField, type Order } from '@orders/contract';
import { keepMine } from './decide-conflict.ts';
import { conflictingFields } from './merge-edit.ts';
import {
  ENTRY_FORMAT,
  type FieldValues,
  fieldsOf,
  mayBeKnown,
  type NewOutboxEntry,
  type OutboxEntry,
  pickFields,
} from './outbox-entry.ts';

/** A change that a person makes to an order as this device knows it. */
export interface Edit {
  /**
   * The order as the person sees it: what the server said last, the waiting entries laid over. An entry may have left
   * the queue since; what it said stands here all the same, and whether it holds the server answers by the validator.
   */
  readonly order: Pick<Order, 'recordId' | 'orderId' | 'etag' | EditableField>;
  readonly patch: FieldValues;
}

/** What a new entry is stamped with. */
export interface Stamp {
  readonly key: string;
  readonly now: number;
  readonly buildId: string;
}

/** How the rows of one order change when an edit is added to them. */
export interface Coalesced {
  readonly put: readonly OutboxEntry[];
  readonly remove: readonly number[];
  readonly add: NewOutboxEntry | null;
}

/**
 * Adds an edit to the entries of its order, oldest first. It joins the last entry as long as that was never sent, the
 * last value of a field wins, and what is back at its first value drops out. `null` = it changes nothing.
 */
export function coalesceEdit(entries: readonly OutboxEntry[], edit: Edit, stamp: Stamp): Coalesced | null {
  const seen = laidOver(edit.order, entries);
  const patch = pickFields(edit.patch, (field) => edit.patch[field] !== seen[field]);
  if (fieldsOf(patch).length === 0) return null;
  const last = entries.at(-1);
  if (last?.state === 'waiting' && !mayBeKnown(last)) return replace(last, joined(last, patch, seen));
  if (last?.state === 'conflict') return replace(last, joinedConflict(last, patch, seen, stamp.key));
  return { ...withoutRefused(entries, patch), add: newEntry(edit, patch, seen, stamp) };
}

/** The editable fields as a person sees them: refused values are not shown, all others are. */
export function laidOver(
  order: Pick<Order, EditableField>,
  entries: readonly Pick<OutboxEntry, 'state' | 'patch'>[],
): Record<EditableField, string | null> {
  const seen = { status: order.status, priority: order.priority };
  for (const { state, patch } of entries) {
    if (state === 'rejected') continue;
    for (const field of EDITABLE_FIELDS)
      seen[field] = patch[field] === undefined ? seen[field] : patch[field];
  }
  return seen;
}

function replace(last: OutboxEntry, next: OutboxEntry | null): Coalesced {
  return next === null ? { put: [], remove: [last.seq], add: null } : { put: [next], remove: [], add: null };
}

function joined(last: OutboxEntry, patch: FieldValues, seen: FieldValues): OutboxEntry | null {
  const merged = { ...last.patch, ...patch };
  const base = { ...pickFields(seen, (field) => patch[field] !== undefined), ...last.base };
  const kept = pickFields(merged, (field) => merged[field] !== base[field]);
  if (fieldsOf(kept).length === 0) return null;
  return { ...last, patch: kept, base: pickFields(base, (field) => kept[field] !== undefined) };
}

/**
 * A further edit of an order in conflict changes what "mine" is. Agreeing with theirs, or going back to what was there
 * before, ends the conflict.
 */
function joinedConflict(
  last: OutboxEntry,
  patch: FieldValues,
  seen: FieldValues,
  key: string,
): OutboxEntry | null {
  const theirs = last.server;
  if (theirs === null) return last;
  const patched = { ...last.patch, ...patch };
  const base = { ...pickFields(seen, (field) => patch[field] !== undefined), ...last.base };
  const kept = pickFields(patched, (field) => patched[field] !== base[field]);
  const merged = { ...last, patch: kept, base: pickFields(base, (field) => kept[field] !== undefined) };
  return conflictingFields(merged, theirs).length > 0 ? merged : keepMine(merged, theirs, key);
}

/** A new value for a field whose last one was refused takes the refused one's place. */
function withoutRefused(entries: readonly OutboxEntry[], patch: FieldValues): Omit<Coalesced, 'add'> {
  const put: OutboxEntry[] = [];
  const remove: number[] = [];
  for (const entry of entries) {
    if (entry.state !== 'rejected') continue;
    const kept = pickFields(entry.patch, (field) => patch[field] === undefined);
    const count = fieldsOf(kept).length;
    if (count === 0) remove.push(entry.seq);
    else if (count < fieldsOf(entry.patch).length) put.push({ ...entry, patch: kept });
  }
  return { put, remove };
}

function newEntry({ order }: Edit, patch: FieldValues, seen: FieldValues, stamp: Stamp): NewOutboxEntry {
  return {
    v: ENTRY_FORMAT,
    recordId: order.recordId,
    orderId: order.orderId,
    patch,
    base: pickFields(seen, (field) => patch[field] !== undefined),
    baseEtag: order.etag,
    key: stamp.key,
    state: 'waiting',
    attempts: 0,
    nextAt: 0,
    notBefore: 0,
    sentAt: null,
    lastStatus: null,
    lastProblem: null,
    server: null,
    createdAt: stamp.now,
    buildId: stamp.buildId,
  };
}
