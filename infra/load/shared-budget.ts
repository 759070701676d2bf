import { startClusterBench } from './cluster-bench.ts';
import { percentile, type Scenario, seconds } from './load-table.ts';

const REPLICAS = 4;
const SAVERS_EACH = 4;
const ORDERS = 1_600;
/** Airtable as it is: five calls a second, 30 s of silence for the sixth, 600 ms for each. */
const TRUE_LIMITS = {
  SIMULATOR_LATENCY_MS: '600',
  SIMULATOR_REQUESTS_PER_SECOND: '5',
  AIRTABLE_REQUESTS_PER_SECOND: '5',
};

/** As many saves as four replicas take: how often do they overrun Airtable together, and does each get its share? */
export const sharedBudget: Scenario = async ({ minutes }) => {
  await using bench = await startClusterBench({ orders: ORDERS, replicas: REPLICAS, settings: TRUE_LIMITS });
  const { airtable, clients } = bench;
  await airtable.reset();
  const begunAt = Date.now();
  const endsAt = begunAt + minutes * 60_000;
  const saves = clients.map((): number[] => []);
  const savers = clients.flatMap((client, replica) =>
    Array.from({ length: SAVERS_EACH }, async (_, saver) => {
      const own = bench.orders.filter(
        (_order, index) => index % (REPLICAS * SAVERS_EACH) === replica * SAVERS_EACH + saver,
      );
      for (let turn = 0; Date.now() < endsAt; turn += 1) {
        const order = own[turn % own.length];
        if (order !== undefined) saves[replica]?.push(await client.save(order));
      }
    }),
  );
  await Promise.all(savers);
  const { calls, refused429, maxCallsInAnySecond } = await airtable.figures();
  const counts = saves.map(({ length }) => length);
  const all = saves.flat();
  return {
    title: `${REPLICAS} replicas saving for ${minutes} min, ${SAVERS_EACH} people on each without a pause`,
    columns: ['what', 'figure'],
    rows: [
      ['429s', refused429],
      ['most calls in any second', maxCallsInAnySecond],
      ['calls a second', (calls / ((Date.now() - begunAt) / 1_000)).toFixed(2)],
      ['saves by replica', counts.join(', ')],
      ['fairness (Jain, 1 = equal)', fairness(counts).toFixed(4)],
      ['save p50 s', seconds(percentile(all, 0.5))],
      ['save p99 s', seconds(percentile(all, 0.99))],
    ],
  };
};

/** Jain's index: 1 when all have the same, 1 / n when one has everything. */
function fairness(counts: readonly number[]): number {
  const sum = counts.reduce((total, count) => total + count, 0);
  const squares = counts.reduce((total, count) => total + count * count, 0);
  return squares === 0 ? 1 : (sum * sum) / (counts.length * squares);
}
