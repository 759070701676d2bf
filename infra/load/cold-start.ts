import { startBench } from './load-bench.ts';
import { percentile, type Scenario, seconds } from './load-table.ts';

const REQUESTS = 5_000;
const ORDERS = 5_000;
const PAGE = 100;

/** Everybody asks a server that has just started and has nothing to answer with yet. */
export const coldStart: Scenario = async () => {
  await using bench = await startBench({ orders: ORDERS });
  const { airtable, client } = bench;
  const times = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) => client.timedGet(`/api/orders?page=${1 + (index % 100)}`)),
  );
  const { callsByEndpoint, refused429 } = await airtable.figures();
  return {
    title: `A cold start with ${REQUESTS.toLocaleString('en')} requests waiting (${ORDERS.toLocaleString('en')} orders, 600 ms a call)`,
    columns: ['what', 'figure'],
    rows: [
      ['answered with orders', times.length],
      ['list calls to Airtable', callsByEndpoint['listRecords'] ?? 0],
      ['pages of the table', Math.ceil(ORDERS / PAGE)],
      ['first answer s', seconds(Math.min(...times))],
      ['last answer s', seconds(Math.max(...times))],
      ['from the first to p99 s', seconds(percentile(times, 0.99) - Math.min(...times))],
      ['429s', refused429],
    ],
  };
};
