import { startClusterBench } from './cluster-bench.ts';
import { percentile, type Scenario } from './load-table.ts';
import { type Answered, startOpenLoop } from './open-loop.ts';

const REQUESTS_PER_SECOND = 300;
const WRITE_EVERY = 20;
const ORDERS = 5_000;

/** What people notice of three replicas being restarted one after another. */
export const rollingRestart: Scenario = async () => {
  await using bench = await startClusterBench({ orders: ORDERS });
  const { cluster, airtable, orders } = bench;
  await airtable.reset();
  const load = startOpenLoop({
    urls: [cluster.url],
    requestsPerSecond: REQUESTS_PER_SECOND,
    writeEvery: WRITE_EVERY,
    orders,
  });
  const startedAt = performance.now();
  const codes: (number | null)[] = [];
  for (const replica of cluster.replicas) {
    codes.push(await replica.restart());
    await replica.untilReady();
  }
  const ranMs = performance.now() - startedAt;
  const answered = await load.stop();
  const { recentWrites } = await airtable.figures();
  const counts = countWrites(recentWrites.map(({ body }) => body));
  const writes = answered.filter(({ write, status }) => write !== null && status === 200);
  const times = (kind: readonly Answered[]) => kind.map(({ ms }) => ms);
  const reads = answered.filter(({ write }) => write === null);
  return {
    title: `Three replicas restarted one after another at ${REQUESTS_PER_SECOND} requests a second`,
    columns: ['what', 'figure'],
    rows: [
      ['requests', answered.length],
      ['not sent, with 200 unanswered', load.left],
      ['failed requests', answered.filter(({ status }) => status !== 200).length],
      ['writes', writes.length],
      ['lost writes', writes.filter(({ write }) => !counts.has(write?.recordId ?? '')).length],
      ['doubled writes', [...counts.values()].filter((count) => count > 1).length],
      [
        'read p50, p99 ms',
        `${percentile(times(reads), 0.5).toFixed(1)}, ${percentile(times(reads), 0.99).toFixed(1)}`,
      ],
      [
        'write p50, p99 ms',
        `${percentile(times(writes), 0.5).toFixed(1)}, ${percentile(times(writes), 0.99).toFixed(1)}`,
      ],
      ['exit codes', codes.join(', ')],
      ['seconds', (ranMs / 1_000).toFixed(1)],
    ],
    notes: failures(answered),
  };
};

/** How often each record was written. */
function countWrites(bodies: readonly unknown[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const body of bodies) {
    for (const { id } of (body as { records: { id: string }[] }).records) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

function failures(answered: readonly Answered[]): string[] {
  const failed = answered.filter(({ status }) => status !== 200);
  if (failed.length === 0) return [];
  const byStatus = Object.groupBy(
    failed,
    ({ status, write }) => `${write === null ? 'read' : 'write'} ${status}`,
  );
  return [
    `Failed: ${Object.entries(byStatus)
      .map(([what, all]) => `${all?.length} × ${what}`)
      .join(', ')}.`,
  ];
}
