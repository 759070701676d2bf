import { setTimeout as wait } from 'node:timers/promises';
import type { AirtableFigures } from './airtable-control.ts';
import { type LoadBench, startReadBench } from './load-bench.ts';
import type { Scenario } from './load-table.ts';

const PEOPLE = 100;
const DAY_MINUTES = 8 * 60;
/** Most people look; a save costs what it costs, whoever makes it. */
const SAVES_EACH = 3;
const LOOK_SECONDS = 30;
/** By default everything is read anew every CACHE_TTL_SECONDS × a tenth of the pages × 8, since payloads tell of removals. */
const FULL_READ_MINUTES = 200;
/** Mean pause of a person between two looks at the dashboard. */
const READ_EVERY_MS = 10_000;
const SAMPLED_SAVES = 30;

/**
 * What a working day of a hundred people costs: its parts are lived through and their calls counted, and the day is
 * the sum of its parts, since a process cannot be made to live eight hours in a minute.
 */
export const workingDay: Scenario = async ({ minutes }) => {
  await using bench = await startReadBench({
    orders: 5_000,
    settings: {
      AIRTABLE_WEBHOOKS: 'auto',
      SYNC_INTERVAL_SECONDS: String(LOOK_SECONDS),
      SIMULATOR_ACTIVITY: 'on',
      TRUSTED_PROXIES: '127.0.0.1',
    },
  });
  const lookedOn = await lookOn(bench, Math.max(1, minutes));
  const saved = await save(bench);
  const scanned = await scan(bench);
  const parts = [
    ['looks for changes', (DAY_MINUTES * 60) / LOOK_SECONDS, lookedOn.callsPerLook],
    ['full reads', Math.floor(DAY_MINUTES / FULL_READ_MINUTES), scanned],
    [`saves under If-Match, ${SAVES_EACH} a person`, PEOPLE * SAVES_EACH, saved],
  ] as const;
  const total = parts.reduce((sum, [, times, calls]) => sum + times * calls, 0);
  return {
    title: `A working day of ${PEOPLE} people on 5,000 orders that others work on too, in calls to Airtable`,
    columns: ['what', 'times a day', 'calls each', 'calls'],
    rows: [
      ...parts.map(([what, times, calls]) => [what, times, calls.toFixed(2), Math.round(times * calls)]),
      ['reads by people', 'any number', 0, 0],
      ['all', '', '', Math.round(total)],
    ],
    notes: [
      `While ${PEOPLE} people listened for ${Math.max(1, minutes)} min they read ${lookedOn.reads} times.`,
      'Saves are made one by one; those that wait at the same time share calls.',
    ],
  };
};

/** Everybody has the dashboard open and looks at it now and then. */
async function lookOn(bench: LoadBench, minutes: number): Promise<{ callsPerLook: number; reads: number }> {
  const { airtable, client } = bench;
  const leaving = new AbortController();
  const people = Array.from({ length: PEOPLE }, (_, index) =>
    attend(bench, `10.0.0.${index}`, leaving.signal),
  );
  await client.sync('changes');
  await airtable.reset();
  await wait(minutes * 60_000);
  const { calls } = await airtable.figures();
  leaving.abort();
  const reads = (await Promise.all(people)).reduce((sum, each) => sum + each, 0);
  return { callsPerLook: calls / ((minutes * 60) / LOOK_SECONDS), reads };
}

/** How often the person read. */
async function attend({ client }: LoadBench, address: string, signal: AbortSignal): Promise<number> {
  const headers = { 'x-forwarded-for': address };
  const events = await client.get('/api/events', headers);
  let reads = 0;
  while (!signal.aborted) {
    const answer = await client.get(`/api/orders?page=${1 + (reads % 20)}`, headers);
    if (!answer.ok) throw new Error(`Reading was answered with ${answer.status}.`);
    await answer.arrayBuffer();
    reads += 1;
    await wait(READ_EVERY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
  }
  await events.body?.cancel();
  return reads;
}

/** Calls for one save, as the app makes it. */
async function save({ airtable, client }: LoadBench): Promise<number> {
  await airtable.command({ activity: 'off' });
  const before = await airtable.figures();
  for (let count = 0; count < SAMPLED_SAVES; count += 1) {
    const [order] = await client.orders(1);
    if (order !== undefined) await client.save(order, { isConditional: true });
  }
  const after = await airtable.figures();
  return callsOfSaves(after, before) / SAMPLED_SAVES;
}

/** Looks by the webhook's payloads go on meanwhile and are no part of it. */
function callsOfSaves(after: AirtableFigures, before: AirtableFigures): number {
  const ofSaves = ['updateRecords', 'listRecords'];
  const count = ({ callsByEndpoint }: AirtableFigures) =>
    ofSaves.reduce((sum, endpoint) => sum + (callsByEndpoint[endpoint] ?? 0), 0);
  return count(after) - count(before);
}

async function scan({ airtable, client }: LoadBench): Promise<number> {
  await airtable.reset();
  await client.sync();
  const { calls } = await airtable.figures();
  return calls;
}
