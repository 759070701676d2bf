import { startSimulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { describe, expect, test, vi } from 'vitest';
import { listenToEvents } from './support/event-listener.ts';
import { FaultProxy } from './support/fault-proxy.ts';
import { PATIENCE } from './support/patience.ts';
import { hasRedisServer, sharedRedisUrl } from './support/redis-server.ts';
import { realClock } from './support/redis-setting.ts';
import { startReplica } from './support/start-replica.ts';
import type { Toxics } from './support/toxics.ts';

type Link = 'redis' | 'airtable';

/** What is in the way of both directions; `down` for a link that takes no connections. */
const TOXICS = {
  latency: { latency: { ms: 20, jitterMs: 10 } },
  bandwidth: { bandwidth: { bytesPerSecond: 100_000 } },
  'slow close': { slowClose: { ms: 5_000 } },
  timeout: { timeout: {} },
  'reset peer': { resetPeer: {} },
  slicer: { slicer: { bytes: 60, variation: 40 } },
  'limit data': { limitData: { bytes: 150 } },
  down: 'down',
} as const satisfies Record<string, Toxics | 'down'>;

interface Expected {
  /** Statuses that a read may be answered with. */
  readonly read: readonly number[];
  /** Statuses that an edit with a key may be answered with. */
  readonly write: readonly number[];
  /** When somebody who listens here hears of an edit made on another replica: at once, or when the trouble is over. */
  readonly events: 'now' | 'later';
}

const FINE: Expected = { read: [200], write: [200], events: 'now' };
/** What must not be done twice is not begun where nobody remembers it; what others do is heard of later. */
const ALONE: Expected = { read: [200], write: [503], events: 'later' };
/** Reads and news do not need Airtable; an edit that does not reach it says so. */
const NO_AIRTABLE: Expected = { read: [200], write: [503, 504], events: 'now' };

const EXPECTED: Readonly<Record<Link, Readonly<Record<keyof typeof TOXICS, Expected>>>> = {
  redis: {
    // Whatever arrives late is waited for as long as a busy machine lets it look quick, and no longer.
    latency: { ...FINE, write: [200, 503] },
    bandwidth: { ...FINE, write: [200, 503] },
    'slow close': FINE,
    timeout: ALONE,
    'reset peer': ALONE,
    slicer: { ...FINE, write: [200, 503] },
    'limit data': ALONE,
    down: ALONE,
  },
  airtable: {
    latency: FINE,
    bandwidth: FINE,
    'slow close': FINE,
    timeout: NO_AIRTABLE,
    'reset peer': NO_AIRTABLE,
    slicer: FINE,
    'limit data': NO_AIRTABLE,
    down: NO_AIRTABLE,
  },
};

const AIRTABLE_TIMEOUT_MS = 500;
/** What the contract allows an edit in trouble, with as much again for a machine that is busy. */
const DEADLINE_MS = 2 * (AIRTABLE_TIMEOUT_MS + 3_000);

const CASES = (['redis', 'airtable'] as const).flatMap((link) =>
  (Object.keys(TOXICS) as (keyof typeof TOXICS)[]).map((toxic) => [link, toxic] as const),
);

describe.skipIf(!hasRedisServer)('a link in trouble', () => {
  test.concurrent.each(CASES)('%s, %s', async (link, toxic) => {
    await using things = new AsyncDisposableStack();
    const baseId = `app${link}${toxic}`.replace(' ', '').padEnd(17, '0').slice(0, 17);
    const simulator = things.use(await startSimulator({ orders: 10, requestsPerSecond: 0, baseId }));
    const links = {
      redis: things.use(await proxyTo(sharedRedisUrl() ?? '')),
      airtable: things.use(await proxyTo(simulator.url)),
    };
    const settings = { AIRTABLE_TIMEOUT_MS: String(AIRTABLE_TIMEOUT_MS) };
    const well = things.use(await startReplica(simulator, sharedRedisUrl() ?? '', { settings }));
    await well.untilReady();
    const troubled = things.use(
      await startReplica(simulator, links.redis.through(sharedRedisUrl() ?? ''), {
        settings: { ...settings, AIRTABLE_API_URL: links.airtable.through(simulator.url) },
      }),
    );
    await troubled.untilReady();
    using listener = await listenToEvents(`${troubled.url}/api/events`);
    const heard = () => listener.events.filter(({ event }) => event === 'change').length;
    await listener.until(() => listener.status === 200);

    const edit = () =>
      inTime(`${troubled.url}/api/orders/ORD-000002`, {
        method: 'PATCH',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `${link}-${toxic}`.replace(' ', '-'),
        },
        body: '{"status":"Cancelled"}',
      });
    await poison(links[link], TOXICS[toxic]);
    const { read, write, events } = EXPECTED[link][toxic];
    expect(read, 'read').toContain(await inTime(`${troubled.url}/api/orders/ORD-000001`));
    // On a busy machine a Redis may seem to be away for a moment; each answer comes in time all the same.
    await vi.waitFor(async () => expect(write, 'write').toContain(await edit()), PATIENCE);

    const before = heard();
    expect((await well.patch('ORD-000003', { status: 'Cancelled' })).status).toBe(200);
    if (events === 'now') await listener.until(() => heard() > before);
    else expect(heard()).toBe(before);
    await links[link].clear();
    await listener.until(() => heard() > before);
    await vi.waitFor(async () => {
      const again = await troubled.patch(
        'ORD-000002',
        { status: 'Cancelled' },
        { 'idempotency-key': 'after' },
      );
      expect(again.status).toBe(200);
    }, PATIENCE);
  });
});

/** The status of an answer that comes within the deadline. */
async function inTime(url: string, request: RequestInit = {}): Promise<number> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(DEADLINE_MS) });
  await answer.arrayBuffer();
  return answer.status;
}

async function poison(link: FaultProxy, toxics: Toxics | 'down'): Promise<void> {
  if (toxics === 'down') return link.down();
  link.set('toServer', toxics);
  link.set('fromServer', toxics);
}

function proxyTo(url: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(url);
  const upstream = { host: hostname, port: Number(port) };
  return FaultProxy.start({ upstream, clock: realClock, random: Math.random });
}
