import { type ClusterBench, startClusterBench } from './cluster-bench.ts';
import { percentile, type Scenario } from './load-table.ts';
import { repeatWrite } from './open-loop.ts';
import type { LoadedOrder } from './orders-client.ts';

const WRITES = 300;
const ORDERS = 1_000;

/** How long after the answer to a write the other replicas show it. */
export const convergence: Scenario = async () => {
  await using bench = await startClusterBench({ orders: ORDERS });
  const delays: number[] = [];
  for (const [index, order] of bench.orders.slice(0, WRITES).entries()) {
    delays.push(...(await writeAndLook(bench, order, index)));
  }
  return {
    title: `${WRITES} writes, each answered by one of three replicas and looked for on the two others`,
    columns: ['what', 'figure'],
    rows: [
      ['looks', delays.length],
      ['visible p50 ms', percentile(delays, 0.5).toFixed(1)],
      ['visible p99 ms', percentile(delays, 0.99).toFixed(1)],
      ['slowest ms', Math.max(...delays).toFixed(1)],
    ],
    notes: [
      'From the end of the answer to the beginning of the first read that shows the write; goal: p99 250 ms.',
    ],
  };
};

async function writeAndLook({ cluster }: ClusterBench, order: LoadedOrder, index: number): Promise<number[]> {
  const urls = cluster.replicas.map(({ url }) => url);
  const [writer = ''] = urls.splice(index % urls.length, 1);
  const status = order.status === 'Shipped' ? 'Delivered' : 'Shipped';
  const { recordId } = order;
  const answer = await repeatWrite(writer, { recordId, status, key: `convergence-${index}` });
  const answeredAt = performance.now();
  if (answer !== 200) throw new Error(`A write was answered with ${answer}.`);
  return Promise.all(urls.map((url) => untilShown(url, { recordId, status, answeredAt })));
}

async function untilShown(
  url: string,
  { recordId, status, answeredAt }: { recordId: string; status: string; answeredAt: number },
): Promise<number> {
  for (;;) {
    const askedAt = performance.now();
    const answer = await fetch(new URL(`/api/orders/${recordId}`, url));
    const order = (await answer.json()) as { status?: unknown };
    if (order.status === status) return Math.max(0, askedAt - answeredAt);
  }
}
