import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

/** A Redis server of one's own that keeps nothing on disk, and a connection to look into it. */
export interface RedisProgram extends AsyncDisposable {
  readonly url: string;
  readonly redis: Redis;
}

// The finder is plain JavaScript, for it has to run before there is a Node that knows types.
const finder = new URL('../../scripts/find-redis.mjs', import.meta.url).href;
const { findRedis }: { findRedis(): string | undefined } = await import(finder);

/** @throws Error when this machine has no Redis server; `npm test` fetches one where it can */
export async function startRedisProgram(): Promise<RedisProgram> {
  const program = findRedis();
  if (program === undefined) throw new Error('There is no redis-server on this machine: run npm test once.');
  const port = await findFreePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(program, settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(server.stdout)) {
    if (line.includes('Ready to accept connections')) break;
  }
  server.stdout.resume();
  const redis = new Redis(port, '127.0.0.1');
  return {
    url: `redis://127.0.0.1:${port}`,
    redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      const exited = once(server, 'exit');
      server.kill();
      await exited;
    },
  };
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.');
  return address.port;
}
