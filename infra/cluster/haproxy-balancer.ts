import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { addressOf, type Balancer, type BalancerOptions } from './balancer.ts';
import { findFreePort } from './free-port.ts';
import { haproxyConfiguration } from './haproxy-configuration.ts';

// The finder is plain JavaScript, for it is used before there is a Node that knows types.
const finder = new URL('../../scripts/find-on-path.mjs', import.meta.url).href;
const { findOnPath }: { findOnPath(names: readonly string[]): string | undefined } = await import(finder);

const LOOK_AGAIN_MS = 20;

/** This machine's haproxy, if it has one. */
export function findHaproxy(): string | undefined {
  return findOnPath(['haproxy']);
}

/** haproxy as a process of its own before the replicas. @throws Error with what it wrote when it cannot start */
export async function startHaproxy(program: string, options: BalancerOptions): Promise<Balancer> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'orders-haproxy-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const port = options.port === 0 ? await findFreePort() : options.port;
  const file = join(folder, 'haproxy.cfg');
  await writeFile(file, haproxyConfiguration({ ...options, port }));
  // In the foreground, so that its end is seen.
  const child = spawn(program, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const output: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const ended = once(child, 'exit');
  started.defer(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (!(await isListening(options.host, port))) {
    if (hasEnded()) throw new Error(`haproxy did not start:\n${Buffer.concat(output)}`);
    await wait(LOOK_AGAIN_MS);
  }
  // Somebody else may have been listening there already.
  if (hasEnded()) throw new Error(`haproxy did not start:\n${Buffer.concat(output)}`);
  const owned = started.move();
  return {
    name: 'haproxy',
    url: addressOf(options.host, port),
    ended,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
