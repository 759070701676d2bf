import { appConfigSchema, type Session, sessionSchema, summarySchema } from '@orders/contract';
import { BffClient } from '../api/bff-client.ts';
import { Connectivity } from '../sync/connectivity.ts';
import { RememberedAnswer } from '../sync/remembered-answer.ts';
import { ANONYMOUS, subjectOf } from '../sync/whose-session.ts';
import type { Local } from './compose-local.ts';
import type { Environment } from './environment.ts';

export type Server = ReturnType<typeof composeServer>;

/** The server as this device sees it: what to ask it, whether it is there, what it said of itself. */
export function composeServer(environment: Environment, local: Local) {
  const { clock, random, page, baseUrl } = environment;
  const client = new BffClient({
    ...(baseUrl === undefined ? {} : { baseUrl }),
    user: local.subject === ANONYMOUS ? null : local.subject,
    fetch: (request) => environment.fetch(request),
    now: () => clock.now(),
    onExchange(exchange) {
      if (exchange.serverTime !== null) local.serverClock.hear(exchange.serverTime);
      connectivity.report(exchange);
    },
  });
  const connectivity = new Connectivity({
    getHealth: (timeoutMs) => client.getHealth(timeoutMs),
    clock,
    random,
    isVisible: () => page.isVisible(),
    isInHurry: () => hasWaiting(local),
    isBrowserOnline: () => environment.isBrowserOnline(),
  });
  const db = local.cacheDb;
  const session = new RememberedAnswer({
    name: 'session',
    db,
    parser: sessionSchema,
    // Remembered here, another person's would hand the device over without the server having said so.
    mayKeep: (present) => [null, local.subject].includes(subjectOf(present)),
    fetch: (etag) => client.getSession(etag),
  });
  const config = new RememberedAnswer({
    name: 'config',
    db,
    parser: appConfigSchema,
    fetch: (etag) => client.getConfig(etag),
  });
  const summary = new RememberedAnswer({
    name: 'summary',
    db,
    parser: summarySchema,
    fetch: (etag) => client.getSummary(etag),
  });
  return { client, connectivity, session, config, summary };
}

/** Asks who is signed in. @throws ApiFailure */
export async function refreshSession({ session, connectivity }: Server): Promise<Session | null> {
  const present = await session.refresh();
  if (present !== null) connectivity.reportSession(subjectOf(present) !== null);
  return present;
}

/** Asks again for what hardly ever changes, and for the figures while there are no orders to count. */
export function refreshFacts({ store }: Local, server: Server): void {
  refreshSession(server).catch(() => null);
  server.config.refresh().catch(() => null);
  if (!store.current().isComplete) server.summary.refresh().catch(() => null);
}

/** Whether the queue holds anything that goes out without a person deciding first. */
export function hasWaiting({ feed }: Pick<Local, 'feed'>): boolean {
  return feed.contents.current().entries.some(({ state }) => state === 'waiting' || state === 'sending');
}
