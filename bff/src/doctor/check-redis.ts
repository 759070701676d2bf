import { Cluster, Redis } from 'ioredis';
import type { Config } from '../config.ts';
import { type Finding, findingsOf, reasonOf } from './finding.ts';

const TIMEOUT_MS = 3_000;
const OLDEST_REDIS = 7;

/** Whether Redis answers, is new enough, forgets nothing by itself, and has the same time. */
export async function checkRedis({ redisUrl }: Config, now: () => number): Promise<Finding[]> {
  const say = findingsOf('redis');
  if (redisUrl === null) return [say.ok('None is set: everything is kept in one process.')];
  const nodes = redisUrl.reveal().split(',');
  const options = {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  };
  const client =
    nodes.length === 1
      ? new Redis(nodes[0] ?? '', options)
      : new Cluster(nodes, { lazyConnect: true, clusterRetryStrategy: () => null, redisOptions: options });
  let failure: unknown = null;
  // Without a listener it would be thrown; what is said in the end is the first reason.
  client.on('error', (error: unknown) => {
    failure ??= error;
  });
  try {
    await client.connect();
    const info = await client.info();
    const [seconds, micros] = await client.time();
    const skewMs = Number(seconds) * 1_000 + Number(micros) / 1_000 - now();
    return judge(info, skewMs);
  } catch (error) {
    return [
      say.error(
        `Redis does not answer (${reasonOf(failure ?? error)}).`,
        'Check REDIS_URL (address, password, rediss for TLS) and that Redis runs and lets this machine in.',
      ),
    ];
  } finally {
    client.disconnect();
  }
}

function judge(info: string, skewMs: number): Finding[] {
  const say = findingsOf('redis');
  const read = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';
  const version = read('redis_version');
  const policy = read('maxmemory_policy');
  const findings: Finding[] = [];
  if (Number.parseInt(version, 10) < OLDEST_REDIS) {
    findings.push(
      say.warning(`Redis ${version} is old.`, `Use ${OLDEST_REDIS} or newer; older ones are not tried.`),
    );
  }
  if (policy !== '' && policy !== 'noeviction') {
    findings.push(
      say.warning(
        `Redis throws keys away when memory is short (${policy}).`,
        'Set maxmemory-policy noeviction: repeated edits are known by keys.',
      ),
    );
  }
  if (Math.abs(skewMs) > 2_000) {
    findings.push(
      say.warning(
        `The clock of Redis is ${Math.round(skewMs / 1_000)} seconds off this machine’s.`,
        'Let both set their clocks by NTP.',
      ),
    );
  }
  return findings.length > 0 ? findings : [say.ok(`Redis ${version} answers.`)];
}
