import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProgramEnd } from './child-program.ts';
import { findFreePort } from './free-port.ts';

// The finder is plain JavaScript, for it has to run before there is a Node that knows types.
const finder = new URL('../../scripts/find-redis.mjs', import.meta.url).href;
const { findRedis }: { findRedis(): string | undefined } = await import(finder);

export interface RedisStart {
  /** Settings in the form of its command line, on top of those that keep nothing on disk. */
  readonly settings?: readonly string[];
  /** A free one where left out. */
  readonly port?: number;
  /** Whether to wait until it answers everything; yes where left out. It already listens while it loads its data. */
  readonly isAwaited?: boolean;
}

/** A real Redis server on a free port of this machine that keeps nothing on disk by itself. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** How its present life ends. */
  readonly ended: Promise<ProgramEnd>;
  /** Stops answering while connections stay open, as in a stalled network. */
  pause(): void;
  resume(): void;
  /** Dies at once, losing everything that a SAVE has not kept. */
  kill(): Promise<void>;
  /** Starts again on the same port, empty unless a SAVE went before. */
  restart(start?: RedisStart): Promise<void>;
}

/** True when this machine has a Redis server; without one the suites that need it are skipped. */
export const hasRedisServer: boolean = findRedis() !== undefined;

/** Starts a server of one's own, to be killed and paused at will. Rejects where there is no Redis server. */
export async function startRedisServer(start: RedisStart = {}): Promise<RedisServer> {
  const program = findRedis();
  if (program === undefined) throw new Error('There is no redis-server on this machine.');
  const folder = await mkdtemp(join(tmpdir(), 'orders-redis-'));
  const port = start.port ?? (await findFreePort());
  const begin = (again: RedisStart) => launch(program, { port, folder }, { ...start, ...again });
  let server = await begin({});
  const kill = async () => {
    if (hasEnded(server)) return;
    const exited = once(server, 'exit');
    // A paused process acts on SIGKILL alone.
    server.kill('SIGKILL');
    await exited;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get ended() {
      return endOf(server);
    },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    kill,
    async restart(again = {}) {
      await kill();
      server = await begin(again);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const READY = 'Ready to accept connections';
const LISTENING = /Server initialized|Loading RDB/;

async function launch(
  program: string,
  { port, folder }: { port: number; folder: string },
  { settings = [], isAwaited = true }: RedisStart,
): Promise<ChildProcess> {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const args = [...place, '--save', '', '--appendonly', 'no', ...settings];
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(server.stdout);
  const log: string[] = [];
  for await (const line of lines) {
    log.push(line);
    if (line.includes(READY) || (!isAwaited && LISTENING.test(line))) {
      server.stdout.resume();
      return server;
    }
  }
  throw new Error(`The Redis server did not start:\n${log.join('\n')}`);
}

async function endOf(server: ChildProcess): Promise<ProgramEnd> {
  if (!hasEnded(server)) await once(server, 'exit');
  return { code: server.exitCode, signal: server.signalCode };
}

const hasEnded = (server: ChildProcess) => server.exitCode !== null || server.signalCode !== null;
