import { hasRedisServer, type RedisServer, startRedisServer } from './redis-server.ts';

let server: RedisServer | undefined;

/** Starts the Redis server that all test files share; each takes keys of its own. */
export async function setup(): Promise<void> {
  if (!hasRedisServer) {
    process.stderr.write('\nNO REDIS SERVER ON THIS MACHINE: every test that needs one is skipped.\n\n');
    return;
  }
  server = await startRedisServer();
  process.env['TEST_REDIS_URL'] = server.url;
}

export async function teardown(): Promise<void> {
  await server?.[Symbol.asyncDispose]();
}
