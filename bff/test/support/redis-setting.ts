import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Clock } from '../../src/application/ports.ts';
import { RedisConnection, type RedisConnectionOptions } from '../../src/redis/redis-connection.ts';
import { createRedisKeys, type RedisKeys } from '../../src/redis/redis-keys.ts';
import { FakeClock, nextTurn } from './fake-clock.ts';
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';
import { sharedRedisUrl } from './redis-server.ts';

/** The machine's own time. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};

/** A base of its own in a real Redis, as a number of replicas see it. */
export class RedisSetting implements AsyncDisposable {
  readonly url: string;
  readonly keys: RedisKeys;
  readonly log: RecordedLog = createRecordedLog();
  readonly #connections: RedisConnection[] = [];
  readonly #admin: Redis;

  readonly #leastPatienceMs: number;

  /** Without `leastPatienceMs: 0` a busy machine does not make a test believe that Redis is away. */
  constructor(
    url: string | undefined = sharedRedisUrl(),
    { leastPatienceMs = 5_000, keys = createRedisKeys(`app${randomUUID()}`, 'tblOrders') } = {},
  ) {
    if (url === undefined) throw new Error('There is no Redis server for this test.');
    this.url = url;
    this.keys = keys;
    this.#leastPatienceMs = leastPatienceMs;
    this.#admin = new Redis(url.split(',')[0] ?? url, { lazyConnect: true, retryStrategy: null });
    this.#admin.on('error', () => {});
  }

  /** A client for what only a test or an administrator does. */
  async admin(): Promise<Redis> {
    if (this.#admin.status === 'wait' || this.#admin.status === 'end') await this.#admin.connect();
    return this.#admin;
  }

  /** The connection of one more replica. */
  async connect(
    clock: Clock = realClock,
    onCommand: RedisConnectionOptions['onCommand'] = () => {},
  ): Promise<RedisConnection> {
    const connection = new RedisConnection({
      url: this.url,
      clock,
      random: Math.random,
      log: this.log,
      onCommand,
      leastPatienceMs: this.#leastPatienceMs,
      ...(clock instanceof FakeClock ? { serverNow: () => clock.now() } : {}),
    });
    this.#connections.push(connection);
    await connection.untilUp(5_000);
    return connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) await connection.close();
    this.#admin.disconnect();
  }
}

/** Lets a fake clock wait until Redis has answered all that the last step made replicas ask, and what followed. */
export function settledThrough(connections: readonly RedisConnection[]): () => Promise<void> {
  return async () => {
    for (let round = 0; round < 4; round++) {
      await nextTurn();
      for (const connection of connections) {
        if (connection.isUp()) await connection.run('background', (client) => client.ping()).catch(() => {});
      }
    }
    await nextTurn();
  };
}
