import { type LoadBench, startReadBench } from './load-bench.ts';
import type { Scenario } from './load-table.ts';

const ORDERS = 4_000;
const PAGE_SIZE = 50;

/** How many answers are still what a script has after others changed one order and everything was read anew. */
export const unchangedPages: Scenario = async () => {
  await using bench = await startReadBench({
    orders: ORDERS,
    settings: {
      SIMULATOR_LATENCY_MS: '20',
      SIMULATOR_REQUESTS_PER_SECOND: '0',
      AIRTABLE_REQUESTS_PER_SECOND: '50',
    },
  });
  const { airtable, client } = bench;
  const paths = pathsOf(ORDERS);
  const known = await tagsOf(bench, paths);
  const unchanged = [await unchangedOf(bench, known, () => client.sync())];
  const [order] = await client.orders(1);
  const update = [
    { id: order?.recordId, fields: { Priority: 'Low' } },
    { id: order?.recordId, fields: { Status: 'Cancelled' } },
  ];
  unchanged.push(
    await unchangedOf(bench, known, async () => {
      await airtable.command({ people: { update } });
      await client.sync();
    }),
  );
  const row = (what: string, count: number) => [
    what,
    paths.length,
    count,
    `${((100 * count) / paths.length).toFixed(1)} %`,
  ];
  return {
    title: `Answers that stay what they were (${ORDERS.toLocaleString('en')} orders by ${PAGE_SIZE})`,
    columns: ['after', 'addresses', '304', 'share'],
    rows: [
      row('a full read that found nothing', unchanged[0] ?? 0),
      row('one order changed', unchanged[1] ?? 0),
    ],
    notes: [
      'Sorted by creation, so that the changed order stays where it is. Its update time moves with it.',
    ],
  };
};

function pathsOf(orders: number): string[] {
  const pages = Math.ceil(orders / PAGE_SIZE);
  return Array.from({ length: pages }, (_, index) => `/api/orders?pageSize=${PAGE_SIZE}&page=${index + 1}`);
}

async function tagsOf({ client }: LoadBench, paths: readonly string[]): Promise<Map<string, string>> {
  const tags = new Map<string, string>();
  for (const path of paths) {
    const answer = await client.get(path);
    await answer.arrayBuffer();
    tags.set(path, answer.headers.get('etag') ?? '');
  }
  return tags;
}

async function unchangedOf(
  { client }: LoadBench,
  known: ReadonlyMap<string, string>,
  change: () => Promise<unknown>,
): Promise<number> {
  await change();
  let count = 0;
  for (const [path, tag] of known) {
    const answer = await client.get(path, { 'if-none-match': tag });
    await answer.arrayBuffer();
    if (answer.status === 304) count += 1;
  }
  return count;
}
