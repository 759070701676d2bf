import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import { PATIENCE } from './patience.ts';
import { startRedisServer } from './redis-server.ts';

export interface RedisCluster extends AsyncDisposable {
  /** All nodes, separated by commas, as `REDIS_URL` takes them. */
  readonly url: string;
  /** The node that has the slot of a key. */
  nodeOf(key: string): Promise<string>;
}

const SLOTS = 16_384;
const NODES = 3;
/** The nodes speak to one another on a second port, so far above the first. */
const BUS_OFFSET = 10_000;

/** Starts three masters on this machine that share the slots among them. */
export async function startRedisCluster(): Promise<RedisCluster> {
  await using things = new AsyncDisposableStack();
  const admins: Redis[] = [];
  const ports: number[] = [];
  for (let index = 0; index < NODES; index++) {
    const port = await freePortWithBus();
    const server = things.use(
      await startRedisServer({
        port,
        settings: [
          '--cluster-enabled',
          'yes',
          '--cluster-node-timeout',
          '2000',
          '--cluster-require-full-coverage',
          'yes',
        ],
      }),
    );
    const admin = new Redis(server.url);
    things.defer(() => void admin.disconnect());
    const [first, last] = [0, 1].map((step) => Math.floor((SLOTS * (index + step)) / NODES));
    await admin.cluster('ADDSLOTSRANGE', first ?? 0, (last ?? 0) - 1);
    admins.push(admin);
    ports.push(port);
  }
  for (const port of ports.slice(1)) await admins[0]?.cluster('MEET', '127.0.0.1', port);
  await vi.waitFor(async () => {
    for (const admin of admins) {
      const info = String(await admin.cluster('INFO'));
      if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${NODES}`))
        throw new Error('The cluster is not ready.');
    }
  }, PATIENCE);
  const running = things.move();
  return {
    url: ports.map((port) => `redis://127.0.0.1:${port}`).join(','),
    async nodeOf(key) {
      const slot = Number(await admins[0]?.cluster('KEYSLOT', key));
      const index = ports.findIndex((_, node) => slot < Math.floor((SLOTS * (node + 1)) / NODES));
      return `redis://127.0.0.1:${ports[index]}`;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A port that is free, and the one on which its node would speak to the others, too. */
async function freePortWithBus(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + BUS_OFFSET))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}
