import type { AppConfig, EditableField, Health, OrderPatch, Session, SyncEvent } from '@orders/contract';
import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import type { OrdersStore, PendingEdit } from './store/visible-order.ts';

/** A value that changes over time, in the shape `useSyncExternalStore` wants. */
export interface Observable<T> {
  subscribe(listener: () => void): () => void;
  /** The same object until something changes. */
  current(): T;
}

/** Whether the server, and Airtable behind it, can be reached; told from requests, not from the browser's flag. */
export interface ConnectionState {
  readonly state: 'online' | 'offline' | 'airtable-unavailable' | 'signed-out';
  /** Whether this device holds a complete copy and the app shell, so that it works without a connection. */
  readonly isReadyOffline: boolean;
  /** When Airtable will be asked again, epoch ms; `null` = not known. */
  readonly until: number | null;
  readonly health: Health | null;
}

/** How a sync that this person asked for, or anybody's, goes on. */
export interface SyncState {
  readonly isRunning: boolean;
  readonly progress: SyncEvent | null;
  /** What went wrong the last time, in words. */
  readonly problem: string | null;
  readonly finishedAt: number | null;
}

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
  /** The last edit of this window that can be taken back; `null` when there is none. */
  readonly undoable: Observable<Undoable | null>;
  undo(): Promise<EditOutcome>;
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

export interface Undoable {
  readonly recordId: string;
  readonly label: string;
  readonly field: EditableField;
  readonly from: string | null;
  readonly to: string | null;
}

/** A new version of the app that waits to be used. */
export interface AppUpdate {
  readonly isWaiting: boolean;
  apply(): void;
}

export interface Services {
  readonly orders: OrdersStore;
  readonly outbox: Outbox;
  readonly connection: Observable<ConnectionState>;
  readonly sync: Observable<SyncState> & { syncNow(): Promise<void> };
  readonly session: Observable<Session | null>;
  readonly config: Observable<AppConfig | null>;
  readonly update: Observable<AppUpdate>;
}

const ServicesContext = createContext<Services | null>(null);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>;
}

/** The composed services. @throws when used outside a ServicesProvider */
export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('useServices needs a ServicesProvider above it');
  return services;
}

/** Follows an observable for as long as the component is shown. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.current);
}
