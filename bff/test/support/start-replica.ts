import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator } from '@orders/infra/airtable-simulator/start-simulator.ts';
import { type Logger, pino } from 'pino';
import { vi } from 'vitest';
import { compose } from '../../src/compose.ts';
import { readConfig } from '../../src/config.ts';
import { LeapingClock } from './leaping-clock.ts';
import { PATIENCE } from './patience.ts';

/** One of several servers over the same base and the same Redis, each with everything that a process has. */
export interface Replica extends AsyncDisposable {
  readonly url: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  patch(orderId: string, body: object, headers?: Readonly<Record<string, string>>): Promise<Response>;
  untilReady(): Promise<void>;
}

export interface ReplicaOptions {
  /** By their names in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: Logger;
}

export async function startReplica(
  simulator: Simulator,
  redisUrl: string,
  { settings = {}, log = pino({ level: 'silent' }) }: ReplicaOptions = {},
): Promise<Replica> {
  await using started = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), 'orders-replica-'));
  started.defer(() => rm(root, { recursive: true, force: true }));
  await writeFile(join(root, 'package.json'), '{ "version": "1.0.0" }');
  const config = readConfig({
    PORT: '0',
    REDIS_URL: redisUrl,
    AIRTABLE_API_KEY: simulator.token,
    AIRTABLE_BASE_ID: simulator.baseId,
    AIRTABLE_TABLE_ID: simulator.tableId,
    AIRTABLE_API_URL: simulator.url,
    AIRTABLE_REQUESTS_PER_SECOND: '1000',
    AIRTABLE_WEBHOOKS: 'off',
    SYNC_INTERVAL_SECONDS: '0',
    RATE_LIMIT_ORDERS_LIST: 'off',
    RATE_LIMIT_GET_ORDER: 'off',
    RATE_LIMIT_UPDATE_ORDER: 'off',
    ...settings,
  });
  const clock = new LeapingClock();
  const orders = started.use(await compose(config, { log, root, overrides: { clock } }));
  // Nobody stands before it who would need its farewell.
  started.defer(async () => clock.stopSleeping());
  await orders.start();
  const running = started.move();
  const url = orders.address;
  return {
    url,
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    patch: (orderId, body, headers = {}) =>
      fetch(`${url}/api/orders/${orderId}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    untilReady: () =>
      vi.waitFor(async () => {
        const { status } = await fetch(`${url}/health/ready`);
        if (status !== 200) throw new Error('The replica is not ready.');
      }, PATIENCE),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
