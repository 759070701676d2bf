import {
  changedFields,
  EDITABLE_FIELDS,
  type EditableField,
  type FieldError,
  type Order,
  type OrderPatch,
} from '@orders/contract';
import { OutcomeUnknown } from '../domain/failures.ts';
import type { OrderTable } from '../domain/order-table.ts';
import { JoinedLooks } from './joined-looks.ts';
import type { KnownOptions } from './known-options.ts';
import type { OrderWriter } from './order-writer.ts';
import type { Clock, RecordTurn, RecordTurns } from './ports.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import { createTimeLimit } from './time-limit.ts';
import { Turnstiles } from './turnstile.ts';
import { UnsettledEdit } from './unsettled-edit.ts';

/** What an edit is about: the text in the path or in a bulk entry. */
export interface EditTarget {
  readonly text: string;
  /** A bulk entry says which of the two it names; a path may name either. */
  readonly isRecordId: boolean | null;
}

export interface OrderEdit {
  readonly target: EditTarget;
  readonly patch: OrderPatch;
  /** Whether an order with this validator may be changed (`If-Match`); `null` = in any state. */
  readonly precondition: ((order: Order) => boolean) | null;
  /** Whether the same edit was begun before, and nobody knows what became of it; no where left out. */
  readonly mayHaveBeenMade?: boolean;
}

export type EditOutcome =
  | { readonly kind: 'edited'; readonly order: Order }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'ambiguous'; readonly recordIds: readonly string[] }
  | { readonly kind: 'not-allowed'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'changed-meanwhile'; readonly current: Order };

export interface OrderEditorOptions {
  readonly keeper: SnapshotKeeper;
  readonly writer: OrderWriter;
  readonly knownOptions: KnownOptions;
  readonly turns: RecordTurns;
  readonly clock: Clock;
}

/**
 * Airtable has no preconditions of its own. So before a write under one, the record is read again unless this is the
 * only replica and everything was confirmed within this time; what somebody else changes between that look and the write, about one call's
 * duration, goes unnoticed.
 */
const CONFIRMED_MS = 250;

/** How often, how long at a time and how long in all it is asked what became of a write. */
const LOOK_AGAIN_MS = 500;
const LOOK_MS = 2_500;
const LONGEST_SETTLING_MS = 60_000;

/** Changes orders for people. */
export class OrderEditor {
  readonly #options: OrderEditorOptions;
  readonly #onePerRecord = new Turnstiles();
  readonly #looks: JoinedLooks;
  /** Records of which it is being found out whether the last write reached them. */
  readonly #settling = new Set<string>();
  /** What writes were found to have done though their callers heard of no success, until the next of their record. */
  readonly #foundDone = new Map<string, string>();

  constructor(options: OrderEditorOptions) {
    this.#options = options;
    this.#looks = new JoinedLooks(options.writer);
  }

  /** How many writes have failed for another reason than what was to be written. */
  get failedWrites(): number {
    return this.#options.writer.failedCalls;
  }

  /** What is wrong with the values of a patch before any order is looked at; empty = nothing. */
  check(patch: Readonly<Partial<Record<EditableField, unknown>>>): FieldError[] {
    const table = this.#options.keeper.table;
    if (EDITABLE_FIELDS.every((field) => patch[field] === undefined)) {
      return [{ field: '', message: `nothing to change: give ${EDITABLE_FIELDS.join(' or ')}` }];
    }
    return EDITABLE_FIELDS.flatMap((field) => {
      const value = patch[field];
      if (value === undefined) return [];
      const obstacle = this.#options.knownOptions.unwritable(field);
      if (obstacle !== null) return [{ field, message: obstacle }];
      if (value === null) return [];
      const allowed = this.#options.knownOptions.allowed(field, table);
      return allowed.some((option) => option === value)
        ? []
        : [{ field, message: `one of ${allowed.join(', ')}, or null` }];
    });
  }

  /**
   * The same once the options of the source are known: before that, a value of its own looks like none.
   * @throws Failure when they cannot be learnt
   */
  async checkForSure(patch: OrderPatch): Promise<FieldError[]> {
    if (this.check(patch).length > 0) await this.#options.knownOptions.refreshOnce('write');
    return this.check(patch);
  }

  /**
   * Applies an edit. Edits of one record come one after another, on all replicas, so that of two with the same
   * precondition only the first finds it met.
   * @throws Failure when the source refuses or cannot be reached, `UnsettledEdit` when nobody knows yet what it did
   */
  async edit(edit: OrderEdit): Promise<EditOutcome> {
    const errors = this.check(edit.patch);
    if (errors.length > 0) return { kind: 'not-allowed', errors };
    const found = this.#find(edit.target);
    if (found.kind !== 'one') return found;
    const { recordId } = found;
    await using turns = new AsyncDisposableStack();
    turns.use(await this.#onePerRecord.enter(recordId));
    // Of two edits on the same condition only one may be done, whichever replicas they came to.
    const isNeeded = edit.precondition !== null;
    const turn = turns.use(await this.#options.turns.take(recordId, { isNeeded }));
    const isCaughtUp = await this.#options.keeper.catchUp();
    try {
      // Awaited here: the turns end with this block.
      return await this.#editRecord(recordId, edit, { isCaughtUp, turn });
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error;
      throw new UnsettledEdit(error, this.#settle(recordId, edit.patch, turns.move()));
    }
  }

  /** Looks at the records of which nobody knows what the last write did, once no edit of them is under way. */
  async settleDoubts(): Promise<void> {
    const { writer } = this.#options;
    await using turns = new AsyncDisposableStack();
    const ids = writer.doubtful.filter((id) => !this.#settling.has(id)).sort();
    for (const id of ids) turns.use(await this.#onePerRecord.enter(id));
    if (ids.length > 0) await writer.look(ids);
  }

  /**
   * Finds out whether a write was done whose answer was lost. Until then nobody edits the record, on any replica:
   * after another edit, nothing would tell any more.
   */
  async #settle(recordId: string, patch: OrderPatch, turns: AsyncDisposable): Promise<Order | null> {
    await using _turns = turns;
    const { writer, clock } = this.#options;
    const until = clock.now() + LONGEST_SETTLING_MS;
    this.#settling.add(recordId);
    try {
      while (writer.isDoubtful(recordId) && clock.now() < until) {
        await clock.sleep(LOOK_AGAIN_MS);
        using limit = createTimeLimit(clock, LOOK_MS);
        await writer.look([recordId], limit.signal).catch(() => []);
      }
    } finally {
      this.#settling.delete(recordId);
    }
    const order = this.#current(recordId);
    if (order === undefined || writer.isDoubtful(recordId) || changedFields(order, patch).length > 0)
      return null;
    this.#foundDone.set(recordId, JSON.stringify(patch));
    return order;
  }

  async #editRecord(
    recordId: string,
    edit: OrderEdit,
    { isCaughtUp, turn }: { isCaughtUp: boolean; turn: RecordTurn },
  ): Promise<EditOutcome> {
    const { writer } = this.#options;
    const wasDoubtful = edit.mayHaveBeenMade === true || writer.isDoubtful(recordId);
    // What others have written meanwhile would be missing, and a condition judged by a state that is long over.
    const isBehind = edit.precondition !== null && !isCaughtUp;
    const hasLooked = wasDoubtful || isBehind;
    if (hasLooked) await this.#looks.look(recordId);
    const isRepeated = this.#foundDone.get(recordId) === JSON.stringify(edit.patch);
    const early = this.#judge(recordId, edit, wasDoubtful || isRepeated);
    if (early !== null && (hasLooked || !this.#mayBeMistaken(early))) return early;
    if (early !== null || (edit.precondition !== null && !hasLooked && !this.#isJustConfirmed())) {
      await this.#looks.look(recordId);
      const late = this.#judge(recordId, edit, false);
      if (late !== null) return late;
    }
    this.#foundDone.delete(recordId);
    await writer.write({ recordId, values: definedValues(edit.patch) }, () => turn.isHeld());
    const written = this.#current(recordId);
    return written === undefined ? { kind: 'not-found' } : { kind: 'edited', order: written };
  }

  /** What becomes of an edit without a write; `null` when it has to be written. */
  #judge(recordId: string, { patch, precondition }: OrderEdit, mayBeDone: boolean): EditOutcome | null {
    const current = this.#current(recordId);
    if (current === undefined) return { kind: 'not-found' };
    // The write of which nobody knew may have been this one, whose precondition it has itself undone.
    if (mayBeDone && changedFields(current, patch).length === 0) return { kind: 'edited', order: current };
    if (precondition !== null && !precondition(current)) return { kind: 'changed-meanwhile', current };
    return null;
  }

  /**
   * Whether somebody may hold a newer state than the history that all replicas share: another one has written on its
   * own while it could not tell, and its caller comes here with the tag of that.
   */
  #mayBeMistaken({ kind }: EditOutcome): boolean {
    return kind === 'changed-meanwhile' && this.#options.keeper.isShared;
  }

  #current(recordId: string): Order | undefined {
    return this.#options.keeper.table?.row(recordId)?.order;
  }

  #isJustConfirmed(): boolean {
    const { keeper, clock } = this.#options;
    // Another replica may have written in a history of which this one has not heard yet.
    return !keeper.isShared && clock.now() - (keeper.confirmation?.asOf ?? 0) <= CONFIRMED_MS;
  }

  #find(target: EditTarget) {
    const table = this.#options.keeper.table;
    if (table === null) return { kind: 'not-found' } as const;
    return findOrder(table, target);
  }
}

export type FoundOrder =
  | { readonly kind: 'one'; readonly recordId: string; readonly order: Order }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'ambiguous'; readonly recordIds: readonly string[] };

/** The order that a text names. A record id addresses exactly one, whatever Order IDs people have typed. */
export function findOrder(table: OrderTable, { text, isRecordId }: EditTarget): FoundOrder {
  const byRecordId = isRecordId === false ? undefined : table.row(text);
  if (byRecordId !== undefined) return { kind: 'one', recordId: text, order: byRecordId.order };
  const rows = isRecordId === true ? [] : table.rowsByOrderId(text);
  const [first] = rows;
  if (first === undefined) return { kind: 'not-found' };
  if (rows.length === 1) return { kind: 'one', recordId: first.recordId, order: first.order };
  return { kind: 'ambiguous', recordIds: rows.map((row) => row.recordId).sort() };
}

function definedValues(patch: OrderPatch): Partial<Record<EditableField, string | null>> {
  const values: Partial<Record<EditableField, string | null>> = {};
  for (const field of EDITABLE_FIELDS) {
    const value = patch[field];
    if (value !== undefined) values[field] = value;
  }
  return values;
}
