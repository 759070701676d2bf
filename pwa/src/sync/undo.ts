import { EDITABLE_FIELDS, type OrderPatch } from '@orders/contract';
import type { Undoable } from '../store/edits.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { FieldChange, VisibleOrder } from '../store/visible-order.ts';

/** An edit of this window, as it can be taken back. */
export interface OwnEdit {
  readonly recordId: string;
  readonly changes: readonly FieldChange[];
}

export interface UndoOptions {
  orderOf(recordId: string): VisibleOrder | null;
  labelOf(order: VisibleOrder): string;
}

const MOST_REMEMBERED = 50;

/** The edits of this window, the last one on top. One whose value is not the one shown any more is passed over. */
export class UndoStack {
  readonly #options: UndoOptions;
  readonly #edits: OwnEdit[] = [];
  readonly #top: Cell<Undoable | null> = createCell<Undoable | null>(null);

  constructor(options: UndoOptions) {
    this.#options = options;
  }

  get top(): Observable<Undoable | null> {
    return this.#top;
  }

  remember(edit: OwnEdit): void {
    this.#edits.push(edit);
    if (this.#edits.length > MOST_REMEMBERED) this.#edits.shift();
    this.look();
  }

  /** The last edit that can be taken back, and forgets it. */
  take(): OwnEdit | null {
    const edit = this.#lastValid();
    if (edit !== null) this.#edits.splice(this.#edits.indexOf(edit), 1);
    this.look();
    return edit;
  }

  /** What is shown may have changed. */
  look(): void {
    const next = this.#describe(this.#lastValid());
    if (JSON.stringify(next) !== JSON.stringify(this.#top.current())) this.#top.set(next);
  }

  #lastValid(): OwnEdit | null {
    return this.#edits.findLast((edit) => this.#isStillShown(edit)) ?? null;
  }

  #isStillShown({ recordId, changes }: OwnEdit): boolean {
    const order = this.#options.orderOf(recordId);
    return order !== null && changes.every(({ field, to }) => order[field] === to);
  }

  #describe(edit: OwnEdit | null): Undoable | null {
    const order = edit === null ? null : this.#options.orderOf(edit.recordId);
    const change = edit?.changes[0];
    if (order === null || change === undefined) return null;
    const { field, from, to } = change;
    return { recordId: order.recordId, label: this.#options.labelOf(order), field, from, to };
  }
}

/** What a patch would change of an order that is shown. */
export function changesOf(order: VisibleOrder, patch: OrderPatch): FieldChange[] {
  return EDITABLE_FIELDS.flatMap((field) => {
    const to = patch[field];
    return to === undefined || to === order[field] ? [] : [{ field, from: order[field], to }];
  });
}

export function inverseOf({ changes }: OwnEdit): OrderPatch {
  return Object.fromEntries(changes.map(({ field, from }) => [field, from]));
}
