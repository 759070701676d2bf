import type { RedisServer } from '../cluster/redis-server.ts';
import type { FaultRelay } from './fault-relay.ts';
import type { RedisAdmin } from './redis-admin.ts';

/** What stands between the replicas and their Redis, and what can be done to it. */
export interface RedisPlace {
  readonly server: RedisServer;
  readonly relay: FaultRelay;
  /** A connection past the relay, for as long as the server lives. */
  admin(): Promise<RedisAdmin>;
}

/** Something that befalls Redis and ends again; `null` for what is over in the moment in which it happens. */
export interface RedisTrouble {
  readonly name: string;
  begin(place: RedisPlace): Promise<void>;
  readonly end: ((place: RedisPlace) => Promise<void>) | null;
}

export const REDIS_PASSWORD = 'orders';

const CUT_EVERY_MS = 100;
/** A thousand keys of a kilobyte that take ten milliseconds each to load, with a look at callers after each. */
const FILL = `EVAL "for i=1,1000 do redis.call('SET','filler:'..i,string.rep('x',1024),'PX',600000) end return 1" 0`;
const LOADING = ['--key-load-delay', '10000', '--loading-process-events-interval-bytes', '1024'];

const SLOW_MS = 500;

async function command({ admin }: RedisPlace, ...texts: readonly string[]): Promise<void> {
  using redis = await admin();
  for (const text of texts) await redis.command(text);
}

const cutAll = 'CLIENT KILL TYPE normal SKIPME yes';
let storm: NodeJS.Timeout | undefined;

export const REDIS_TROUBLES: readonly RedisTrouble[] = [
  { name: 'none', begin: async () => {}, end: null },
  {
    name: 'refused (killed)',
    async begin({ server, relay }) {
      await relay.become('refuse');
      await server.kill();
    },
    async end({ server, relay }) {
      await server.restart();
      await relay.become('pass');
    },
  },
  {
    name: 'black hole',
    begin: ({ relay }) => relay.become('swallow'),
    end: ({ relay }) => relay.become('pass'),
  },
  {
    name: 'SIGSTOP',
    begin: async ({ server }) => server.pause(),
    end: async ({ server }) => server.resume(),
  },
  {
    name: `slow (${SLOW_MS} ms)`,
    begin: async ({ relay }) => relay.delay(SLOW_MS),
    end: async ({ relay }) => relay.delay(0),
  },
  {
    name: 'LOADING',
    async begin(place) {
      await command(place, FILL, 'CONFIG SET rdbcompression no', 'SAVE');
      await place.server.restart({ settings: [...passwordSettings(), ...LOADING], isAwaited: false });
    },
    end: ({ server }) => server.restart(),
  },
  {
    name: 'READONLY',
    begin: (place) => command(place, 'CONFIG SET replica-serve-stale-data yes', 'REPLICAOF 127.0.0.1 1'),
    end: (place) => command(place, 'REPLICAOF NO ONE'),
  },
  {
    name: 'OOM (maxmemory)',
    begin: (place) => command(place, 'CONFIG SET maxmemory 1'),
    end: (place) => command(place, 'CONFIG SET maxmemory 0'),
  },
  {
    name: 'script flush (NOSCRIPT)',
    begin: (place) => command(place, 'SCRIPT FLUSH'),
    end: null,
  },
  {
    name: 'wrong password',
    begin: (place) => command(place, 'CONFIG SET requirepass another', cutAll),
    async end({ server }) {
      // Nobody is let in any more who could take it back.
      await server.restart();
    },
  },
  { name: 'FLUSHALL', begin: (place) => command(place, 'FLUSHALL'), end: null },
  {
    name: 'reconnect storm',
    async begin(place) {
      storm = setInterval(() => void command(place, cutAll).catch(() => {}), CUT_EVERY_MS);
    },
    async end() {
      clearInterval(storm);
    },
  },
];

export function passwordSettings(): string[] {
  return ['--requirepass', REDIS_PASSWORD];
}
