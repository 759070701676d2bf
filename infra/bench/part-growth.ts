import { percentile } from '../load/load-table.ts';
import { ask } from './closed-loop.ts';
import { startOrders } from './measured-servers.ts';
import type { Part } from './part.ts';

const SIZES = [1_000, 10_000, 100_000];
const PAGE_P99_MS = 5;
const MEGABYTE = 1024 ** 2;

/** What ten and a hundred times as many orders cost, beside an answer that is ready. */
export const growthPart: Part = {
  title: 'Growth: from 1,000 to 100,000 orders',
  isTimed: true,
  async run({ isSmoke }) {
    const sizes = isSmoke ? [200, 400] : SIZES;
    const rows: Measured[] = [];
    for (const orders of sizes) rows.push(await measure(orders, isSmoke ? 20 : 400));
    const [smallest, largest] = [rows[0] as Measured, rows.at(-1) as Measured];
    return {
      tables: [tableOf(rows, smallest)],
      goals: [
        {
          name: `filter, search and sort at ${largest.orders} orders, beyond a ready answer`,
          goal: `p99 at most ${PAGE_P99_MS} ms`,
          figure: `${(largest.queryP99 - largest.readyP50).toFixed(1)} ms`,
          isMet: largest.queryP99 - largest.readyP50 <= PAGE_P99_MS,
        },
      ],
      doubts: [],
    };
  },
};

interface Measured {
  readonly orders: number;
  readonly startMs: number;
  readonly memoryBytes: number;
  readonly readyP50: number;
  readonly queryP50: number;
  readonly queryP99: number;
  /** Processor time of the server, microseconds a question. */
  readonly queryCpu: number;
}

async function measure(orders: number, questions: number): Promise<Measured> {
  const startedAt = performance.now();
  await using bench = await startOrders(orders);
  const startMs = performance.now() - startedAt;
  const { url, cpuMicroseconds } = bench.server;
  const ready = Array.from({ length: questions }, () => '/api/orders?pageSize=50');
  // No two are alike, so that none is found ready.
  const fresh = Array.from(
    { length: questions },
    (_, at) => `/api/orders?status=Pending,Shipped&q=${at}&sort=-orderTotal`,
  );
  const readyTimes = await timesOf(url, [...ready, ...ready].slice(questions / 2));
  const before = await cpuMicroseconds();
  const queryTimes = await timesOf(url, fresh);
  const queryCpu = ((await cpuMicroseconds()) - before) / questions;
  return {
    orders,
    startMs,
    memoryBytes: await memoryOf(url),
    readyP50: percentile(readyTimes, 0.5),
    queryP50: percentile(queryTimes, 0.5),
    queryP99: percentile(queryTimes, 0.99),
    queryCpu,
  };
}

async function timesOf(url: string, paths: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const path of paths) {
    const startedAt = performance.now();
    const { status } = await ask(url, { path, headers: {} }, { person: times.length });
    if (status !== 200) throw new Error(`${path} was answered ${status}.`);
    times.push(performance.now() - startedAt);
  }
  return times;
}

async function memoryOf(url: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(/^process_resident_memory_bytes (.+)$/m.exec(text)?.[1] ?? Number.NaN);
}

function tableOf(rows: readonly Measured[], smallest: Measured) {
  return {
    title: 'One question after another, each another filter, search and sort',
    columns: [
      ...['orders', 'start to ready s', 'memory MB', 'kB an order beyond the smallest'],
      ...['ready answer p50 ms', 'query p50 ms', 'query p99 ms', 'query CPU us', 'times the smallest'],
    ],
    rows: rows.map((row) => [
      row.orders,
      (row.startMs / 1_000).toFixed(1),
      (row.memoryBytes / MEGABYTE).toFixed(0),
      row === smallest ? '' : kilobytesEach(row, smallest),
      ...[row.readyP50, row.queryP50, row.queryP99].map((ms) => ms.toFixed(2)),
      row.queryCpu.toFixed(0),
      (row.queryCpu / smallest.queryCpu).toFixed(1),
    ]),
    notes: ['The start includes reading everything from a simulated Airtable without its limits.'],
  };
}

function kilobytesEach(row: Measured, smallest: Measured): string {
  return ((row.memoryBytes - smallest.memoryBytes) / (row.orders - smallest.orders) / 1_024).toFixed(2);
}
