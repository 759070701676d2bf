import { parseArgs } from 'node:util';
import {
  createReportingCalendar,
  DEFAULT_SORT,
  EMPTY_FILTER,
  type OrderQuery,
  SORT_FIELDS,
} from '@orders/contract';
import { makeOrder } from '@orders/contract/testing';
import { formatTable, percentile } from '@orders/infra/load/load-table.ts';
import { asBase, OrderTable } from '../src/store/order-table.ts';

// What the orders in memory cost to filter and sort, without a page: `node pwa/bench/local-queries.ts --orders 50000`.

const ROUNDS = 15;
const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR_MS = 3_600_000;
const FIRST_NAMES = ['Acme', 'Blue Fjord', 'Café Zoë', 'Dornier & Söhne', 'Elm Street', 'Fable', 'Granite'];
const LAST_NAMES = ['Logistics', 'Books', 'Foods', 'Optics', 'Supplies', 'Textiles', 'Tools', 'Trading'];
const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled', null];

const QUERIES: Readonly<Record<string, Partial<OrderQuery>>> = {
  'filter: status': { statuses: ['Pending'] },
  'filter: customer': { customers: ['Café Zoë Tools 7'] },
  'filter: days': { createdFrom: '2026-11-14', createdTo: '2026-11-20' },
  'filter: amount': { minTotal: 100, maxTotal: 200 },
  'filter: changed today': { updatedFrom: '2026-11-20' },
  'filter: waiting edits': { hasEdit: true },
  'filter: search': { search: 'zoe' },
  'filter: all of them': {
    statuses: ['Pending', 'Shipped'],
    minTotal: 100,
    createdFrom: '2026-10-01',
    updatedFrom: '2026-11-01',
    search: 'o',
  },
  ...Object.fromEntries(
    SORT_FIELDS.map((field) => [`sort: ${field}`, { sort: { field, descending: true } }]),
  ),
  'sort: status, -createdAt': {
    sort: { field: 'status', descending: false },
    thenBy: [{ field: 'createdAt', descending: true }],
  },
  'sort: customer, -orderTotal, status': {
    sort: { field: 'customer', descending: false },
    thenBy: [
      { field: 'orderTotal', descending: true },
      { field: 'status', descending: false },
    ],
  },
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { orders: { type: 'string', default: '50000,100000' } } });
  const rows: string[][] = [];
  for (const count of values.orders.split(',').map(Number)) {
    const table = await buildTable(count);
    for (const [name, query] of Object.entries(QUERIES))
      rows.push([String(count), name, ...timesOf(table, query)]);
  }
  const columns = ['orders', 'query', 'first ms', 'fastest ms', 'median ms'];
  console.log(formatTable({ title: 'The orders in memory', columns, rows }));
}

function timesOf(table: OrderTable, query: Partial<OrderQuery>): string[] {
  const asked: OrderQuery = { ...EMPTY_FILTER, sort: DEFAULT_SORT, page: 1, pageSize: 50, ...query };
  const times = Array.from({ length: ROUNDS }, () => {
    forgetAnswers(table, asked);
    // Of this thread's own time: what else the machine does is not counted.
    const before = process.threadCpuUsage();
    table.lists.query(asked);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  const [first = 0] = times;
  return [first, Math.min(...times), percentile(times, 0.5)].map((ms) => ms.toFixed(1));
}

/** Whatever was asked before is answered from memory, so other questions are asked in between. */
function forgetAnswers(table: OrderTable, { sort }: OrderQuery): void {
  const others = SORT_FIELDS.filter((field) => field !== sort.field).slice(0, 3);
  const isSorted = sort.field !== DEFAULT_SORT.field;
  for (const field of isSorted ? others : []) {
    table.lists.query({ ...EMPTY_FILTER, sort: { field, descending: false }, page: 1, pageSize: 1 });
  }
  for (let minTotal = 1; minTotal <= 4; minTotal += 1) {
    table.lists.query({ ...EMPTY_FILTER, sort: DEFAULT_SORT, minTotal: -minTotal, page: 1, pageSize: 1 });
  }
}

async function buildTable(count: number): Promise<OrderTable> {
  const base = new Map();
  for (let number = 1; number <= count; number += 1) {
    const createdMs = NOW - ((number * 7919) % 4_000) * HOUR_MS - number;
    const order = makeOrder(number, {
      customer: `${FIRST_NAMES[number % 7]} ${LAST_NAMES[number % 8]} ${number % 300}`,
      status: STATUSES[(number * 31) % STATUSES.length] ?? null,
      orderTotal: ((number * 7919) % 100_000) / 100,
      createdAt: new Date(createdMs).toISOString(),
      updatedAt: new Date(createdMs + ((number * 104_729) % 900) * HOUR_MS).toISOString(),
    });
    base.set(order.recordId, asBase(order, undefined));
  }
  const calendar = createReportingCalendar('Europe/Berlin');
  const table = await OrderTable.build(
    calendar,
    base,
    () => new Map(),
    async () => undefined,
  );
  await table.prepareSorting(async () => undefined);
  return table;
}

await main();
