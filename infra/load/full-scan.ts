import { startBench } from './load-bench.ts';
import { type Scenario, seconds } from './load-table.ts';

const SIZES = [5_000, 50_000];
const PAGE = 100;
/** Nine tenths of five. */
const CALLS_PER_SECOND = 4.5;

/** How long reading everything takes, beside the shortest time in which its calls may be made. */
export const fullScan: Scenario = async ({ orders: only }) => {
  const rows = [];
  for (const orders of only === null ? SIZES : [only]) rows.push(...(await scan(orders)));
  return {
    title: 'Reading everything (600 ms a page, 5 calls a second, 30 s lock-out)',
    columns: ['orders', 'read', 'calls', 'seconds', 'floor', 'times the floor', '429s'],
    rows,
    notes: [
      'The floor is the number of pages at 4.5 a second. The first read begins with the start of the process.',
    ],
  };
};

async function scan(orders: number): Promise<(string | number)[][]> {
  await using bench = await startBench({ orders });
  const { airtable, client } = bench;
  const firstReadMs = await bench.firstRead();
  const floorMs = (Math.ceil(orders / PAGE) / CALLS_PER_SECOND) * 1_000;
  const row = async (name: string, ms: number) => {
    const { calls, refused429 } = await airtable.figures();
    await airtable.reset();
    return [orders, name, calls, seconds(ms), seconds(floorMs), (ms / floorMs).toFixed(2), refused429];
  };
  const rows = [await row('first', firstReadMs)];
  rows.push(await row('second', await client.sync()));
  rows.push(await row('third', await client.sync()));
  return rows;
}
