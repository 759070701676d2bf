import type { AppConfig, Session } from '@orders/contract';
import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import type { Account } from './store/account.ts';
import type { ConnectionState, SyncState } from './store/connection-state.ts';
import type { Diagnostics } from './store/diagnostics.ts';
import type { Outbox } from './store/edits.ts';
import type { Observable } from './store/observable.ts';
import type { SavedViews } from './store/saved-views.ts';
import type { OrdersStore } from './store/visible-order.ts';

export type { Account, AccountState } from './store/account.ts';
export type { ConnectionState, SyncState } from './store/connection-state.ts';
export type { Diagnostics } from './store/diagnostics.ts';
export type { EditOutcome, Outbox, Undoable } from './store/edits.ts';
export type { Observable } from './store/observable.ts';
export type { SavedView, SavedViews } from './store/saved-views.ts';

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
  /** Resolves when every part of the app is stored on this device, or when it is known that none will be. */
  readonly shellSettled: Promise<void>;
  readonly account: Account;
  readonly diagnostics: Diagnostics;
  readonly views: SavedViews;
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
