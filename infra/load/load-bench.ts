import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { startProgram } from '../cluster/child-program.ts';
import { type AirtableControl, createAirtableControl } from './airtable-control.ts';
import { createOrdersClient, type OrdersClient } from './orders-client.ts';

/** The real server before a simulated Airtable with its true limits, each a process of its own. */
export interface LoadBench extends AsyncDisposable {
  readonly airtable: AirtableControl;
  readonly client: OrdersClient;
  /** Resolves when there are orders to serve, with the milliseconds that took from the server's start. */
  firstRead(): Promise<number>;
}

export interface LoadBenchOptions {
  readonly orders: number;
  /** Settings of the server that differ from the defaults; of the simulator those that begin with `SIMULATOR_`. */
  readonly settings?: Readonly<Record<string, string>>;
}

const ROOT = new URL('../../', import.meta.url);
const SERVER = new URL('bff/src/main.ts', ROOT);
const SIMULATOR = new URL('infra/airtable-simulator/main.ts', ROOT);

/** Mean time to an answer of a page of a hundred, as others have measured it. */
const LATENCY_MS = '600';

/** A bench whose first read is over. */
export async function startReadBench(options: LoadBenchOptions): Promise<LoadBench> {
  const bench = await startBench(options);
  await bench.firstRead();
  return bench;
}

/** A bench that has just begun its first read. */
export async function startBench({ orders, settings = {} }: LoadBenchOptions): Promise<LoadBench> {
  await using started = new AsyncDisposableStack();
  const simulator = started.use(
    await startProgram(SIMULATOR, {
      env: {
        SIMULATOR_ORDERS: String(orders),
        SIMULATOR_ACTIVITY: 'off',
        SIMULATOR_LATENCY_MS: LATENCY_MS,
        ...settings,
      },
    }),
  );
  const base = simulator.ready as { url: string; token: string; baseId: string; tableId: string };
  // A folder below the root, where the month's calls of this run are counted and of no other.
  const dataDirectory = `node_modules/.cache/orders-load/${randomBytes(6).toString('hex')}`;
  started.defer(() => rm(new URL(dataDirectory, ROOT), { recursive: true, force: true }));
  const startedAt = performance.now();
  const server = started.use(
    await startProgram(SERVER, { env: { ...serverSettings(base, dataDirectory), ...settings } }),
  );
  const client = createOrdersClient((server.ready as { ready: string }).ready);
  const owned = started.move();
  return {
    airtable: createAirtableControl(base.url),
    client,
    async firstRead() {
      await client.untilReady();
      return performance.now() - startedAt;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** No reading of its own accord and no limits per caller: the scenario decides what happens. */
export function serverSettings(
  { url, token, baseId, tableId }: { url: string; token: string; baseId: string; tableId: string },
  dataDirectory: string,
): Record<string, string> {
  const limits = ['ORDERS_LIST', 'ORDERS_SUMMARY', 'GET_ORDER', 'UPDATE_ORDER', 'SYNC_ORDERS'];
  return {
    PORT: '0',
    LOG_LEVEL: 'warn',
    LOAD_SHEDDING: 'off',
    DATA_DIRECTORY: dataDirectory,
    AIRTABLE_API_URL: url,
    AIRTABLE_API_KEY: token,
    AIRTABLE_BASE_ID: baseId,
    AIRTABLE_TABLE_ID: tableId,
    AIRTABLE_WEBHOOKS: 'off',
    SYNC_INTERVAL_SECONDS: '0',
    ...Object.fromEntries(limits.map((name) => [`RATE_LIMIT_${name}`, 'off'])),
  };
}
