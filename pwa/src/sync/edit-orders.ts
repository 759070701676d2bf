import type { OrderPatch } from '@orders/contract';
import type { Edit } from '../db/coalesce-edit.ts';
import { isQuotaFailure } from '../db/database-failures.ts';
import { exportOutbox } from '../db/export-outbox.ts';
import type { OutboxQueue } from '../db/outbox.ts';
import type { OutboxContents } from '../db/outbox-rows.ts';
import type { EditOutcome, Outbox } from '../store/edits.ts';
import { type Cell, createCell, type Observable } from '../store/observable.ts';
import type { LocalOrders } from '../store/orders-store.ts';
import { pendingEdits, rowOf } from '../store/pending-edits.ts';
import type { PendingEdit } from '../store/visible-order.ts';
import type { Clock } from './clock.ts';
import type { OutboxFeed } from './outbox-feed.ts';
import { changesOf, patchesOf, UndoStack } from './undo.ts';

export interface EditOrdersOptions {
  readonly store: LocalOrders;
  readonly queue: OutboxQueue;
  readonly feed: OutboxFeed;
  readonly subject: string;
  readonly buildId: string;
  readonly clock: Clock;
  /** Reads the database itself, for the export. */
  readContents(): Promise<OutboxContents>;
  /** Gives back the room that the copy of the table takes. */
  freeRoom(): Promise<void>;
  /** Asks the browser not to throw the edits away when room gets scarce. A person may take long to answer. */
  keepStorage(): void;
  requestPush(options?: { readonly isHurried: boolean }): void;
  /** Whether this build may still write to the queue. */
  mayWrite(): boolean;
  /** Why nothing can be saved just now, in words; `null` = it can. */
  obstacle(): string | null;
}

/** What a person does to orders: every edit goes through the queue, with or without a connection. */
export class EditOrders implements Outbox {
  readonly #options: EditOrdersOptions;
  readonly #undo: UndoStack;
  /** Why the last edit could not be stored, for want of anything but room. */
  readonly #failure: Cell<unknown> = createCell<unknown>(null);
  readonly #pending: Cell<readonly PendingEdit[]> = createCell<readonly PendingEdit[]>([]);

  constructor(options: EditOrdersOptions) {
    this.#options = options;
    const { store, feed } = options;
    this.#undo = new UndoStack({
      orderOf: (recordId) => store.visibleOrder(recordId),
      labelOf: (order) => store.current().labelOf(order),
    });
    feed.contents.subscribe(() => this.#list());
    store.subscribe(() => {
      if (this.#pending.current().length > 0) this.#list();
      this.#undo.look();
    });
  }

  get pending() {
    return this.#pending;
  }

  /** Why the device cannot store edits just now; `null` = the last one was stored. */
  get failure(): Observable<unknown> {
    return this.#failure;
  }

  get undoable() {
    return this.#undo.undoable;
  }

  get redoable() {
    return this.#undo.redoable;
  }

  edit(recordId: string, patch: OrderPatch): Promise<EditOutcome> {
    return this.editMany([recordId], patch);
  }

  async editMany(recordIds: readonly string[], patch: OrderPatch): Promise<EditOutcome> {
    const { store } = this.#options;
    const changes = recordIds.flatMap((recordId) => {
      const order = store.visibleOrder(recordId);
      return order === null ? [] : changesOf(order, patch);
    });
    const outcome = await this.#save(new Map(recordIds.map((recordId) => [recordId, patch])));
    if (outcome.kind === 'saved') this.#undo.remember(changes);
    return outcome;
  }

  async undo(): Promise<EditOutcome> {
    const edit = this.#undo.takeDone();
    if (edit === null) return { kind: 'unchanged' };
    const outcome = await this.#save(patchesOf(edit, 'from'));
    if (outcome.kind === 'not-saved') this.#undo.rememberDone(edit);
    else this.#undo.rememberUndone(edit);
    return outcome;
  }

  async redo(): Promise<EditOutcome> {
    const edit = this.#undo.takeUndone();
    if (edit === null) return { kind: 'unchanged' };
    const outcome = await this.#save(patchesOf(edit, 'to'));
    if (outcome.kind === 'not-saved') this.#undo.rememberUndone(edit);
    else this.#undo.rememberDone(edit);
    return outcome;
  }

  async discard(id: number): Promise<void> {
    if (!this.#options.mayWrite()) return;
    const { kind, key } = rowOf(id);
    await (kind === 'parked' ? this.#options.queue.discardParked(key) : this.#options.queue.discard(key));
    await this.#decided();
  }

  async keepMine(id: number): Promise<void> {
    if (!this.#options.mayWrite()) return;
    await this.#options.queue.keepMine(id);
    await this.#decided();
  }

  async takeTheirs(id: number): Promise<void> {
    if (!this.#options.mayWrite()) return;
    await this.#options.queue.takeTheirs(id);
    await this.#decided();
  }

  sendNow(): void {
    this.#options.requestPush({ isHurried: true });
  }

  /** What the database holds; where it cannot be read any more, what this window knows of it. */
  async exportAll(): Promise<string> {
    const { subject, buildId, clock, feed, readContents } = this.#options;
    const exported = await exportOutbox({
      subject,
      read: readContents,
      remembered: () => feed.contents.current(),
      after: (ms, run) => clock.after(ms, run),
    });
    return JSON.stringify({ exportedAt: new Date(clock.now()).toISOString(), buildId, ...exported }, null, 2);
  }

  async #save(patches: ReadonlyMap<string, OrderPatch>): Promise<EditOutcome> {
    const { store, feed, obstacle, keepStorage, requestPush } = this.#options;
    const edits = Array.from(patches, ([recordId, patch]): Edit | null => {
      const order = store.visibleOrder(recordId);
      return order === null ? null : { order, patch: definedOf(patch) };
    }).filter((edit) => edit !== null);
    if (edits.length === 0) return notSaved('This order is no longer here.');
    const problem = obstacle();
    if (problem !== null) return notSaved(problem);
    try {
      const count = await this.#enqueue(edits);
      await feed.changed();
      if (count === 0) return { kind: 'unchanged' };
    } catch (failure) {
      if (isQuotaFailure(failure)) return notSaved(NO_ROOM);
      this.#failure.set(failure);
      return notSaved(NO_STORAGE);
    }
    this.#failure.set(null);
    requestPush();
    keepStorage();
    return { kind: 'saved' };
  }

  /** An edit is worth more than the copy of the table, which can be fetched again. */
  async #enqueue(edits: readonly Edit[]): Promise<number> {
    const { queue, freeRoom } = this.#options;
    try {
      return await queue.enqueueAll(edits);
    } catch (failure) {
      if (!isQuotaFailure(failure)) throw failure;
      await freeRoom();
      return queue.enqueueAll(edits);
    }
  }

  async #decided(): Promise<void> {
    await this.#options.feed.changed();
    this.#options.requestPush();
  }

  #list(): void {
    const { store, feed } = this.#options;
    const view = store.current();
    const next = pendingEdits(feed.contents.current(), (recordId) => {
      const order = store.visibleOrder(recordId);
      return order === null ? null : view.labelOf(order);
    });
    if (JSON.stringify(next) !== JSON.stringify(this.#pending.current())) this.#pending.set(next);
  }
}

const NO_ROOM = 'This device is out of space. Your change was not saved.';
const NO_STORAGE = 'This device cannot store changes just now. Your change was not saved.';

function notSaved(reason: string): EditOutcome {
  return { kind: 'not-saved', reason };
}

function definedOf({ status, priority }: OrderPatch): Edit['patch'] {
  return { ...(status === undefined ? {} : { status }), ...(priority === undefined ? {} : { priority }) };
}
