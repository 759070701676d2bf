import type { EditableField, Order, OrderFilter, OrderQuery, Summary } from '@orders/contract';
import type { SeenChange } from './change-log.ts';
import type { Observable } from './observable.ts';

/** How far an edit has come that Airtable does not have yet. */
export type EditState = 'waiting' | 'sending' | 'conflict' | 'rejected';

/** An order as a person sees it: what the server said, with the edits of this device laid over it. */
export interface VisibleOrder extends Order {
  /** The state of the edit that waits for this order, the one that needs a person first; `null` = none. */
  readonly editState: EditState | null;
}

/** All orders on this device and what can be asked of them without the network. */
export interface OrdersStore {
  /** Calls back after every change of `current()`; returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** The present state; the same object until something changes. */
  current(): OrdersView;
  /** What this window saw change in the server's table, the latest first. */
  readonly seen: Observable<readonly SeenChange[]>;
}

export interface OrdersView {
  /** `opening`: the database is being read. `empty`: this device has no copy yet. `ready`: there are orders to show. */
  readonly phase: 'opening' | 'empty' | 'ready';
  /** Whether every order of the last sync is here. */
  readonly isComplete: boolean;
  /** When Airtable last confirmed the copy, epoch ms by the server's clock. */
  readonly asOf: number | null;
  readonly count: number;
  /** The present day of the reporting zone by the server's clock, `YYYY-MM-DD`. */
  readonly today: string;
  /** One page, filtered and sorted as the server would. */
  query(query: OrderQuery): { readonly orders: readonly VisibleOrder[]; readonly total: number };
  /** By Order ID where exactly one order has it, else by record id. */
  find(orderIdOrRecordId: string): VisibleOrder | null;
  /** The name that stands for an order: its Order ID where that is unique, else its record id. */
  labelOf(order: VisibleOrder): string;
  /**
   * The key figures: counted over the copy with the waiting edits laid over when it is complete; before that the
   * server's last ones, as they were.
   */
  readonly summary: ShownSummary | null;
  /** Orders and revenue of the last days, oldest first, today last; `null` unless the copy is complete. */
  lastDays(count: number): Summary['perDay'] | null;
  /** The figures of what a filter lets through; `null` unless the copy is complete, and when called off. */
  countFigures(query: FiguresQuery, signal: AbortSignal): Promise<Figures | null>;
}

export interface ShownSummary {
  readonly figures: Summary;
  /** Epoch ms, the server's clock. */
  readonly asOf: number | null;
  /** How many waiting edits are laid over the figures. */
  readonly pendingEdits: number;
}

/** The figures of the orders that a filter lets through. */
export interface Figures extends Summary {
  /** How many of them the narrower filter lets through as well. */
  readonly narrower: number;
}

export interface FiguresQuery {
  /**
   * Statuses are counted without the filter by status, priorities without that by priority, days without that by day:
   * else a chart would lose the bars that one could go on to.
   */
  readonly filter: OrderFilter;
  /** How many days the series has, today included. */
  readonly days: number;
  readonly narrower: Partial<OrderFilter>;
}

/** One edit that Airtable does not have yet. */
export interface PendingEdit {
  readonly id: number;
  readonly recordId: string;
  /** Order ID or record id, as the table names it. */
  readonly label: string;
  readonly changes: readonly FieldChange[];
  readonly state: EditState;
  /** Epoch ms, this device's clock; for display. `0` = not known. */
  readonly createdAt: number;
  readonly attempts: number;
  /** Whether it waits and may be in Airtable all the same: it was sent, and what came of that is not known. */
  readonly mayBeApplied: boolean;
  /** Why it was refused or could not be sent, in words; `null` while nothing went wrong. */
  readonly reason: string | null;
  /** Whether it waits behind an edit of the same order that needs a person. */
  readonly isBlocked: boolean;
  /** Whether this build can forget it: not while it is on its way, nor what a newer build has written. */
  readonly canDiscard: boolean;
  /** When the order was last changed in Airtable, ISO; known in a conflict only. */
  readonly theirsAt: string | null;
}

export interface FieldChange {
  readonly field: EditableField;
  readonly from: string | null;
  readonly to: string | null;
  /** What the field is in Airtable now; present for a conflict only. */
  readonly theirs?: string | null;
}
