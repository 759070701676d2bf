import { CacheDatabase, deleteCaches } from '../db/cache-database.ts';
import { OutboxQueue } from '../db/outbox.ts';
import { OutboxDatabase } from '../db/outbox-database.ts';
import { readOutbox } from '../db/outbox-rows.ts';
import { StoredCopy } from '../db/stored-copy.ts';
import { LocalViews } from '../store/local-views.ts';
import { createCell } from '../store/observable.ts';
import { LocalOrders } from '../store/orders-store.ts';
import { openCrossTab } from '../sync/cross-tab.ts';
import { LocalCopy } from '../sync/local-copy.ts';
import { OutboxFeed } from '../sync/outbox-feed.ts';
import { ServerClock } from '../sync/server-clock.ts';
import type { Environment } from './environment.ts';

export type Local = ReturnType<typeof composeLocal>;

/** Everything of one person on this device: two databases, the orders in memory, the saved views, the line to others. */
export function composeLocal(environment: Environment, subject: string) {
  const { clock, newId, buildId, pause, untilIdle } = environment;
  const outboxDb = new OutboxDatabase(subject);
  const cacheDb = new CacheDatabase(subject);
  const serverClock = new ServerClock(clock);
  const crossTab = openCrossTab(environment.BroadcastChannel, subject);
  const views = new LocalViews({ storage: environment.storage, subject, newId });
  const store = new LocalOrders({ now: () => serverClock.now(), pause, untilIdle });
  const stored = new StoredCopy({ db: cacheDb, newSnapshotId: newId, pause });
  const queue = new OutboxQueue({ db: outboxDb, now: () => clock.now(), newKey: newId, buildId });
  const readContents = () => readOutbox(outboxDb, clock.now());
  const feed = new OutboxFeed({
    read: readContents,
    crossTab,
    apply: (contents) => store.setOutbox(contents),
  });
  const copy = new LocalCopy({ store, stored, crossTab });
  /** Another window has brought the outbox to a newer schema: this build must not write any more. */
  const isOutdated = createCell(false);
  outboxDb.on('versionchange', ({ newVersion }) => {
    if (newVersion !== null && newVersion > 0) isOutdated.set(true);
  });
  const freeRoom = async () => {
    copy.giveUpKeeping();
    cacheDb.close({ disableAutoOpen: false });
    await deleteCaches();
  };
  return {
    subject,
    outboxDb,
    cacheDb,
    serverClock,
    crossTab,
    store,
    views,
    queue,
    readContents,
    feed,
    copy,
    isOutdated,
    freeRoom,
  };
}
