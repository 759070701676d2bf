import { closeForGood } from '../db/database-failures.ts';
import type { Services } from '../services.tsx';
import type { ConnectionState } from '../store/connection-state.ts';
import { derive, type Observable } from '../store/observable.ts';
import { EditOrders } from '../sync/edit-orders.ts';
import { readSignedOut } from '../sync/signed-out-note.ts';
import { StoragePersistence } from '../sync/storage-persistence.ts';
import { SyncJournal } from '../sync/sync-journal.ts';
import type { PageEvents } from '../sync/sync-loop.ts';
import { Watchdog } from '../sync/watchdog.ts';
import { ANONYMOUS, SUBJECT_KEY } from '../sync/whose-session.ts';
import { type ComposedAccount, composeAccount } from './compose-account.ts';
import { composeDiagnostics } from './compose-diagnostics.ts';
import { composeLocal, type Local } from './compose-local.ts';
import { composeServer, refreshFacts, type Server } from './compose-server.ts';
import { composeSync, type Sync } from './compose-sync.ts';
import { browserEnvironment, type Environment } from './environment.ts';
import { fetchServerBuild } from './fetch-server-build.ts';
import { type Followed, followEachOther } from './follow-each-other.ts';
import { createShellWorker, type ShellWorker } from './shell-worker.ts';
import { OUTDATED, storageProblemOf } from './storage-problem.ts';

/** Where `vite build` puts the service worker. */
const SERVICE_WORKER_URL = '/service-worker.js';

/** The services together with their life. */
export interface ComposedServices extends Services {
  /** Opens the databases and begins to talk to the server. Resolves when what the device holds is shown. */
  start(): Promise<void>;
  /** Ends everything that was begun. Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Creates the data side of the app and hands it out as the features see it. Nothing runs before `start`. */
export function composeServices(given: Environment = browserEnvironment()): ComposedServices {
  const { storage, page, clock, buildId } = given;
  const journal = new SyncJournal(() => clock.now());
  const environment = { ...given, fetch: journal.watch((request) => given.fetch(request)) };
  const local = composeLocal(environment, storage?.getItem(SUBJECT_KEY) ?? ANONYMOUS);
  const server = composeServer(environment, local);
  const sync = composeSync(environment, local, server);
  const persistence = new StoragePersistence(environment);
  const outbox = new EditOrders({
    ...local,
    clock,
    buildId,
    keepStorage: () => void persistence.ask(),
    requestPush: (options) => sync.loop.requestPush(options),
    mayWrite: () => !local.isOutdated.current(),
    obstacle: () => obstacleOf(local, server),
  });
  const watchdog = new Watchdog({ clock, contents: local.feed.contents, reach: server.connectivity.state });
  const shell = createShell(environment, server, sync);
  const life = createLife(page, sync, () => followEachOther(parts, changeSubject));
  const end = () => life.end(local);
  const account = composeAccount({ environment, local, server, shell, end, subjectKey: SUBJECT_KEY });
  const parts: Followed = { environment, local, server, sync, shell, outbox, account, watchdog, journal };
  return {
    orders: local.store,
    outbox,
    connection: connectionOf(parts),
    sync: sync.syncNow,
    session: server.session.value,
    config: server.config.value,
    update: shell.update,
    shellSettled: shell.settled,
    account,
    diagnostics: composeDiagnostics({ environment, subject: local.subject, journal, persistence }),
    views: local.views,
    start: () => start(parts, persistence, life),
    stop: end,
  };

  function changeSubject(next: string): void {
    if (storage === null || storage.getItem(SUBJECT_KEY) === next) return;
    // Another window has signed out, and this one has not heard of it yet.
    if (readSignedOut(storage) !== null) return;
    storage.setItem(SUBJECT_KEY, next);
    local.crossTab.post({ kind: 'session' });
    // Where it cannot be remembered, a reload would come back to the same place.
    if (storage.getItem(SUBJECT_KEY) === next) environment.reload();
  }
}

interface Life {
  begin(): void;
  /** A start without anything but what brings a sign-out to its end. */
  beginSignedOut(account: ComposedAccount): void;
  end(local: Local): Promise<void>;
}

/** Stops with the page, also when the browser only puts it aside or freezes it, and goes on when it is back. */
function createLife({ window, document }: PageEvents, { loop, live }: Sync, follow: () => () => void): Life {
  const ended = new AbortController();
  let callOff = () => {};
  const run = () => {
    loop.start();
    live.start();
  };
  const rest = async () => {
    live.stop();
    await loop.stop();
  };
  return {
    begin() {
      if (ended.signal.aborted) return;
      callOff = follow();
      window.addEventListener('pagehide', () => void rest(), { signal: ended.signal });
      document.addEventListener('freeze', () => void rest(), { signal: ended.signal });
      document.addEventListener('resume', run, { signal: ended.signal });
      window.addEventListener('pageshow', (event) => 'persisted' in event && event.persisted && run(), {
        signal: ended.signal,
      });
      run();
    },
    beginSignedOut(account) {
      callOff = account.resume();
    },
    async end({ crossTab, outboxDb, cacheDb }) {
      ended.abort();
      callOff();
      await rest();
      crossTab.close();
      closeForGood(outboxDb);
      closeForGood(cacheDb);
    },
  };
}

async function start(parts: Followed, persistence: StoragePersistence, life: Life): Promise<void> {
  const { local, server, shell, account } = parts;
  void shell.register();
  if (account.state.current().kind === 'out') return life.beginSignedOut(account);
  const { session, config, summary, connectivity } = server;
  // The zone among it: the figures are counted by it.
  const isKnown = Promise.all([config.load(), session.load(), local.feed.refresh()]);
  const isOpen = local.copy.open(isKnown);
  await isKnown;
  life.begin();
  await Promise.all([isOpen, summary.load()]);
  if (account.state.current().kind !== 'in') return;
  if (connectivity.isReached) refreshFacts(local, server);
  void persistence.look();
  void account.countOthers();
}

function createShell(environment: Environment, server: Server, { loop }: Sync): ShellWorker {
  const { serviceWorker, page, clock, reload } = environment;
  return createShellWorker({
    container: serviceWorker,
    scriptUrl: SERVICE_WORKER_URL,
    page: page.window,
    buildId: environment.buildId,
    fetchServerBuild: () => fetchServerBuild((url, init) => environment.fetch(new Request(url, init))),
    isReachable: () => server.connectivity.isReached,
    now: () => clock.now(),
    whenNotSending: () => loop.whenNotSending(),
    reload,
  });
}

function connectionOf({ local, server, shell, outbox, watchdog }: Followed): Observable<ConnectionState> {
  const { store, copy, feed, isOutdated } = local;
  const { state } = server.connectivity;
  const { isStuck } = watchdog;
  const { failure } = outbox;
  const sources = [state, store, copy.keeping, feed.failure, failure, isOutdated, shell.isReady, isStuck];
  return derive<ConnectionState>(sources, () => {
    const keeping = copy.keeping.current();
    const isKept = keeping.kind === 'kept' && store.current().isComplete;
    const outboxFailure = feed.failure.current() ?? failure.current();
    return {
      ...state.current(),
      isReadyOffline: isKept && shell.isReady.current(),
      storageProblem: storageProblemOf(keeping, outboxFailure, isOutdated.current()),
      isStuck: isStuck.current(),
    };
  });
}

function obstacleOf({ isOutdated }: Local, { session }: Server): string | null {
  if (isOutdated.current()) return OUTDATED;
  return session.value.current()?.role === 'viewer' ? 'You may look at orders but not change them.' : null;
}
