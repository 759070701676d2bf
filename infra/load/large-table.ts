import { setTimeout as wait } from 'node:timers/promises';
import { startReadBench } from './load-bench.ts';
import { percentile, type Scenario } from './load-table.ts';

const SIZES = [5_000, 50_000, 100_000];
const CHANGED = 1_000;
const MEGABYTE = 1024 ** 2;
const ASK_EVERY_MS = 5;

/** What a large table takes in memory, and how long readers wait while a read of it is taken over. */
export const largeTable: Scenario = async ({ orders: only }) => {
  const rows = [];
  for (const orders of only === null ? SIZES : [only]) rows.push(await hold(orders));
  return {
    title: `Large tables (${CHANGED.toLocaleString('en')} orders changed before everything is read anew)`,
    columns: ['orders', 'memory MB', 'reads', 'p50 ms', 'p99 ms', 'slowest ms', 'filter and sort p99 ms'],
    rows,
    notes: [
      'Airtable is made fast here: what is measured is this side. Reads go on every 5 ms, from before the read to after it.',
    ],
  };
};

async function hold(orders: number): Promise<(string | number)[]> {
  await using bench = await startReadBench({
    orders,
    settings: {
      SIMULATOR_LATENCY_MS: '5',
      SIMULATOR_REQUESTS_PER_SECOND: '0',
      AIRTABLE_REQUESTS_PER_SECOND: '100',
    },
  });
  const { airtable, client } = bench;
  const update = (await client.orders(CHANGED)).map(({ recordId }) => ({
    id: recordId,
    fields: { Customer: 'Changed' },
  }));
  const queries = await timesOf(200, (index) =>
    client.timedGet(`/api/orders?status=Pending&q=${index}&sort=-orderTotal&pageSize=50`),
  );
  await airtable.command({ people: { update } });
  const isOver = new AbortController();
  const times = readUntil(isOver.signal);
  await client.sync();
  await wait(1_000);
  isOver.abort();
  const waits = await times;
  const memory = await client.metric('process_resident_memory_bytes');
  return [
    orders,
    Math.round(memory / MEGABYTE),
    waits.length,
    percentile(waits, 0.5).toFixed(1),
    percentile(waits, 0.99).toFixed(1),
    Math.max(...waits).toFixed(1),
    percentile(queries, 0.99).toFixed(1),
  ];

  async function readUntil(signal: AbortSignal): Promise<number[]> {
    const waits: number[] = [];
    const pending: Promise<unknown>[] = [];
    while (!signal.aborted) {
      pending.push(client.timedGet('/api/orders?pageSize=50').then((ms) => waits.push(ms)));
      await wait(ASK_EVERY_MS);
    }
    await Promise.all(pending);
    return waits;
  }
}

async function timesOf(count: number, ask: (index: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) times.push(await ask(index));
  return times;
}
