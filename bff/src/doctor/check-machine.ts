import { access, mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { type Finding, findingsOf, reasonOf } from './finding.ts';

const OLDEST_NODE = 24;
const GIGABYTE = 1_000_000_000;
const LEAST_FREE = 0.2 * GIGABYTE;

/** Whether the Node that runs this can run everything. */
export function checkNode(version: string): Finding {
  const say = findingsOf('node');
  return Number.parseInt(version, 10) >= OLDEST_NODE
    ? say.ok(`Node ${version}.`)
    : say.error(
        `Node ${version} is too old.`,
        `Install Node ${OLDEST_NODE} or newer from https://nodejs.org, or start with npm start, which brings its own.`,
      );
}

/** Whether the port can be opened, or is this program's already. */
export async function checkPort({ server: { host, port } }: Config): Promise<Finding> {
  const say = findingsOf('port');
  if (port === 0) return say.ok('Any free port is taken.');
  const failure = await tryListening(host, port);
  if (failure === null) return say.ok(`Port ${port} on ${host} is free.`);
  if (failure === 'EADDRINUSE' && (await isOrders(host, port))) {
    return say.ok(`Orders is running on port ${port} of ${host}.`);
  }
  const advice =
    failure === 'EADDRINUSE'
      ? 'Stop what uses it, or set PORT to another one.'
      : failure === 'EACCES'
        ? 'Set PORT to 1024 or above.'
        : 'Set HOST to an address of this machine, such as 127.0.0.1.';
  return say.error(`Port ${port} on ${host} cannot be opened (${failure}).`, advice);
}

/** Whether what must survive a restart can be written. */
export async function checkDisk(directory: string): Promise<Finding> {
  const say = findingsOf('disk');
  try {
    const place = await nearestExisting(directory);
    // A right that is written down is not always one that holds.
    await rmdir(await mkdtemp(join(place, '.orders-doctor-')));
    const { bavail, bsize } = await statfs(place);
    const free = bavail * bsize;
    const text = `${(free / GIGABYTE).toFixed(1)} GB are free for ${directory}.`;
    return free < LEAST_FREE
      ? say.warning(text, 'Make room: the count of calls and the log need some.')
      : say.ok(text);
  } catch (error) {
    return say.error(
      `${directory} cannot be written (${reasonOf(error)}).`,
      'Give the user that runs this the right to, or set DATA_DIRECTORY to another folder.',
    );
  }
}

async function nearestExisting(path: string): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function tryListening(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(reasonOf(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

async function isOrders(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/health/live`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    const body = (await answer.json()) as { status?: unknown };
    return answer.ok && body.status === 'ok' && answer.headers.has('x-request-id');
  } catch {
    return false;
  }
}
