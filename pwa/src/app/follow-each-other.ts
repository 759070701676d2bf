import type { Health } from '@orders/contract';
import type { EditOrders } from '../sync/edit-orders.ts';
import { followSources } from '../sync/journal-sources.ts';
import type { SyncJournal } from '../sync/sync-journal.ts';
import type { Watchdog } from '../sync/watchdog.ts';
import { subjectOf } from '../sync/whose-session.ts';
import type { ComposedAccount } from './compose-account.ts';
import type { Local } from './compose-local.ts';
import { refreshFacts, refreshSession, type Server } from './compose-server.ts';
import type { Sync } from './compose-sync.ts';
import type { Environment } from './environment.ts';
import type { ShellWorker } from './shell-worker.ts';

export interface Followed {
  readonly environment: Environment;
  readonly local: Local;
  readonly server: Server;
  readonly sync: Sync;
  readonly shell: ShellWorker;
  readonly outbox: EditOrders;
  readonly account: ComposedAccount;
  readonly watchdog: Watchdog;
  readonly journal: SyncJournal;
}

/** What one part does when another one has changed. @returns how to end it */
export function followEachOther(parts: Followed, onOtherSubject: (subject: string) => void): () => void {
  const { environment, local, server, outbox, watchdog, journal } = parts;
  const { session, config, summary, connectivity } = server;
  const followers: (() => void)[] = [];
  const follow = <T>(
    source: { current(): T; subscribe(listener: () => void): () => void },
    react: (value: T) => void,
  ) => {
    followers.push(source.subscribe(() => react(source.current())));
    react(source.current());
  };

  follow(config.value, (present) => present && void local.store.setTimeZone(present.reportingTimeZone));
  follow(summary.value, (present) => present && local.store.setServerSummary(present, summary.asOf));
  let badge = -1;
  follow(outbox.pending, ({ length }) => {
    if (length !== badge) environment.setBadge(length);
    badge = length;
  });
  follow(connectivity.state, ({ state }) => {
    if (state === 'offline') parts.sync.syncNow.lost();
    parts.sync.live.setReachable(state !== 'offline');
  });
  follow(session.value, (present) => {
    const subject = present === null ? local.subject : subjectOf(present);
    if (subject !== null && subject !== local.subject) onOtherSubject(subject);
  });
  followers.push(
    connectivity.onHealth((health) => onHealth(parts, health)),
    connectivity.onBack(() => refreshFacts(local, server)),
    hearOtherWindows(parts),
    hearStorage(parts),
    watchdog.start(),
    followSources(journal, {
      reach: connectivity.state,
      contents: local.feed.contents,
      isStuck: watchdog.isStuck,
    }),
  );
  return () => {
    for (const callOff of followers) callOff();
  };
}

/** About every half minute while somebody looks: what else has to be looked after now and then. */
function onHealth({ local, server, sync, shell }: Followed, { snapshot }: Health): void {
  const { state } = local.copy;
  const isSame = state !== null && snapshot?.version === state.version;
  if (isSame && snapshot.asOf !== null) local.store.confirm(Date.parse(snapshot.asOf));
  if (!isSame && typeof snapshot?.version === 'string') sync.loop.requestPullGently();
  if (server.connectivity.state.current().state === 'signed-out') refreshSession(server).catch(() => null);
  local.store.tick();
  shell.checkForUpdate();
}

/** The browser tells of what other windows store. */
function hearStorage({ environment, local: { views } }: Followed): () => void {
  const { window } = environment.page;
  const hear = (event: Event) => views.hear((event as StorageEvent).key);
  window.addEventListener('storage', hear);
  return () => window.removeEventListener('storage', hear);
}

function hearOtherWindows({ local, server, sync, account }: Followed): () => void {
  return local.crossTab.listen((message) => {
    if (message.kind === 'outbox') {
      // Should the window that changed it be gone the next moment, this one sends.
      void local.feed.refresh().then(() => sync.loop.requestPush());
    } else if (message.kind === 'session') {
      refreshSession(server).catch(() => null);
    } else if (message.kind === 'signed-out') account.hear();
    else local.copy.hear(message).catch(() => undefined);
  });
}
