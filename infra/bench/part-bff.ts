import { percentile } from '../load/load-table.ts';
import { startOpenLoop } from '../load/open-loop.ts';
import { type Case, recordCases } from './bff-cases.ts';
import { closedLoop } from './closed-loop.ts';
import { type MeasuredServer, startControls, startOrders } from './measured-servers.ts';
import type { Goal, Part, PartOptions, PartResult } from './part.ts';
import { formatSpread, ratiosOf, type Spread, spreadOf, width } from './statistics.ts';

const CONNECTIONS = 16;
const MOST_TIMES_KOA = 1.15;
const OPEN_LOOP_RATE = 2_000;
const OPEN_LOOP_P99_MS = 25;
/** Rounds whose ratios lie farther apart than this share of their middle say nothing. */
const MOST_WIDTH = 0.3;

interface Sizes {
  readonly orders: number;
  readonly warmUp: number;
  readonly rounds: number;
  readonly requests: number;
  readonly openLoopMs: number;
}

function sizesFor({ isSmoke, isLong }: PartOptions): Sizes {
  if (isSmoke) return { orders: 300, warmUp: 20, rounds: 2, requests: 40, openLoopMs: 100 };
  const openLoopMs = isLong ? 60_000 : 10_000;
  return { orders: 5_000, warmUp: 3_000, rounds: isLong ? 15 : 5, requests: 4_000, openLoopMs };
}

/** What a read costs the server, beside servers that do nothing but send the same. */
export const bffPart: Part = {
  title: 'BFF: processor time a request',
  isTimed: true,
  async run(options) {
    const sizes = sizesFor(options);
    await using orders = await startOrders(sizes.orders);
    const { cases, answers } = await recordCases(orders.server.url);
    await using controls = await startControls(answers);
    const servers = [...controls.servers, orders.server];
    const results: CaseResult[] = [];
    for (const one of cases) results.push(await compare(one, servers, sizes));
    return resultOf(results, await openLoop(orders.server.url, sizes.openLoopMs), sizes);
  },
};

interface CaseResult {
  readonly name: string;
  /** Microseconds a request. */
  readonly cost: Readonly<Record<MeasuredServer['name'], Spread>>;
  readonly timesBare: Spread;
  readonly timesKoa: Spread;
}

/** Rounds go by turns, each beginning with another server, so that a disturbance hits all of them alike. */
async function compare(
  { name, questions }: Case,
  servers: readonly MeasuredServer[],
  { warmUp, rounds, requests }: Sizes,
): Promise<CaseResult> {
  const load = (server: MeasuredServer, count: number) =>
    closedLoop(server.url, questions, { requests: count, connections: CONNECTIONS });
  for (const server of servers) await load(server, warmUp);
  const costs: Record<MeasuredServer['name'], number[]> = { 'node:http': [], 'empty Koa': [], Orders: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < servers.length; turn += 1) {
      const server = servers[(round + turn) % servers.length] as MeasuredServer;
      const before = await server.cpuMicroseconds();
      await load(server, requests);
      costs[server.name].push(((await server.cpuMicroseconds()) - before) / requests);
    }
  }
  return {
    name,
    cost: {
      'node:http': spreadOf(costs['node:http']),
      'empty Koa': spreadOf(costs['empty Koa']),
      Orders: spreadOf(costs.Orders),
    },
    timesBare: spreadOf(ratiosOf(costs.Orders, costs['node:http'])),
    timesKoa: spreadOf(ratiosOf(costs.Orders, costs['empty Koa'])),
  };
}

interface OpenLoopFigures {
  readonly sent: number;
  readonly p50: number;
  readonly p99: number;
  /** Answered with anything but 200, or never sent because too many were unanswered. */
  readonly failed: number;
}

async function openLoop(url: string, forMs: number): Promise<OpenLoopFigures> {
  const load = startOpenLoop({
    urls: [url],
    requestsPerSecond: OPEN_LOOP_RATE,
    writeEvery: Number.POSITIVE_INFINITY,
    orders: [],
    mostInFlight: OPEN_LOOP_RATE,
    headers: { 'x-forwarded-user': 'person-0', 'accept-encoding': 'br' },
  });
  await new Promise((resolve) => setTimeout(resolve, forMs));
  const answered = await load.stop();
  const times = answered.map(({ ms }) => ms);
  return {
    sent: answered.length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    failed: answered.filter(({ status }) => status !== 200).length + load.left,
  };
}

function resultOf(results: readonly CaseResult[], open: OpenLoopFigures, sizes: Sizes): PartResult {
  const goals: Goal[] = results.map(({ name, timesKoa }) => ({
    name,
    goal: `at most ${MOST_TIMES_KOA} times the empty Koa app`,
    figure: timesKoa.median.toFixed(2),
    isMet: timesKoa.median <= MOST_TIMES_KOA,
  }));
  goals.push({
    name: `${OPEN_LOOP_RATE} reads a second, open loop`,
    goal: `p99 at most ${OPEN_LOOP_P99_MS} ms, none failed`,
    figure: `${open.p99.toFixed(1)} ms, ${open.failed} failed`,
    isMet: open.p99 <= OPEN_LOOP_P99_MS && open.failed === 0,
  });
  return {
    tables: [costTable(results, sizes), openLoopTable(open)],
    goals,
    doubts: results
      .filter(({ timesKoa }) => width(timesKoa) > MOST_WIDTH)
      .map(({ name, timesKoa }) => `${name}: the rounds lie ${(100 * width(timesKoa)).toFixed(0)} % apart`),
  };
}

function costTable(results: readonly CaseResult[], { orders, warmUp, rounds, requests }: Sizes) {
  return {
    title: 'Processor time of the server process a request, microseconds: median (least to most)',
    columns: ['what', 'node:http', 'empty Koa', 'Orders', 'times node:http', 'times empty Koa'],
    rows: results.map(({ name, cost, timesBare, timesKoa }) => [
      name,
      formatSpread(cost['node:http'], 1),
      formatSpread(cost['empty Koa'], 1),
      formatSpread(cost.Orders, 1),
      formatSpread(timesBare),
      formatSpread(timesKoa),
    ]),
    notes: [
      `${orders} orders; ${rounds} interleaved rounds of ${requests} requests after ${warmUp} to warm up, ${CONNECTIONS} connections, br. The controls send the same bytes and fields. Orders has limits, logs, metrics and a proxy login on.`,
    ],
  };
}

function openLoopTable({ sent, p50, p99, failed }: OpenLoopFigures) {
  return {
    title: `Lists at ${OPEN_LOOP_RATE} a second, open loop`,
    columns: ['answered', 'p50 ms', 'p99 ms', 'failed'],
    rows: [[sent, p50.toFixed(1), p99.toFixed(1), failed]],
    notes: ['With the time that the asking process itself takes, which shares the machine.'],
  };
}
