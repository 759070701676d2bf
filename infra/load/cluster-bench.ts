import { type Cluster, type ClusterOptions, startCluster } from '../cluster/start-cluster.ts';
import { type AirtableControl, createAirtableControl } from './airtable-control.ts';
import { createOrdersClient, type LoadedOrder, type OrdersClient } from './orders-client.ts';

/** Replicas, three if not said otherwise, on one Redis behind the plain balancer, and a simulated Airtable, each a process of its own. */
export interface ClusterBench extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly airtable: AirtableControl;
  /** One to each replica. */
  readonly clients: readonly OrdersClient[];
  /** All of them. */
  readonly orders: readonly LoadedOrder[];
}

export interface ClusterBenchOptions extends Pick<ClusterOptions, 'redis' | 'redisUrl'> {
  readonly orders: number;
  readonly replicas?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Airtable is fast and takes any number of calls: what is asked of these benches is how replicas get on. */
const SETTINGS = {
  SIMULATOR_ACTIVITY: 'off',
  SIMULATOR_LATENCY_MS: '20',
  SIMULATOR_REQUESTS_PER_SECOND: '0',
  AIRTABLE_REQUESTS_PER_SECOND: '1000',
  AIRTABLE_MONTHLY_CALLS: '0',
  AIRTABLE_WEBHOOKS: 'off',
  SYNC_INTERVAL_SECONDS: '0',
  CACHE_TTL_SECONDS: '3600',
  LOG_LEVEL: 'warn',
  LOAD_SHEDDING: 'off',
  // Counted, and hardly ever reached: a read asks Redis as it does in earnest.
  RATE_LIMIT_ORDERS_LIST: '1000/second',
  RATE_LIMIT_GET_ORDER: '1000/second',
  RATE_LIMIT_UPDATE_ORDER: '1000/second',
  RATE_LIMIT_SYNC_ORDERS: '1000/second',
};

const REPLICAS = 3;

export async function startClusterBench(options: ClusterBenchOptions): Promise<ClusterBench> {
  const { orders, settings, replicas = REPLICAS, ...others } = options;
  await using started = new AsyncDisposableStack();
  const cluster = started.use(
    await startCluster({
      ...others,
      replicas,
      settings: { ...SETTINGS, SIMULATOR_ORDERS: String(orders), ...settings },
    }),
  );
  await cluster.untilReady();
  const clients = cluster.replicas.map(({ url }) => createOrdersClient(url));
  const loaded = (await clients[0]?.orders(orders)) ?? [];
  const owned = started.move();
  return {
    cluster,
    clients,
    airtable: createAirtableControl(cluster.airtable?.url ?? ''),
    orders: loaded,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
