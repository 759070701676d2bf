import type { AirtableFigures } from './airtable-control.ts';
import { type LoadBench, startReadBench } from './load-bench.ts';
import { percentile, type Scenario, seconds } from './load-table.ts';
import type { LoadedOrder } from './orders-client.ts';

const PEOPLE = 40;
const QUEUED_SAVES = 300;
/** Mean pause between two saves while their wait is measured. */
const PAUSE_MS = 100;

/** Many people save at once while everything is being read, and what a save waits for its call meanwhile. */
export const editStorm: Scenario = async () => {
  await using bench = await startReadBench({ orders: 5_000 });
  const orders = await bench.client.orders(2 * PEOPLE + QUEUED_SAVES);
  const [plain, conditional] = [orders.slice(0, PEOPLE), orders.slice(PEOPLE, 2 * PEOPLE)];
  const rows = [
    await saveAtOnce(bench, 'at once', plain, false),
    await saveAtOnce(bench, 'at once, If-Match', conditional, true),
    await queue(bench, orders.slice(2 * PEOPLE)),
  ];
  return {
    title: 'Saving while everything is being read (5,000 orders, 600 ms a call)',
    columns: ['saves', 'how', 'write calls', 'looks', 'last answer s', 'wait p50 ms', 'wait p99 ms', '429s'],
    rows,
    notes: [
      'Wait: from the request to the moment when its write takes effect in Airtable. In the last row that is the queue alone, since writes there take no time.',
    ],
  };
};

async function saveAtOnce(
  bench: LoadBench,
  name: string,
  orders: readonly LoadedOrder[],
  isConditional: boolean,
): Promise<(string | number)[]> {
  const { airtable, client } = bench;
  await airtable.reset();
  const scan = client.sync();
  await untilScanIsUnderWay(bench);
  const begunAt = Date.now();
  const answers = await Promise.all(orders.map((order) => client.save(order, { isConditional })));
  const figures = await airtable.figures();
  const starts = new Map(orders.map(({ recordId }) => [recordId, begunAt]));
  const looks = isConditional ? looksIn(figures, begunAt) : 0;
  await scan;
  const waits = waitsOf(figures, starts);
  return [
    orders.length,
    name,
    figures.callsByEndpoint['updateRecords'] ?? 0,
    looks,
    seconds(Math.max(...answers)),
    Math.round(percentile(waits, 0.5)),
    Math.round(percentile(waits, 0.99)),
    figures.refused429,
  ];
}

/** One save after another at random moments, under one full read after another; only reads take time. */
async function queue(bench: LoadBench, orders: readonly LoadedOrder[]): Promise<(string | number)[]> {
  const { airtable, client } = bench;
  await airtable.reset();
  await airtable.command({
    switches: { latencyMs: 0 },
    addFaults: [{ kind: 'slow', ms: 600, endpoint: 'listRecords' }],
  });
  const isOver = new AbortController();
  const scans = scanUntil(bench, isOver.signal);
  await untilScanIsUnderWay(bench);
  const starts = new Map<string, number>();
  const saves: Promise<number>[] = [];
  for (const order of orders) {
    starts.set(order.recordId, Date.now());
    saves.push(client.save(order));
    await new Promise((resolve) => setTimeout(resolve, -PAUSE_MS * Math.log(1 - Math.random())));
  }
  const answers = await Promise.all(saves);
  const figures = await airtable.figures();
  isOver.abort();
  await scans;
  const waits = waitsOf(figures, starts);
  return [
    orders.length,
    `one each ${PAUSE_MS} ms`,
    figures.callsByEndpoint['updateRecords'] ?? 0,
    0,
    seconds(Math.max(...answers)),
    Math.round(percentile(waits, 0.5)),
    Math.round(percentile(waits, 0.99)),
    figures.refused429,
  ];
}

async function scanUntil({ client }: LoadBench, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await client.sync();
}

const CALLS_OF_A_RUNNING_SCAN = 8;

async function untilScanIsUnderWay({ airtable }: LoadBench): Promise<void> {
  for (;;) {
    const { callsByEndpoint } = await airtable.figures();
    if ((callsByEndpoint['listRecords'] ?? 0) >= CALLS_OF_A_RUNNING_SCAN) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** From each record's request to its write. */
function waitsOf({ recentWrites }: AirtableFigures, starts: ReadonlyMap<string, number>): number[] {
  return recentWrites.flatMap(({ at, body }) =>
    (body as { records: { id: string }[] }).records.flatMap(({ id }) => {
      const start = starts.get(id);
      return start === undefined ? [] : [Date.parse(at) - start];
    }),
  );
}

/** A look asks for records by their ids. */
function looksIn({ recentCalls }: AirtableFigures, sinceMs: number): number {
  return recentCalls.filter(
    ({ at, path }) => Date.parse(at) >= sinceMs && decodeURIComponent(path).includes('RECORD_ID()='),
  ).length;
}
