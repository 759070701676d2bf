import { startReadBench } from './load-bench.ts';
import { percentile, type Scenario, seconds } from './load-table.ts';

const SAVERS = 8;
const SYNCERS = 2;

/** As many saves and full reads as the server takes, without a pause: how often Airtable is overrun. */
export const saturation: Scenario = async ({ minutes }) => {
  await using bench = await startReadBench({ orders: 5_000 });
  const { airtable, client } = bench;
  const orders = await client.orders(SAVERS * 100);
  await airtable.reset();
  const begunAt = Date.now();
  const endsAt = begunAt + minutes * 60_000;
  const saves: number[] = [];
  const scans: number[] = [];
  const saver = async (_: unknown, index: number) => {
    const own = orders.slice(index * 100, index * 100 + 100);
    for (let turn = 0; Date.now() < endsAt; turn += 1) {
      const order = own[turn % own.length];
      if (order !== undefined) saves.push(await client.save(order));
    }
  };
  const syncer = async () => {
    while (Date.now() < endsAt) scans.push(await client.sync());
  };
  await Promise.all([...Array.from({ length: SAVERS }, saver), ...Array.from({ length: SYNCERS }, syncer)]);
  const { calls, callsByEndpoint, refused429, maxCallsInAnySecond } = await airtable.figures();
  const ranMs = Date.now() - begunAt;
  return {
    title: `Saturation for ${minutes} min (${SAVERS} people saving and ${SYNCERS} syncing without a pause)`,
    columns: ['what', 'figure'],
    rows: [
      ['429s', refused429],
      ['most calls in any second', maxCallsInAnySecond],
      ['calls a second', (calls / (ranMs / 1_000)).toFixed(2)],
      ['full reads ended', scans.length],
      ['mean seconds of a full read', seconds(scans.reduce((sum, ms) => sum + ms, 0) / scans.length)],
      ['saves', saves.length],
      ['write calls', callsByEndpoint['updateRecords'] ?? 0],
      ['save p50 s', seconds(percentile(saves, 0.5))],
      ['save p99 s', seconds(percentile(saves, 0.99))],
    ],
  };
};
