import { Redis } from 'ioredis';
import { startRedisServer } from '../cluster/redis-server.ts';

/** A Redis server of one's own that keeps nothing on disk, and a connection to look into it. */
export interface RedisProgram extends AsyncDisposable {
  readonly url: string;
  readonly redis: Redis;
}

/** @throws Error when this machine has no Redis server; `npm test` fetches one where it can */
export async function startRedisProgram(): Promise<RedisProgram> {
  const server = await startRedisServer();
  const redis = new Redis(server.port, '127.0.0.1');
  return {
    url: server.url,
    redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      await server[Symbol.asyncDispose]();
    },
  };
}
