import type { Services } from '../services.tsx';
import type { ConnectionState } from '../store/connection-state.ts';
import { derive, type Observable } from '../store/observable.ts';
import { EditOrders } from '../sync/edit-orders.ts';
import type { PageEvents } from '../sync/sync-loop.ts';
import { ANONYMOUS } from '../sync/whose-session.ts';
import { composeLocal, type Local } from './compose-local.ts';
import { composeServer, refreshFacts, type Server } from './compose-server.ts';
import { composeSync, type Sync } from './compose-sync.ts';
import { browserEnvironment, type Environment } from './environment.ts';
import { fetchServerBuild } from './fetch-server-build.ts';
import { followEachOther } from './follow-each-other.ts';
import { createShellWorker, type ShellWorker } from './register-service-worker.ts';
import { OUTDATED, storageProblemOf } from './storage-problem.ts';

/** Where `vite build` puts the service worker. */
const SERVICE_WORKER_URL = '/service-worker.js';
/** Whose databases to open; the one thing that is known before any of them is. */
const SUBJECT_KEY = 'orders:subject';

/** The services together with their life. */
export interface ComposedServices extends Services {
  /** Opens the databases and begins to talk to the server. Resolves when what the device holds is shown. */
  start(): Promise<void>;
  /** Ends everything that was begun. Resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Creates the data side of the app and hands it out as the features see it. Nothing runs before `start`. */
export function composeServices(environment: Environment = browserEnvironment()): ComposedServices {
  const { storage, page, clock, reload, keepStorage } = environment;
  const subject = storage?.getItem(SUBJECT_KEY) ?? ANONYMOUS;
  const local = composeLocal(environment, subject);
  const server = composeServer(environment, local);
  const sync = composeSync(environment, local, server);
  const outbox = new EditOrders({
    ...local,
    keepStorage,
    requestPush: (options) => sync.loop.requestPush(options),
    mayWrite: () => !local.isOutdated.current(),
    obstacle: () => obstacleOf(local, server),
  });
  const shell = createShellWorker({
    container: environment.serviceWorker,
    scriptUrl: SERVICE_WORKER_URL,
    page: page.window,
    buildId: environment.buildId,
    fetchServerBuild: () => fetchServerBuild((url, init) => environment.fetch(new Request(url, init))),
    isReachable: () => server.connectivity.isReached,
    now: () => clock.now(),
    whenNotSending: () => sync.loop.whenNotSending(),
    reload,
  });
  const followed = { environment, local, server, sync, shell, outbox };
  const life = createLife(page, sync, () => followEachOther(followed, changeSubject));
  return {
    orders: local.store,
    outbox,
    connection: connectionOf(local, server, shell),
    sync: sync.syncNow,
    session: server.session.value,
    config: server.config.value,
    update: shell.update,
    start: () => start(local, server, shell, life),
    stop: () => life.end(local),
  };

  function changeSubject(next: string): void {
    if (storage === null || storage.getItem(SUBJECT_KEY) === next) return;
    storage.setItem(SUBJECT_KEY, next);
    local.crossTab.post({ kind: 'session' });
    // Where it cannot be remembered, a reload would come back to the same place.
    if (storage.getItem(SUBJECT_KEY) === next) reload();
  }
}

interface Life {
  begin(): void;
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
      callOff = follow();
      window.addEventListener('pagehide', () => void rest(), { signal: ended.signal });
      document.addEventListener('freeze', () => void rest(), { signal: ended.signal });
      document.addEventListener('resume', run, { signal: ended.signal });
      window.addEventListener('pageshow', (event) => 'persisted' in event && event.persisted && run(), {
        signal: ended.signal,
      });
      run();
    },
    async end({ crossTab, outboxDb, cacheDb }) {
      ended.abort();
      callOff();
      await rest();
      crossTab.close();
      outboxDb.close();
      cacheDb.close();
    },
  };
}

async function start(local: Local, server: Server, shell: ShellWorker, life: Life): Promise<void> {
  void shell.register();
  const { session, config, summary, connectivity } = server;
  // The zone first: the figures are counted by it.
  await Promise.all([config.load(), session.load(), local.feed.refresh()]);
  const isOpen = local.copy.open();
  life.begin();
  await Promise.all([isOpen, summary.load()]);
  if (connectivity.isReached) refreshFacts(local, server);
}

function connectionOf(
  local: Local,
  { connectivity }: Server,
  shell: ShellWorker,
): Observable<ConnectionState> {
  const { store, copy, feed, isOutdated } = local;
  const sources = [connectivity.state, store, copy.keeping, feed.failure, isOutdated, shell.isReady];
  return derive<ConnectionState>(sources, () => {
    const keeping = copy.keeping.current();
    const isKept = keeping.kind === 'kept' && store.current().isComplete;
    return {
      ...connectivity.state.current(),
      isReadyOffline: isKept && shell.isReady.current(),
      storageProblem: storageProblemOf(keeping, feed.failure.current(), isOutdated.current()),
    };
  });
}

function obstacleOf({ isOutdated }: Local, { session }: Server): string | null {
  if (isOutdated.current()) return OUTDATED;
  return session.value.current()?.role === 'viewer' ? 'You may look at orders but not change them.' : null;
}
