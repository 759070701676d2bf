import { setTimeout as wait } from 'node:timers/promises';
import { type LoadBench, startReadBench } from './load-bench.ts';
import { type Scenario, seconds } from './load-table.ts';

const COUNTS = [0, 1, 150, 1_000];
/** Longer than the overlap of two looks by the time of change, in which the one finds again what the other found. */
const APART_MS = 8_000;

/** What it costs to learn what others have changed. */
export const outsideChanges: Scenario = async () => {
  const rows = [];
  for (const webhooks of ['off', 'on']) rows.push(...(await changeAndLook(webhooks)));
  return {
    title: "Taking over other people's changes (5,000 orders)",
    columns: ['changes', 'learnt by', 'calls', 'most allowed', 'seconds'],
    rows,
    notes: ['Most allowed: a call for each hundred changes, and one more.'],
  };
};

async function changeAndLook(webhooks: string): Promise<(string | number)[][]> {
  await using bench = await startReadBench({ orders: 5_000, settings: { AIRTABLE_WEBHOOKS: webhooks } });
  const orders = await bench.client.orders(Math.max(...COUNTS));
  const rows = [];
  for (const count of COUNTS) {
    await bench.client.sync('changes');
    await wait(APART_MS);
    const update = orders.slice(0, count).map(({ recordId }) => ({
      id: recordId,
      fields: { Customer: `Changed with ${count}` },
    }));
    await bench.airtable.reset();
    await bench.airtable.command({ people: { update } });
    const ms = await bench.client.sync('changes');
    const { calls } = await bench.airtable.figures();
    await expectTakenOver(bench, count);
    const learntBy = webhooks === 'on' ? 'webhook payloads' : 'time of change';
    rows.push([count, learntBy, calls, Math.ceil(count / 100) + 1, seconds(ms)]);
  }
  return rows;
}

async function expectTakenOver({ client }: LoadBench, count: number): Promise<void> {
  const answer = await client.get(`/api/orders?pageSize=1&q=${encodeURIComponent(`Changed with ${count}`)}`);
  const { total } = (await answer.json()) as { total: number };
  if (total !== count) throw new Error(`${total} of ${count} changes have been taken over.`);
}
