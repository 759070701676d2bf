export { hasRedisServer, type RedisServer, startRedisServer } from '@orders/infra/cluster/redis-server.ts';

/** The server that the whole test run shares; undefined where there is no Redis server. */
export function sharedRedisUrl(): string | undefined {
  return process.env['TEST_REDIS_URL'];
}
