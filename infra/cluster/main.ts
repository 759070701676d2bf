import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BalancerOptions } from './balancer.ts';
import { findHaproxy, startHaproxy } from './haproxy-balancer.ts';
import { keepRunning, type Restartable } from './keep-running.ts';
import { startPlainBalancer } from './plain-balancer.ts';
import { type Cluster, startCluster } from './start-cluster.ts';

// It is plain JavaScript, for it has to run before there is a Node that knows types.
const reader = new URL('../../scripts/read-settings.mjs', import.meta.url).href;
const { readSettings }: { readSettings(root: string, environment: object): Record<string, string> } =
  await import(reader);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const USAGE = 'npm run cluster -- [--replicas=1…20] [--balancer=haproxy|plain] [--logs]';
/** A first read takes a second for every 450 orders; whoever comes before its end is told to try again. */
const FIRST_READ_MS = 60_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs replicas, Redis, a balancer and, without a base, the simulator, until it is told to stop. */
async function main(): Promise<number> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(name, () => stop.abort());
  try {
    const { replicas, balancer, logs } = readArguments();
    const settings = readSettings(ROOT, process.env);
    const { signal } = stop;
    await using cluster = await startCluster({
      ...{ replicas, settings, signal },
      host: settings['HOST']?.trim() || '127.0.0.1',
      port: Number(settings['PORT']?.trim() || 8000),
      startBalancer: balancerNamed(balancer),
      isShown: logs,
    });
    return await attend(cluster, signal);
  } catch (error) {
    if (stop.signal.aborted) return 0;
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** @throws Error that says how it is used */
function readArguments(): { replicas: number; balancer: string; logs: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        replicas: { type: 'string', default: '3' },
        balancer: { type: 'string', default: '' },
        logs: { type: 'boolean', default: false },
      },
    });
    const replicas = Number(values.replicas);
    if (replicas >= 1 && replicas <= 20 && Number.isInteger(replicas) && isBalancer(values.balancer)) {
      return { ...values, replicas };
    }
  } catch {
    // Said below, whatever was wrong.
  }
  throw new Error(USAGE);
}

/** Looks after a cluster until it is told to stop, or has lost its balancer. */
async function attend(cluster: Cluster, signal: AbortSignal): Promise<number> {
  const options = {
    signal,
    say,
    now: () => Date.now(),
    sleep: (ms: number) => sleep(ms, undefined, { signal }),
  };
  const all = [...cluster.replicas, redisOf(cluster)].map((program) => keepRunning(program, options));
  await cluster.untilReady(AbortSignal.any([signal, AbortSignal.timeout(FIRST_READ_MS)])).catch(() => {});
  if (!signal.aborted) process.stdout.write(`${readyLine(cluster)}\n`);
  const isLost = await Promise.race([
    Promise.all(all).then(() => false),
    cluster.balancer.ended.then(() => true),
  ]);
  if (!isLost || signal.aborted) return 0;
  say(`The balancer has ended (${cluster.balancer.name}).`);
  return 1;
}

function readyLine({ url, balancer, replicas, airtable }: Cluster): string {
  const base = airtable === null ? '' : `; Airtable simulator at ${airtable.url}`;
  return `Orders is ready at ${url} (${replicas.length} replicas behind ${balancer.name}${base})`;
}

function redisOf({ redis }: Cluster): Restartable {
  return {
    name: 'Redis',
    isWanted: true,
    get ended() {
      return redis.ended;
    },
    start: () => redis.restart(),
  };
}

const isBalancer = (name: string) => name === '' || name === 'haproxy' || name === 'plain';

function balancerNamed(name: string) {
  const program = name === 'plain' ? undefined : findHaproxy();
  if (program !== undefined) return (options: BalancerOptions) => startHaproxy(program, options);
  if (name === 'haproxy') throw new Error('There is no haproxy on this machine.');
  return startPlainBalancer;
}

process.exitCode = await main();
// The channel to a parent process would keep this one alive.
if (process.connected) process.disconnect?.();
