import { changedFields, EDITABLE_FIELDS, type Order, type OrderPatch } from '@orders/contract';
import type { EditOutcome, Outbox } from '../../src/store/edits.ts';
import type { Cell } from '../../src/store/observable.ts';
import type { FieldChange, OrdersStore, PendingEdit } from '../../src/store/visible-order.ts';
import { changesOf, type OwnEdit, patchesOf, type UndoStack } from '../../src/sync/undo.ts';

interface FakeEditState {
  readonly pending: Cell<readonly PendingEdit[]>;
  readonly store: OrdersStore;
  readonly undo: UndoStack;
  /** Why nothing can be stored; `null` = it can. */
  readonly storageReason: Cell<string | null>;
}

/** What the outbox does with edits, in memory. */
export function createFakeEdits(
  state: FakeEditState,
): Pick<Outbox, 'undoable' | 'redoable' | 'edit' | 'editMany' | 'undo' | 'redo'> {
  const { undo } = state;
  return {
    undoable: undo.undoable,
    redoable: undo.redoable,
    edit: async (recordId, patch) => recordOwnEdit(state, [recordId], patch),
    editMany: async (recordIds, patch) => recordOwnEdit(state, recordIds, patch),
    undo: async () => {
      const edit = undo.takeDone() ?? [];
      const outcome = recordEdits(state, edit, 'from');
      undo.rememberUndone(edit);
      return outcome;
    },
    redo: async () => {
      const edit = undo.takeUndone() ?? [];
      const outcome = recordEdits(state, edit, 'to');
      undo.rememberDone(edit);
      return outcome;
    },
  };
}

function recordOwnEdit(state: FakeEditState, recordIds: readonly string[], patch: OrderPatch): EditOutcome {
  const found = recordIds.flatMap((recordId) => state.store.current().find(recordId) ?? []);
  if (found.length === 0) return { kind: 'not-saved', reason: 'No such order.' };
  const edit = found.flatMap((order) => changesOf(order, patch));
  const outcome = recordEdits(state, edit, 'to');
  if (outcome.kind === 'saved') state.undo.remember(edit);
  return outcome;
}

function recordEdits(state: FakeEditState, edit: OwnEdit, towards: 'from' | 'to'): EditOutcome {
  const { pending, store, storageReason } = state;
  const reason = storageReason.current();
  if (reason !== null) return { kind: 'not-saved', reason };
  if (edit.length === 0) return { kind: 'unchanged' };
  for (const [recordId, patch] of patchesOf(edit, towards)) {
    const order = store.current().find(recordId);
    const [field] = order === null ? [] : changedFields(order, patch);
    if (order === null || field === undefined) continue;
    const change = { field, from: order[field], to: patch[field] ?? null };
    pending.set(withChange(pending.current(), { recordId, label: store.current().labelOf(order) }, change));
  }
  return { kind: 'saved' };
}

/** As the real outbox does: a second change of the same field joins the first, and vanishes with it when undone. */
function withChange(
  entries: readonly PendingEdit[],
  order: { recordId: string; label: string },
  change: FieldChange,
): PendingEdit[] {
  const isSame = (entry: PendingEdit) =>
    entry.recordId === order.recordId &&
    entry.state === 'waiting' &&
    entry.changes[0]?.field === change.field;
  const earlier = entries.find(isSame);
  const from = earlier?.changes[0]?.from ?? change.from;
  const others = entries.filter((entry) => entry !== earlier);
  if (from === change.to) return others;
  return [
    ...others,
    {
      ...order,
      id: Math.max(0, ...entries.map(({ id }) => id)) + 1,
      changes: [{ ...change, from }],
      state: 'waiting',
      createdAt: Date.now(),
      attempts: 0,
      mayBeApplied: false,
      reason: null,
      isBlocked: false,
      canDiscard: true,
      theirsAt: null,
    },
  ];
}

/** An order after the waiting edits have reached Airtable. */
export function applyEdits(order: Order, edits: readonly PendingEdit[]): Order {
  const mine = edits.filter(({ recordId }) => recordId === order.recordId);
  if (mine.length === 0) return order;
  const values = EDITABLE_FIELDS.flatMap((field) => {
    const change = mine.flatMap(({ changes }) => changes).findLast((candidate) => candidate.field === field);
    return change === undefined ? [] : [[field, change.to]];
  });
  return { ...order, ...Object.fromEntries(values), etag: `"sent-${mine.map(({ id }) => id).join('-')}"` };
}
