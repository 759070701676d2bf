import type { WriteRecord } from '../../airtable-simulator/simulator-stats.ts';
import { type Simulator, startSimulator } from '../../airtable-simulator/start-simulator.ts';
import { createOrdersClient, type LoadedOrder, type OrdersClient } from '../../load/orders-client.ts';
import { type PlainBalancer, startPlainBalancer } from '../plain-balancer.ts';
import { airtableSettings, type Cluster, startCluster } from '../start-cluster.ts';

/** Three replicas in processes of their own, before a simulated Airtable in this one. */
export interface ClusterSetting extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly balancer: PlainBalancer;
  readonly simulator: Simulator;
  /** Talks to the balancer. */
  readonly client: OrdersClient;
  /** How often each record was written through the API, and what the last write said. */
  readonly written: ReadonlyMap<string, RecordedWrites>;
  /** Orders of which each is asked for once only, so that a test knows all that happens to it. */
  take(count: number): LoadedOrder[];
}

export interface RecordedWrites {
  readonly times: number;
  readonly status: unknown;
}

/** No limits, no work in the background, no login, whatever the developer's own settings are. */
const QUIET = {
  AIRTABLE_REQUESTS_PER_SECOND: '1000',
  AIRTABLE_WEBHOOKS: 'off',
  AIRTABLE_MONTHLY_CALLS: '0',
  SYNC_INTERVAL_SECONDS: '0',
  CACHE_TTL_SECONDS: '3600',
  AUTH_MODE: 'none',
  LOG_LEVEL: 'warn',
  LOAD_SHEDDING: 'off',
  RATE_LIMIT_ORDERS_LIST: 'off',
  RATE_LIMIT_GET_ORDER: 'off',
  RATE_LIMIT_UPDATE_ORDER: 'off',
  RATE_LIMIT_SYNC_ORDERS: 'off',
};

export async function startClusterSetting(orders: number): Promise<ClusterSetting> {
  await using started = new AsyncDisposableStack();
  const written = new Map<string, RecordedWrites>();
  const simulator = started.use(
    await startSimulator({
      orders,
      requestsPerSecond: 0,
      latencyMs: 10,
      onWrite: (write) => note(written, write),
    }),
  );
  let balancer: PlainBalancer | undefined;
  const cluster = started.use(
    await startCluster({
      replicas: 3,
      settings: { ...QUIET, ...airtableSettings(simulator) },
      startBalancer: async (options) => {
        balancer = await startPlainBalancer(options);
        return balancer;
      },
    }),
  );
  if (balancer === undefined) throw new Error('There is no balancer.');
  await cluster.untilReady();
  const client = createOrdersClient(cluster.url);
  const untaken = await client.orders(orders);
  const owned = started.move();
  return {
    ...{ cluster, balancer, simulator, client, written },
    take: (count) => untaken.splice(0, count),
    async [Symbol.asyncDispose]() {
      simulator.faults.clear();
      Object.assign(simulator.switches, { latencyMs: 0 });
      await owned.disposeAsync();
    },
  };
}

function note(written: Map<string, RecordedWrites>, { body }: WriteRecord): void {
  const { records } = body as { records: { id: string; fields: Record<string, unknown> }[] };
  for (const { id, fields } of records) {
    const [status] = Object.values(fields);
    written.set(id, { times: (written.get(id)?.times ?? 0) + 1, status });
  }
}
