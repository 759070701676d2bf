import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { startReadBench } from './load-bench.ts';
import type { Scenario } from './load-table.ts';

const ORDERS = 5_000;
/** Asked for side by side while the capacity is measured: enough to keep the server busy, too few to make it late. */
const SIDE_BY_SIDE = 16;
const CAPACITY_MS = 10_000;
/** Until what is given up has settled. */
const SETTLE_MS = 10_000;
const TICK_MS = 5;
/** More unanswered than that are not sent: the generator shall not be what breaks. */
const MOST_IN_FLIGHT = 3_000;

interface Outcome {
  readonly at: number;
  readonly ms: number;
  readonly status: number;
}

/** At three times what a replica can answer: how much is still answered, and how soon. */
export const overload: Scenario = async ({ minutes }) => {
  const rows: (string | number)[][] = [];
  for (const shedding of ['on', 'off']) {
    await using bench = await startReadBench({
      orders: ORDERS,
      settings: {
        LOAD_SHEDDING: shedding,
        SIMULATOR_LATENCY_MS: '20',
        SIMULATOR_REQUESTS_PER_SECOND: '0',
        AIRTABLE_REQUESTS_PER_SECOND: '50',
      },
    });
    using browsers = new Browsers(bench.client.url);
    const capacity = await capacityOf(browsers);
    const outcomes = await flood(browsers, 3 * capacity, SETTLE_MS + minutes * 60_000);
    const settled = outcomes.filter(({ at }) => at >= SETTLE_MS);
    const seconds = minutes * 60;
    const accepted = settled.filter(({ status }) => status === 200);
    const shed = settled.filter(({ status }) => status === 503);
    const goodput = accepted.length / seconds;
    rows.push([
      shedding,
      Math.round(capacity),
      Math.round(settled.length / seconds),
      `${Math.round(goodput)} (${((100 * goodput) / capacity).toFixed(0)} %)`,
      `${quantile(accepted, 0.5)} / ${quantile(accepted, 0.99)}`,
      shed.length === 0 ? 'none' : `${quantile(shed, 0.5)} / ${quantile(shed, 0.99)}`,
      settled.length - accepted.length - shed.length,
    ]);
  }
  return {
    title: `Three times too many searches (${ORDERS.toLocaleString('en')} orders, one replica)`,
    columns: [
      'shedding',
      'capacity/s',
      'answered/s',
      'goodput/s',
      'accepted p50/p99 ms',
      'shed p50/p99 ms',
      'others',
    ],
    rows,
    notes: [
      'Every search is a new one, asked as a browser does. Nobody waits for Retry-After, which real clients do.',
      `The generator shares the machine, and sends nothing while ${MOST_IN_FLIGHT.toLocaleString('en')} are unanswered.`,
    ],
  };
};

/** Asks for pages as browsers do, each for another search, so that no answer is ready. */
class Browsers implements Disposable {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: MOST_IN_FLIGHT });
  #asked = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** The status of the answer when all of it is there; 0 when the connection broke. */
  ask(): Promise<number> {
    const path = `/api/orders?pageSize=200&q=${(this.#asked++).toString(36)}`;
    const headers = { 'sec-fetch-site': 'same-origin' };
    return new Promise((resolve) => {
      const asked = request(new URL(path, this.#url), { agent: this.#agent, headers }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', () => resolve(0));
      });
      asked.on('error', () => resolve(0));
      asked.end();
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

/** Answers a second while there is always something to do. */
async function capacityOf(browsers: Browsers): Promise<number> {
  const start = performance.now();
  let answered = 0;
  const work = async () => {
    while (performance.now() - start < CAPACITY_MS) {
      if ((await browsers.ask()) === 200) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return (answered * 1_000) / (performance.now() - start);
}

/** Asks at a constant rate, whether or not there are answers. */
async function flood(browsers: Browsers, perSecond: number, forMs: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const pending = new Set<Promise<unknown>>();
  const start = performance.now();
  let due = 0;
  for (let at = 0; at < forMs; at = performance.now() - start) {
    for (const until = (at * perSecond) / 1_000; due < until; due++) {
      if (pending.size >= MOST_IN_FLIGHT) continue;
      const sentAt = performance.now();
      const noted = browsers.ask().then((status) => {
        outcomes.push({ at: sentAt - start, ms: performance.now() - sentAt, status });
        pending.delete(noted);
      });
      pending.add(noted);
    }
    await wait(TICK_MS);
  }
  await Promise.all(pending);
  return outcomes;
}

function quantile(outcomes: readonly Outcome[], share: number): string {
  const sorted = outcomes.map(({ ms }) => ms).toSorted((one, other) => one - other);
  return (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0);
}
