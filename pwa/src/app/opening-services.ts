import type { Services } from '../services.tsx';
import type { EditOutcome } from '../store/edits.ts';
import type { Observable } from '../store/observable.ts';
import type { OrdersView } from '../store/visible-order.ts';

/** What the app shows in the moment before its services are there: that they are being opened, and nothing else. */
export const openingServices: Services = {
  orders: {
    seen: constant([]),
    ...constant<OrdersView>({
      phase: 'opening',
      isComplete: false,
      asOf: null,
      count: 0,
      today: new Date().toISOString().slice(0, 10),
      query: () => ({ orders: [], total: 0 }),
      find: () => null,
      labelOf: ({ recordId }) => recordId,
      summary: null,
      lastDays: () => null,
      countFigures: async () => null,
    }),
  },
  outbox: {
    pending: constant([]),
    undoable: constant(null),
    redoable: constant(null),
    edit: notYet,
    editMany: notYet,
    undo: notYet,
    redo: notYet,
    discard: async () => {},
    keepMine: async () => {},
    takeTheirs: async () => {},
    sendNow: () => {},
    exportAll: async () => '[]',
  },
  connection: constant({
    state: 'online',
    isReadyOffline: false,
    until: null,
    health: null,
    storageProblem: null,
    isStuck: false,
    isBusy: false,
    isIntercepted: false,
  }),
  sync: {
    ...constant({ isRunning: false, progress: null, problem: null, finishedAt: null }),
    syncNow: async () => {},
  },
  session: constant(null),
  config: constant(null),
  update: constant({ isWaiting: false, apply: () => {} }),
  shellSettled: new Promise(() => {}),
  account: {
    state: constant({ kind: 'in' }),
    canSignOut: constant(false),
    othersEdits: constant(0),
    signOut: async () => {},
    signIn: async () => null,
  },
  diagnostics: {
    journal: constant([]),
    storagePromise: constant('unknown'),
    readDevice: async () => ({ buildId: '', worker: '', databases: [], usage: null, quota: null }),
    readServer: async () => {
      throw new Error('The app is still being opened.');
    },
  },
  views: {
    ...constant({ views: [], isKept: true }),
    save: (name, query) => ({ id: '', name, query }),
    update: () => {},
    remove: () => () => {},
    rememberLast: () => {},
  },
};

function constant<T>(value: T): Observable<T> {
  return { current: () => value, subscribe: () => () => {} };
}

async function notYet(): Promise<EditOutcome> {
  return { kind: 'not-saved', reason: 'The app is still being opened.' };
}
