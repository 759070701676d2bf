import { isBehind } from '../store/data-version.ts';
import { LiveUpdates } from '../sync/live-updates.ts';
import { pull } from '../sync/pull.ts';
import { Pusher, type SessionCheck } from '../sync/push.ts';
import { createSignsOfLife } from '../sync/signs-of-life.ts';
import { SyncLoop } from '../sync/sync-loop.ts';
import { SyncNow } from '../sync/sync-now.ts';
import { TabLock } from '../sync/tab-lock.ts';
import { subjectOf } from '../sync/whose-session.ts';
import type { Local } from './compose-local.ts';
import { hasWaiting, refreshSession, type Server } from './compose-server.ts';
import type { Environment } from './environment.ts';

export type Sync = ReturnType<typeof composeSync>;

/** What moves edits out and orders in. */
export function composeSync(environment: Environment, local: Local, server: Server) {
  const { clock, random, locks, page } = environment;
  const { subject, outboxDb, feed, copy, queue, crossTab } = local;
  const { client, connectivity, summary } = server;
  const onTransition = () => feed.changed();
  const pusher = new Pusher({
    db: outboxDb,
    queue,
    client,
    checkSession: () => checkSession(local, server),
    mayWrite: () => !local.isOutdated.current(),
    onTransition,
    now: () => clock.now(),
    random,
  });
  const signsOfLife = createSignsOfLife(crossTab, clock);
  const lockFor = (name: string) =>
    new TabLock({ locks, name: `orders-${name}:${subject}`, clock, signsOfLife });
  const loop = new SyncLoop({
    clock,
    random,
    pushLock: lockFor('flush'),
    pullLock: lockFor('pull'),
    pusher,
    pull: (signal) => pull({ client, copy, queue, onTransition }, signal),
    refreshQueue: () => feed.refresh(),
    hasOldAnswers: () => hasOldAnswers(local),
    freeRoom: () => local.freeRoom(),
    hasWaiting: () => hasWaiting(local) && !local.isOutdated.current(),
    connectivity,
    page,
  });
  const syncNow = new SyncNow({
    sync: (signal) => client.sync(signal),
    async onSynced(answer) {
      await summary.take(answer);
      await loop.requestPull();
    },
    now: () => clock.now(),
  });
  return {
    loop,
    syncNow,
    live: composeLive({ environment, local, server, loop, syncNow, lock: lockFor('live') }),
  };
}

interface LiveParts {
  readonly environment: Environment;
  readonly local: Local;
  readonly server: Server;
  readonly loop: SyncLoop;
  readonly syncNow: SyncNow;
  readonly lock: TabLock;
}

function composeLive({ environment, local, server, loop, syncNow, lock }: LiveParts): LiveUpdates {
  const { clock, random, EventSource } = environment;
  const { copy, crossTab } = local;
  const { connectivity } = server;
  return new LiveUpdates({
    EventSource,
    lock,
    clock,
    random,
    crossTab,
    onEvent({ event, data }, isFirstHand) {
      if (event === 'upstream') connectivity.hearUpstream(data);
      if (event === 'sync') syncNow.hear(data);
      const isNews =
        event === 'change'
          ? data.cursor !== copy.state?.cursor
          : event === 'sync' && data.phase === 'finished';
      if (isFirstHand && isNews) void loop.requestPull();
    },
    onOpen: () => void loop.requestPull(),
    onLost: () => connectivity.look(),
  });
}

/** A repeated request is answered as it was the first time, however long ago that was. */
function hasOldAnswers({ feed, copy }: Local): boolean {
  const present = copy.state?.version ?? null;
  return feed.contents.current().tags.some(({ version }) => !isBehind(present, version));
}

/** Asks the server whose session this is, before the first edit of a round goes out. */
async function checkSession(local: Local, server: Server): Promise<SessionCheck> {
  const present = await refreshSession(server).catch(() => null);
  if (present === null)
    return server.connectivity.state.current().state === 'signed-out' ? 'other' : 'unknown';
  return subjectOf(present) === local.subject ? 'same' : 'other';
}
