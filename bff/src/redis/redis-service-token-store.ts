import type { KeptToken, ServiceTokenStore } from '../application/admin-ports.ts';
import { parseServiceToken } from '../domain/service-token.ts';
import type { RedisConnection } from './redis-connection.ts';
import { LIFETIME_MS, type RedisKeys } from './redis-keys.ts';

export interface RedisServiceTokenStoreOptions {
  readonly connection: RedisConnection;
  readonly keys: RedisKeys;
}

/** Service tokens of all replicas: one that is revoked on another replica is over here at once. */
export function createRedisServiceTokenStore(options: RedisServiceTokenStoreOptions): ServiceTokenStore {
  const { connection, keys } = options;
  const read = (digest: string, text: string | null, used: string | null): KeptToken | null => {
    const token = parseServiceToken(text);
    return token === null ? null : { ...token, digest, lastUsedAt: used === null ? null : Number(used) };
  };
  return {
    find: (digest) =>
      connection.run('request', async (client) => {
        const [text, used] = await Promise.all([
          client.hget(keys.tokens, digest),
          client.hget(keys.tokenUses, digest),
        ]);
        return read(digest, text, used);
      }),
    list: () =>
      connection.run('background', async (client) => {
        const [tokens, uses] = await Promise.all([
          client.hgetall(keys.tokens),
          client.hgetall(keys.tokenUses),
        ]);
        return Object.entries(tokens).flatMap(
          ([digest, text]) => read(digest, text, uses[digest] ?? null) ?? [],
        );
      }),
    async add(digest, token) {
      await connection.run('background', (client) => client.hset(keys.tokens, digest, JSON.stringify(token)));
      await keep(keys.tokens);
    },
    async delete(digest) {
      const count = await connection.run('background', (client) => client.hdel(keys.tokens, digest));
      await connection.run('background', (client) => client.hdel(keys.tokenUses, digest));
      return count > 0;
    },
    async noteUse(digest, at) {
      await connection.run('request', (client) => client.hset(keys.tokenUses, digest, String(at)));
      await keep(keys.tokenUses);
    },
  };

  /** Longer than any token in it lives. */
  async function keep(key: string): Promise<void> {
    await connection.run('background', (client) => client.pexpire(key, LIFETIME_MS.tokens));
  }
}
