import type { SessionStore } from '../application/ports.ts';
import { keyDigest } from './key-digest.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';

export interface RedisSessionStoreOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
}

/**
 * KEYS: session, sessions of the person (only with a person)
 * ARGV: time, value, lifetime, digest
 */
const SET_SESSION = defineScript(
  'ordersSetSession',
  `
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if KEYS[2] then
  redis.call('SADD', KEYS[2], ARGV[4])
  if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
end
return 1
`,
);

/**
 * Sessions of all replicas, by the digest of their ids. It remembers nothing itself: one that was ended on another
 * replica is over here at once.
 */
export class RedisSessionStore implements SessionStore {
  readonly #options: RedisSessionStoreOptions;

  constructor(options: RedisSessionStoreOptions) {
    this.#options = options;
  }

  get(id: string): Promise<string | null> {
    const { connection, keys } = this.#options;
    return connection.run('request', (client) => client.get(keys.session(keyDigest(id))));
  }

  async set(id: string, value: string, ttlMs: number, subject?: string): Promise<void> {
    const { connection, keys } = this.#options;
    const digest = keyDigest(id);
    const names = [keys.session(digest)];
    if (subject !== undefined) names.push(keys.sessionsOf(keyDigest(subject)));
    await connection.runScript('decision', SET_SESSION, names, [value, Math.ceil(ttlMs), digest]);
  }

  async delete(id: string): Promise<void> {
    const { connection, keys } = this.#options;
    await connection.run('decision', (client) => client.del(keys.session(keyDigest(id))));
  }

  async deleteBySubject(subject: string): Promise<void> {
    const { connection, keys } = this.#options;
    const index = keys.sessionsOf(keyDigest(subject));
    const digests = await connection.run('decision', (client) => client.smembers(index));
    if (digests.length === 0) return;
    const sessions = digests.map((digest) => keys.session(digest));
    // The index goes last: whoever is interrupted in between can begin again.
    await connection.run('decision', (client) => client.del(...sessions));
    await connection.run('decision', (client) => client.srem(index, ...digests));
  }
}
