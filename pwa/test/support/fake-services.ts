import {
  type AppConfig,
  type Health,
  ORDER_PRIORITIES,
  ORDER_STATUSES,
  type Order,
  type ServerStatus,
  type Session,
} from '@orders/contract';
import type { AppUpdate, Services } from '../../src/services.tsx';
import type { AccountState } from '../../src/store/account.ts';
import type { SeenChange } from '../../src/store/change-log.ts';
import type { ConnectionState, SyncState } from '../../src/store/connection-state.ts';
import type { DeviceReport, JournalEvent, StoragePromise } from '../../src/store/diagnostics.ts';
import { LocalViews } from '../../src/store/local-views.ts';
import { type Cell, createCell } from '../../src/store/observable.ts';
import type { OrdersView, PendingEdit } from '../../src/store/visible-order.ts';
import { UndoStack } from '../../src/sync/undo.ts';
import { applyEdits, createFakeEdits } from './fake-edits.ts';
import { createFakeOrdersStore } from './fake-orders-store.ts';
import { makeSampleOrders } from './sample-orders.ts';

export interface FakeServicesOptions {
  readonly count?: number;
  readonly orders?: readonly Order[];
  readonly nowMs?: number;
  /** When Airtable confirmed the copy; a moment ago unless the test says otherwise. */
  readonly asOf?: number;
  readonly phase?: OrdersView['phase'];
  readonly role?: Session['role'];
  /** Edits stay on the device until `deliver()` is called. */
  readonly isOffline?: boolean;
  /** Where saved views are kept; that of the page unless the test says otherwise, `null` = nowhere. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null;
}

export interface FakeServices {
  readonly services: Services;
  readonly connection: Cell<ConnectionState>;
  readonly sync: Cell<SyncState>;
  readonly session: Cell<Session | null>;
  readonly config: Cell<AppConfig | null>;
  readonly update: Cell<AppUpdate>;
  readonly pending: Cell<readonly PendingEdit[]>;
  readonly seen: Cell<readonly SeenChange[]>;
  readonly account: Cell<AccountState>;
  readonly canSignOut: Cell<boolean>;
  readonly othersEdits: Cell<number>;
  readonly journal: Cell<readonly JournalEvent[]>;
  readonly storagePromise: Cell<StoragePromise>;
  readonly device: Cell<DeviceReport>;
  /** What the server says of itself; `null` = it does not say it to this person. */
  readonly serverStatus: Cell<ServerStatus | null>;
  /** What Airtable holds. */
  readonly orders: Cell<readonly Order[]>;
  /** What was asked of the services, such as `sendNow` and `keepMine 4`. */
  readonly calls: string[];
  setPhase(phase: OrdersView['phase']): void;
  /** Somebody else changes an order in Airtable. */
  changeElsewhere(recordId: string, fields: Partial<Order>): void;
  /** All waiting edits reach Airtable. */
  deliver(): void;
  /** The next edits are refused by the device's storage. */
  failStorage(reason: string | null): void;
}

/** The services of the app in memory, every state of them switchable. */
export function createFakeServices(options: FakeServicesOptions = {}): FakeServices {
  const nowMs = options.nowMs ?? Date.now();
  const state = createState(options, nowMs);
  const { orders, pending, calls } = state;
  const drop = (id: number) => pending.set(pending.current().filter((entry) => entry.id !== id));

  const services: Services = {
    orders: state.store,
    outbox: {
      pending,
      ...createFakeEdits(state),
      discard: async (id) => {
        calls.push(`discard ${id}`);
        drop(id);
      },
      keepMine: async (id) => {
        calls.push(`keepMine ${id}`);
        pending.set(
          pending.current().map((entry) => (entry.id === id ? { ...entry, state: 'waiting' } : entry)),
        );
      },
      takeTheirs: async (id) => {
        calls.push(`takeTheirs ${id}`);
        drop(id);
      },
      sendNow: () => calls.push('sendNow'),
      exportAll: async () => JSON.stringify(pending.current()),
    },
    connection: state.connection,
    sync: {
      subscribe: state.sync.subscribe,
      current: state.sync.current,
      syncNow: async () => {
        calls.push('syncNow');
      },
    },
    session: state.session,
    config: state.config,
    update: state.update,
    shellSettled: Promise.resolve(),
    account: {
      state: state.account,
      canSignOut: state.canSignOut,
      othersEdits: state.othersEdits,
      signOut: async () => {
        calls.push('signOut');
      },
      signIn: async () => {
        calls.push('signIn');
        return null;
      },
    },
    diagnostics: {
      journal: state.journal,
      storagePromise: state.storagePromise,
      readDevice: async () => state.device.current(),
      readServer: async () =>
        state.serverStatus.current() ?? Promise.reject(new Error('The status is for administrators.')),
    },
    views: new LocalViews({
      storage: options.storage === undefined ? localStorage : options.storage,
      subject: 'somebody',
      newId: () => crypto.randomUUID(),
    }),
  };
  return {
    services,
    ...state,
    changeElsewhere(recordId, fields) {
      orders.set(
        orders
          .current()
          .map((order) =>
            order.recordId === recordId
              ? { ...order, ...fields, etag: `"${calls.length}-${Date.now()}"` }
              : order,
          ),
      );
    },
    deliver() {
      const edits = pending.current();
      pending.set([]);
      orders.set(orders.current().map((order) => applyEdits(order, edits)));
    },
  };
}

function createState(options: FakeServicesOptions, nowMs: number) {
  const orders = createCell(options.orders ?? makeSampleOrders(options.count ?? 5000, nowMs));
  const pending = createCell<readonly PendingEdit[]>([]);
  const phase = createCell(options.phase ?? 'ready');
  const asOf = options.asOf ?? Date.now() - 12_000;
  const shown = () => ({
    phase: phase.current(),
    isComplete: phase.current() === 'ready',
    orders: phase.current() === 'ready' ? orders.current() : [],
    pending: pending.current(),
    asOf: phase.current() === 'ready' ? asOf : null,
    nowMs,
  });
  const store = createFakeOrdersStore(shown());
  const undo = new UndoStack({
    orderOf: (recordId) => store.current().find(recordId),
    labelOf: (order) => store.current().labelOf(order),
  });
  for (const source of [orders, pending, phase]) {
    source.subscribe(() => {
      store.show(shown());
      undo.look();
    });
  }
  const storageReason = createCell<string | null>(null);
  return {
    orders,
    pending,
    seen: store.seen,
    store,
    calls: [] as string[],
    undo,
    connection: createCell<ConnectionState>({
      state: options.isOffline ? 'offline' : 'online',
      isReadyOffline: true,
      until: null,
      health: healthOf(nowMs, orders.current().length),
      storageProblem: null,
      isStuck: false,
      isBusy: false,
      isIntercepted: false,
    }),
    sync: createCell<SyncState>({ isRunning: false, progress: null, problem: null, finishedAt: null }),
    session: createCell<Session | null>({ user: null, role: options.role ?? 'editor', authMode: 'none' }),
    config: createCell<AppConfig | null>({
      currency: 'USD',
      reportingTimeZone: 'UTC',
      statuses: [...ORDER_STATUSES],
      priorities: [...ORDER_PRIORITIES],
      statusColors: {},
      priorityColors: {},
      missingFields: [],
      readOnlyFields: [],
      simulator: true,
      airtableTableUrl: null,
    }),
    update: createCell<AppUpdate>({ isWaiting: false, apply: () => undefined }),
    account: createCell<AccountState>({ kind: 'in' }),
    canSignOut: createCell(false),
    othersEdits: createCell(0),
    journal: createCell<readonly JournalEvent[]>([]),
    storagePromise: createCell<StoragePromise>('unknown'),
    serverStatus: createCell<ServerStatus | null>(null),
    device: createCell<DeviceReport>({
      buildId: 'b1a2c3',
      worker: 'activated',
      databases: [],
      usage: null,
      quota: null,
    }),
    setPhase: phase.set,
    failStorage: storageReason.set,
    storageReason,
  };
}

function healthOf(nowMs: number, orders: number): Health {
  return {
    status: 'ok',
    airtable: {
      state: 'ok',
      breaker: 'closed',
      pausedUntil: null,
      callsThisMonth: 12_480,
      monthlyCalls: 100_000,
    },
    cache: { driver: 'memory', state: 'ok' },
    snapshot: { asOf: new Date(nowMs - 12_000).toISOString(), ageSeconds: 12, orders, version: 'k3f9.1842' },
  };
}
