import {
  type AppConfig,
  changedFields,
  EDITABLE_FIELDS,
  type Health,
  ORDER_PRIORITIES,
  ORDER_STATUSES,
  type Order,
  type OrderPatch,
  type Session,
} from '@orders/contract';
import type { AppUpdate, Services } from '../../src/services.tsx';
import type { AccountState } from '../../src/store/account.ts';
import type { ConnectionState, SyncState } from '../../src/store/connection-state.ts';
import type { DeviceReport, JournalEvent, StoragePromise } from '../../src/store/diagnostics.ts';
import type { EditOutcome, Undoable } from '../../src/store/edits.ts';
import { type Cell, createCell } from '../../src/store/observable.ts';
import type { FieldChange, OrdersView, PendingEdit } from '../../src/store/visible-order.ts';
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
}

export interface FakeServices {
  readonly services: Services;
  readonly connection: Cell<ConnectionState>;
  readonly sync: Cell<SyncState>;
  readonly session: Cell<Session | null>;
  readonly config: Cell<AppConfig | null>;
  readonly update: Cell<AppUpdate>;
  readonly pending: Cell<readonly PendingEdit[]>;
  readonly account: Cell<AccountState>;
  readonly canSignOut: Cell<boolean>;
  readonly othersEdits: Cell<number>;
  readonly journal: Cell<readonly JournalEvent[]>;
  readonly storagePromise: Cell<StoragePromise>;
  readonly device: Cell<DeviceReport>;
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
  const { orders, pending, calls, undoable } = state;
  const edit = (recordId: string, patch: OrderPatch, isUndo = false): EditOutcome =>
    recordEdit(state, recordId, patch, isUndo);
  const drop = (id: number) => pending.set(pending.current().filter((entry) => entry.id !== id));

  const services: Services = {
    orders: state.store,
    outbox: {
      pending,
      undoable,
      edit: async (recordId, patch) => edit(recordId, patch),
      undo: async () => undoLast(undoable, edit),
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
    },
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
  for (const source of [orders, pending, phase]) source.subscribe(() => store.show(shown()));
  const storageReason = createCell<string | null>(null);
  return {
    orders,
    pending,
    store,
    calls: [] as string[],
    undoable: createCell<Undoable | null>(null),
    connection: createCell<ConnectionState>({
      state: options.isOffline ? 'offline' : 'online',
      isReadyOffline: true,
      until: null,
      health: healthOf(nowMs, orders.current().length),
      storageProblem: null,
      isStuck: false,
      isIntercepted: false,
    }),
    sync: createCell<SyncState>({ isRunning: false, progress: null, problem: null, finishedAt: null }),
    session: createCell<Session | null>({ user: null, role: options.role ?? 'editor', authMode: 'none' }),
    config: createCell<AppConfig | null>({
      currency: 'USD',
      reportingTimeZone: 'UTC',
      statuses: [...ORDER_STATUSES],
      priorities: [...ORDER_PRIORITIES],
      simulator: true,
    }),
    update: createCell<AppUpdate>({ isWaiting: false, apply: () => undefined }),
    account: createCell<AccountState>({ kind: 'in' }),
    canSignOut: createCell(false),
    othersEdits: createCell(0),
    journal: createCell<readonly JournalEvent[]>([]),
    storagePromise: createCell<StoragePromise>('unknown'),
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

type FakeState = ReturnType<typeof createState>;

function recordEdit(state: FakeState, recordId: string, patch: OrderPatch, isUndo: boolean): EditOutcome {
  const { pending, undoable, store, storageReason } = state;
  const order = store.current().find(recordId);
  const reason = storageReason.current();
  if (reason !== null) return { kind: 'not-saved', reason };
  if (order === null) return { kind: 'not-saved', reason: 'No such order.' };
  const [field] = changedFields(order, patch);
  if (field === undefined) return { kind: 'unchanged' };
  const label = store.current().labelOf(order);
  const change = { field, from: order[field], to: patch[field] ?? null };
  pending.set(withChange(pending.current(), { recordId, label }, change));
  undoable.set(isUndo ? null : { recordId, label, ...change });
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

function undoLast(
  undoable: Cell<Undoable | null>,
  edit: (recordId: string, patch: OrderPatch, isUndo: boolean) => EditOutcome,
): EditOutcome {
  const last = undoable.current();
  return last === null ? { kind: 'unchanged' } : edit(last.recordId, { [last.field]: last.from }, true);
}

function applyEdits(order: Order, edits: readonly PendingEdit[]): Order {
  const mine = edits.filter(({ recordId }) => recordId === order.recordId);
  if (mine.length === 0) return order;
  const values = EDITABLE_FIELDS.flatMap((field) => {
    const change = mine.flatMap(({ changes }) => changes).findLast((candidate) => candidate.field === field);
    return change === undefined ? [] : [[field, change.to]];
  });
  return { ...order, ...Object.fromEntries(values), etag: `"sent-${mine.map(({ id }) => id).join('-')}"` };
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
