import type { Balancer, BalancerOptions } from './balancer.ts';
import { startProgram } from './child-program.ts';
import { findFreePort } from './free-port.ts';
import { startPlainBalancer } from './plain-balancer.ts';
import { type RedisServer, type RedisStart, startRedisServer } from './redis-server.ts';
import { ReplicaProcess } from './replica-process.ts';

export interface ClusterOptions {
  readonly replicas: number;
  /** The balancer's address; a free port of loopback where left out. */
  readonly host?: string;
  readonly port?: number;
  /**
   * Settings of the servers, and of the simulator those that begin with `SIMULATOR_`. Where none says which base, the
   * simulator is started.
   */
  readonly settings?: Readonly<Record<string, string>>;
  readonly redis?: RedisStart;
  /** Where the replicas look for Redis, given its port: something may stand in between. */
  readonly redisUrl?: (port: number) => string | Promise<string>;
  /** Stands before the replicas; the plain one where left out. */
  readonly startBalancer?: (options: BalancerOptions) => Promise<Balancer>;
  /** Whether people see the replicas' log; no where left out. */
  readonly isShown?: boolean;
  /** Ends a start that is under way, between two steps of it. */
  readonly signal?: AbortSignal;
}

/** A simulated Airtable base. */
export interface AirtablePlace {
  readonly url: string;
  readonly token: string;
  readonly baseId: string;
  readonly tableId: string;
}

/** Replicas on one Redis behind one address, each a process of its own. */
export interface Cluster extends AsyncDisposable {
  /** The balancer's. */
  readonly url: string;
  readonly balancer: Balancer;
  readonly replicas: readonly ReplicaProcess[];
  readonly redis: RedisServer;
  /** The simulator, where there is one. */
  readonly airtable: AirtablePlace | null;
  /** Resolves when every replica has orders to serve. */
  untilReady(signal?: AbortSignal): Promise<void>;
}

// It is plain JavaScript, for it has to run before there is a Node that knows types.
const reader = new URL('../../scripts/read-settings.mjs', import.meta.url).href;
const { usesSimulator }: { usesSimulator(settings: object): boolean } = await import(reader);

const SIMULATOR = new URL('../airtable-simulator/main.ts', import.meta.url);
const LOOPBACK = '127.0.0.1';

/** Starts everything and resolves when it listens. Disposing it lets the replicas finish what they do. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { settings = {}, host = LOOPBACK, port = 0, signal } = options;
  await using started = new AsyncDisposableStack();
  const redis = started.use(await startRedisServer(options.redis));
  signal?.throwIfAborted();
  const airtable = usesSimulator(settings) ? started.use(await startSimulator(settings)) : null;
  signal?.throwIfAborted();
  const replicas = await placeReplicas(options, {
    ...settings,
    ...(airtable === null ? {} : { ...airtableSettings(airtable), ORDERS_SIMULATOR: 'true' }),
    REDIS_URL: (await options.redisUrl?.(redis.port)) ?? redis.url,
    TRUSTED_PROXIES: [LOOPBACK, settings['TRUSTED_PROXIES'] ?? ''].filter((range) => range !== '').join(','),
  });
  const balancer = started.use(
    await (options.startBalancer ?? startPlainBalancer)({
      ...{ host, port },
      replicas: replicas.map(({ url }) => url),
      identityHeaders: identityHeaders(settings),
    }),
  );
  // They end before the balancer does: until then it passes on what they still answer.
  started.defer(async () => {
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
  });
  signal?.throwIfAborted();
  await Promise.all(replicas.map((replica) => replica.start()));
  const owned = started.move();
  return {
    url: balancer.url,
    ...{ balancer, replicas, redis, airtable },
    async untilReady(patience) {
      await Promise.all(replicas.map((replica) => replica.untilReady(patience)));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The settings that make a server use a base. */
export function airtableSettings({ url, token, baseId, tableId }: AirtablePlace): Record<string, string> {
  return {
    AIRTABLE_API_URL: url,
    AIRTABLE_API_KEY: token,
    AIRTABLE_BASE_ID: baseId,
    AIRTABLE_TABLE_ID: tableId,
  };
}

async function placeReplicas(
  { replicas, isShown = false }: ClusterOptions,
  env: Readonly<Record<string, string>>,
): Promise<ReplicaProcess[]> {
  const placed: ReplicaProcess[] = [];
  for (let number = 1; number <= replicas; number++) {
    placed.push(new ReplicaProcess({ name: `Replica ${number}`, port: await findFreePort(), env, isShown }));
  }
  return placed;
}

async function startSimulator(
  settings: Readonly<Record<string, string>>,
): Promise<AirtablePlace & AsyncDisposable> {
  const names = Object.keys(settings).filter((name) => name.startsWith('SIMULATOR_'));
  const program = await startProgram(SIMULATOR, {
    env: Object.fromEntries(names.map((name) => [name, settings[name] ?? ''])),
  });
  return Object.assign(program.ready as AirtablePlace, {
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  });
}

/** The usual names and, where it is safe to write them into a configuration, those that the settings give. */
function identityHeaders(settings: Readonly<Record<string, string>>): string[] {
  return ['User', 'Email', 'Groups'].flatMap((what) => {
    const own = settings[`AUTH_PROXY_${what.toUpperCase()}_HEADER`] ?? '';
    return [`X-Forwarded-${what}`, ...(/^[\w-]+$/.test(own) ? [own] : [])];
  });
}
