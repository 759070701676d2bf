import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// The finder is plain JavaScript, for it has to run before there is a Node that knows types.
const finder = new URL('../../../scripts/find-redis.mjs', import.meta.url).href;
const { findRedis }: { findRedis(): string | undefined } = await import(finder);

/** A real Redis server on a free port of this machine that keeps nothing on disk. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** Stops answering while connections stay open, as in a stalled network. */
  pause(): void;
  resume(): void;
  /** Dies at once, losing everything. */
  kill(): Promise<void>;
  /** Starts again on the same port, empty. */
  restart(): Promise<void>;
}

/** True when this machine has a Redis server; without one the suites that need it are skipped. */
export const hasRedisServer = findRedis() !== undefined;

/** The server that the whole test run shares; undefined where there is no Redis server. */
export function sharedRedisUrl(): string | undefined {
  return process.env['TEST_REDIS_URL'];
}

export interface RedisServerOptions {
  /** A free one where left out. */
  readonly port?: number;
  /** Arguments for the program. */
  readonly options?: readonly string[];
}

/** Starts a server of a test's own, to be killed and paused at will. Rejects where there is no Redis server. */
export async function startRedisServer(given: RedisServerOptions = {}): Promise<RedisServer> {
  const { options = [] } = given;
  const program = findRedis();
  if (program === undefined) throw new Error('There is no redis-server on this machine.');
  const folder = await mkdtemp(join(tmpdir(), 'orders-redis-'));
  const port = given.port ?? (await findFreePort());
  const start = () => launch(program, port, ['--dir', folder, ...options]);
  let server = await start();
  const kill = async () => {
    if (hasEnded(server)) return;
    const exited = once(server, 'exit');
    // A paused process acts on SIGKILL alone.
    server.kill('SIGKILL');
    await exited;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    kill,
    async restart() {
      await kill();
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launch(program: string, port: number, options: readonly string[]): Promise<ChildProcess> {
  const persistence = ['--save', '', '--appendonly', 'no'];
  const server = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', ...persistence, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(server.stdout);
  const log: string[] = [];
  for await (const line of lines) {
    log.push(line);
    if (line.includes('Ready to accept connections')) {
      server.stdout.resume();
      return server;
    }
  }
  throw new Error(`The Redis server did not start:\n${log.join('\n')}`);
}

const hasEnded = (server: ChildProcess) => server.exitCode !== null || server.signalCode !== null;

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.');
  return address.port;
}
