import type { EditableField, OrderPatch } from '@orders/contract';
import type { Observable } from './observable.ts';
import type { PendingEdit } from './visible-order.ts';

/** What became of an edit at the moment it was made. */
export type EditOutcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'unchanged' }
  /** It is nowhere: the device could not store it. `reason` is for the person. */
  | { readonly kind: 'not-saved'; readonly reason: string };

/** The edits of this device. Promises resolve when the device's database has it for good. */
export interface Outbox {
  readonly pending: Observable<readonly PendingEdit[]>;
  edit(recordId: string, patch: OrderPatch): Promise<EditOutcome>;
  /** The same change of several orders: all are stored or none, and they are taken back together. */
  editMany(recordIds: readonly string[], patch: OrderPatch): Promise<EditOutcome>;
  /** The last edit of this window that can be taken back; `null` when there is none. */
  readonly undoable: Observable<Undoable | null>;
  undo(): Promise<EditOutcome>;
  /** The edit that was taken back last and can be done again; `null` when there is none. */
  readonly redoable: Observable<Undoable | null>;
  redo(): Promise<EditOutcome>;
  /** Forgets an edit that was refused, or has not been sent. */
  discard(id: number): Promise<void>;
  /** Decides a conflict: mine goes to Airtable after all. */
  keepMine(id: number): Promise<void>;
  /** Decides a conflict: what is in Airtable stays. */
  takeTheirs(id: number): Promise<void>;
  sendNow(): void;
  /** All waiting edits as a file's text. */
  exportAll(): Promise<string>;
}

/** An edit in words: its first cell stands for all. */
export interface Undoable {
  readonly recordId: string;
  readonly label: string;
  readonly field: EditableField;
  readonly from: string | null;
  readonly to: string | null;
  /** How many orders it changes. */
  readonly count: number;
}
