import { EDITABLE_FIELDS, type EditableField, type OrderPatch } from '@orders/contract';
import type { Undoable } from '../store/edits.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { VisibleOrder } from '../store/visible-order.ts';

/** One cell, as it was and as this window has set it. */
export interface CellChange {
  readonly recordId: string;
  readonly field: EditableField;
  readonly from: string | null;
  readonly to: string | null;
}

/** What was changed together, and is taken back together. */
export type OwnEdit = readonly CellChange[];

export interface UndoOptions {
  orderOf(recordId: string): VisibleOrder | null;
  labelOf(order: VisibleOrder): string;
}

const MOST_REMEMBERED = 50;

/**
 * The edits of this window, the last one on top, and those that were taken back. What somebody else has changed since
 * is left alone: of an edit only the cells count that still show its value, and one without any is passed over.
 */
export class UndoStack {
  readonly #options: UndoOptions;
  readonly #done: OwnEdit[] = [];
  readonly #undone: OwnEdit[] = [];
  readonly #undoable: Cell<Undoable | null> = createCell<Undoable | null>(null);
  readonly #redoable: Cell<Undoable | null> = createCell<Undoable | null>(null);

  constructor(options: UndoOptions) {
    this.#options = options;
  }

  get undoable(): Observable<Undoable | null> {
    return this.#undoable;
  }

  get redoable(): Observable<Undoable | null> {
    return this.#redoable;
  }

  /** A new edit. What was taken back before it is over and done with. */
  remember(edit: OwnEdit): void {
    this.#undone.length = 0;
    this.rememberDone(edit);
  }

  /** An edit that can be taken back, new or done again. */
  rememberDone(edit: OwnEdit): void {
    this.#push(this.#done, edit);
  }

  /** An edit that was taken back. */
  rememberUndone(edit: OwnEdit): void {
    this.#push(this.#undone, edit);
  }

  /** The last edit that can be taken back, and forgets it. */
  takeDone(): OwnEdit | null {
    return this.#take(this.#done, 'to');
  }

  /** The edit that was taken back last and can be done again, and forgets it. */
  takeUndone(): OwnEdit | null {
    return this.#take(this.#undone, 'from');
  }

  /** What is shown may have changed. */
  look(): void {
    set(this.#undoable, this.#describe(this.#last(this.#done, 'to')));
    set(this.#redoable, this.#describe(this.#last(this.#undone, 'from')));
  }

  #push(edits: OwnEdit[], edit: OwnEdit): void {
    if (edit.length > 0) edits.push(edit);
    if (edits.length > MOST_REMEMBERED) edits.shift();
    this.look();
  }

  #take(edits: OwnEdit[], shows: 'from' | 'to'): OwnEdit | null {
    const found = this.#last(edits, shows);
    if (found !== null) edits.splice(found.index, 1);
    this.look();
    return found?.valid ?? null;
  }

  #last(edits: readonly OwnEdit[], shows: 'from' | 'to'): { index: number; valid: OwnEdit } | null {
    for (let index = edits.length - 1; index >= 0; index -= 1) {
      const valid = edits[index]?.filter((change) => this.#shown(change) === change[shows]) ?? [];
      if (valid.length > 0) return { index, valid };
    }
    return null;
  }

  /** `undefined` = there is no such order. */
  #shown({ recordId, field }: CellChange): string | null | undefined {
    return this.#options.orderOf(recordId)?.[field];
  }

  #describe(found: { valid: OwnEdit } | null): Undoable | null {
    const [change] = found?.valid ?? [];
    const order = change === undefined ? null : this.#options.orderOf(change.recordId);
    if (found === null || change === undefined || order === null) return null;
    const { recordId, field, from, to } = change;
    const others = found.valid.filter((other) => other.recordId !== recordId);
    const count = 1 + new Set(others.map((other) => other.recordId)).size;
    return { recordId, label: this.#options.labelOf(order), field, from, to, count };
  }
}

/** What a patch would change of an order that is shown. */
export function changesOf(order: VisibleOrder, patch: OrderPatch): CellChange[] {
  return EDITABLE_FIELDS.flatMap((field) => {
    const to = patch[field];
    if (to === undefined || to === order[field]) return [];
    return [{ recordId: order.recordId, field, from: order[field], to }];
  });
}

/** The patch of each order that brings an edit about, or takes it back. */
export function patchesOf(edit: OwnEdit, towards: 'from' | 'to'): ReadonlyMap<string, OrderPatch> {
  const patches = new Map<string, OrderPatch>();
  for (const change of edit) {
    patches.set(change.recordId, { ...patches.get(change.recordId), [change.field]: change[towards] });
  }
  return patches;
}

function set(cell: Cell<Undoable | null>, next: Undoable | null): void {
  if (JSON.stringify(next) !== JSON.stringify(cell.current())) cell.set(next);
}
