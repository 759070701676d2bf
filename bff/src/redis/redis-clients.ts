import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { Random } from '../application/ports.ts';

/** One server or a cluster: both take the same commands. */
export type RedisClient = Redis | Cluster;

/** What a connection is for; each has a socket of its own. */
export type RedisPurpose = 'requests' | 'bulk' | 'following';

/** Longest wait of a blocking read, in milliseconds. */
export const BLOCKING_READ_MS = 5_000;

/** Longest wait before the next attempt to connect, in milliseconds. */
export const LONGEST_RETRY_MS = 1_000;
const FIRST_RETRY_MS = 50;

/**
 * A socket that stays silent for so long after a command is given up. Without it a frozen server answers nothing and
 * its queue of commands grows (measured: ioredis 6, SIGSTOP).
 */
const SOCKET_TIMEOUT_MS: Readonly<Record<RedisPurpose, number>> = {
  requests: 1_000,
  bulk: 5_000,
  following: BLOCKING_READ_MS + 2_000,
};

/**
 * ioredis's own defaults make a caller wait for more than a minute when Redis is away (offline queue, 20 retries, no
 * time limit). Nothing waits here: without a connection a command fails at once, and its caller knows what to do.
 */
export function redisOptions(purpose: RedisPurpose, random: Random) {
  return {
    connectionName: `orders-${purpose}`,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: 1_000,
    commandTimeout: SOCKET_TIMEOUT_MS[purpose],
    socketTimeout: SOCKET_TIMEOUT_MS[purpose],
    maxLoadingRetryTime: LONGEST_RETRY_MS,
    retryStrategy: (attempt: number) => retryDelay(attempt, random),
    // After a failover the socket may lead to what is a replica now.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions;
}

/** `url` names one server, or several nodes of a cluster separated by commas. */
export function createRedisClient(url: string, purpose: RedisPurpose, random: Random): RedisClient {
  const options = redisOptions(purpose, random);
  const nodes = url.split(',');
  if (nodes.length === 1) return new Redis(url, options);
  return new Cluster(nodes, clusterOptions(nodes[0] ?? url, options, random));
}

/** Resolves when commands can be sent, or when the signal fires. */
export function untilReady(client: RedisClient, signal: AbortSignal): Promise<void> {
  if (client.status === 'ready' || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      client.off('ready', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    client.on('ready', end);
    signal.addEventListener('abort', end, { once: true });
  });
}

function clusterOptions(firstNode: string, options: ReturnType<typeof redisOptions>, random: Random) {
  const { retryStrategy: _ofOneNode, enableOfflineQueue: _ofTheCluster, ...perNode } = options;
  const { username, password, protocol } = new URL(firstNode);
  return {
    enableOfflineQueue: false,
    slotsRefreshTimeout: 1_000,
    clusterRetryStrategy: (attempt: number) => retryDelay(attempt, random),
    redisOptions: {
      ...perNode,
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
  } satisfies ClusterOptions;
}

/** Half of it by chance, so that replicas do not come back all at once. */
function retryDelay(attempt: number, random: Random): number {
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10));
  return longest * (0.5 + random() / 2);
}
