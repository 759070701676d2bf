import type { Clock, SessionStore } from '../application/ports.ts';
import { keyDigest } from './key-digest.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisKeys } from './redis-keys.ts';
import { defineScript } from './redis-scripts.ts';

export interface RedisSessionStoreOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
  readonly clock: Clock;
}

interface Remembered {
  readonly value: string;
  readonly confirmedAt: number;
}

/** While Redis is away, so long after Redis last knew a session it still counts, in milliseconds. */
const REMEMBERED_MS = 5 * 60_000;
const MAX_REMEMBERED = 10_000;

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

/** Sessions of all replicas. Redis knows ids by their digest only, so that reading it opens nobody's session. */
export class RedisSessionStore implements SessionStore {
  readonly #options: RedisSessionStoreOptions;
  /** Sessions seen of late, in the order in which they were. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(options: RedisSessionStoreOptions) {
    this.#options = options;
  }

  async get(id: string): Promise<string | null> {
    const { connection, keys } = this.#options;
    const digest = keyDigest(id);
    try {
      const value = await connection.run((client) => client.get(keys.session(digest)));
      this.#remember(digest, value);
      return value;
    } catch (error) {
      const known = this.#remembered.get(digest);
      if (known === undefined || this.#options.clock.now() - known.confirmedAt > REMEMBERED_MS) throw error;
      return known.value;
    }
  }

  async set(id: string, value: string, ttlMs: number, subject?: string): Promise<void> {
    const { connection, keys } = this.#options;
    const digest = keyDigest(id);
    const named = [keys.session(digest)];
    if (subject !== undefined) named.push(keys.sessionsOf(keyDigest(subject)));
    await connection.runScript(SET_SESSION, named, [value, Math.ceil(ttlMs), digest]);
    this.#remember(digest, value);
  }

  async delete(id: string): Promise<void> {
    const { connection, keys } = this.#options;
    const digest = keyDigest(id);
    this.#remembered.delete(digest);
    await connection.run((client) => client.del(keys.session(digest)));
  }

  async deleteBySubject(subject: string): Promise<void> {
    const { connection, keys } = this.#options;
    const index = keys.sessionsOf(keyDigest(subject));
    const digests = await connection.run((client) => client.smembers(index));
    for (const digest of digests) this.#remembered.delete(digest);
    const sessions = digests.map((digest) => keys.session(digest));
    // The index goes last: whoever is interrupted in between can begin again.
    if (sessions.length > 0) await connection.run((client) => client.del(...sessions));
    if (digests.length > 0) await connection.run((client) => client.srem(index, ...digests));
  }

  #remember(digest: string, value: string | null): void {
    this.#remembered.delete(digest);
    if (value === null) return;
    this.#remembered.set(digest, { value, confirmedAt: this.#options.clock.now() });
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
