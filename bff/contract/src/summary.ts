import * as z from 'zod/mini';
import { fromCents, toCents } from './money.ts';
import { ORDER_PRIORITIES, ORDER_STATUSES, type Order } from './order.ts';
import { compareOptions } from './order-sorting.ts';
import type { ReportingCalendar } from './reporting-day.ts';

/** How many days the series of the summary has, today included. */
export const SUMMARY_DAYS = 30;

const countAndTotal = { count: z.int(), total: z.number() };

/** The key figures: answer to `GET /api/orders/summary` and `POST /api/orders/sync`. */
export const summarySchema = z.object({
  totals: z.object({ orders: z.int(), revenue: z.number() }),
  byStatus: z.array(z.object({ status: z.nullable(z.string()), ...countAndTotal })),
  byPriority: z.array(z.object({ priority: z.nullable(z.string()), ...countAndTotal })),
  perDay: z.array(z.object({ date: z.string(), ...countAndTotal })),
});
export type Summary = z.infer<typeof summarySchema>;

/** What the summary needs of an order. */
export type Countable = Pick<Order, 'status' | 'priority' | 'orderTotal' | 'createdAt'>;

/** The figures that an order may count in. */
export interface CountedIn {
  readonly totals: boolean;
  readonly status: boolean;
  readonly priority: boolean;
  readonly day: boolean;
}

const EVERYWHERE: CountedIn = { totals: true, status: true, priority: true, day: true };

/** Figures kept up to date order by order; money in whole cents so that nothing drifts. */
export interface SummaryTally {
  /** @param groups which figures the order counts in; all of them unless said otherwise */
  add(order: Countable, groups?: CountedIn): void;
  remove(order: Countable): void;
  /** The summary as of an instant in epoch milliseconds, which decides what "today" is. */
  summary(nowMs: number): Summary;
  /** The last `count` days up to today, oldest first, days without orders included. */
  lastDays(nowMs: number, count: number): Summary['perDay'];
  /** The values that are counted for an option field, blanks left out. */
  valuesOf(field: 'status' | 'priority'): string[];
  /** An independent copy, to be changed while this one still serves readers. */
  clone(): SummaryTally;
}

interface Bucket {
  count: number;
  cents: number;
}

type Buckets<K> = Map<K, Bucket>;

interface TallyState {
  readonly all: Bucket;
  readonly byStatus: Buckets<string | null>;
  readonly byPriority: Buckets<string | null>;
  readonly byDay: Buckets<string>;
}

export function createSummaryTally(calendar: ReportingCalendar): SummaryTally {
  return tallyOver(calendar, {
    all: { count: 0, cents: 0 },
    byStatus: new Map(),
    byPriority: new Map(),
    byDay: new Map(),
  });
}

/** The summary of a list of orders, counted from nothing. */
export function summarize(orders: Iterable<Countable>, calendar: ReportingCalendar, nowMs: number): Summary {
  const tally = createSummaryTally(calendar);
  for (const order of orders) tally.add(order);
  return tally.summary(nowMs);
}

function tallyOver(calendar: ReportingCalendar, state: TallyState): SummaryTally {
  const change = (order: Countable, sign: 1 | -1, { totals, status, priority, day }: CountedIn) => {
    const cents = sign * (order.orderTotal === null ? 0 : toCents(order.orderTotal));
    if (totals) {
      state.all.count += sign;
      state.all.cents += cents;
    }
    if (status) bump(state.byStatus, order.status, sign, cents);
    if (priority) bump(state.byPriority, order.priority, sign, cents);
    if (day && order.createdAt !== null)
      bump(state.byDay, calendar.dayOf(Date.parse(order.createdAt)), sign, cents);
  };
  return {
    add: (order, groups = EVERYWHERE) => change(order, 1, groups),
    remove: (order) => change(order, -1, EVERYWHERE),
    summary: (nowMs) => toSummary(calendar, state, nowMs),
    lastDays: (nowMs, count) => daysOf(calendar, state, nowMs, count),
    valuesOf: (field) =>
      [...(field === 'status' ? state.byStatus : state.byPriority).keys()].filter((key) => key !== null),
    clone: () =>
      tallyOver(calendar, {
        all: { ...state.all },
        byStatus: copy(state.byStatus),
        byPriority: copy(state.byPriority),
        byDay: copy(state.byDay),
      }),
  };
}

function bump<K>(buckets: Buckets<K>, key: K, count: number, cents: number): void {
  const bucket = buckets.get(key);
  if (bucket === undefined) buckets.set(key, { count, cents });
  else if (bucket.count + count === 0) buckets.delete(key);
  else {
    bucket.count += count;
    bucket.cents += cents;
  }
}

function copy<K>(buckets: Buckets<K>): Buckets<K> {
  return new Map(Array.from(buckets, ([key, bucket]) => [key, { ...bucket }]));
}

function toSummary(calendar: ReportingCalendar, state: TallyState, nowMs: number): Summary {
  return {
    totals: { orders: state.all.count, revenue: fromCents(state.all.cents) },
    byStatus: listed(state.byStatus, ORDER_STATUSES).map(({ key, ...figures }) => ({
      status: key,
      ...figures,
    })),
    byPriority: listed(state.byPriority, ORDER_PRIORITIES).map(({ key, ...figures }) => ({
      priority: key,
      ...figures,
    })),
    perDay: daysOf(calendar, state, nowMs, SUMMARY_DAYS),
  };
}

function daysOf(
  calendar: ReportingCalendar,
  { byDay }: TallyState,
  nowMs: number,
  count: number,
): Summary['perDay'] {
  return calendar.lastDays(nowMs, count).map((date) => ({ date, ...figuresOf(byDay.get(date)) }));
}

/** The known options always, in the order of the data model; then others by name; blank last, where there is one. */
function listed(buckets: Buckets<string | null>, known: readonly string[]) {
  const others = [...buckets.keys()].filter((key) => key !== null && !known.includes(key)) as string[];
  others.sort((left, right) => compareOptions(known, left, right) || (left < right ? -1 : 1));
  const keys: (string | null)[] = [...known, ...others];
  if (buckets.has(null)) keys.push(null);
  return keys.map((key) => ({ key, ...figuresOf(buckets.get(key)) }));
}

function figuresOf(bucket: Bucket | undefined): { count: number; total: number } {
  return { count: bucket?.count ?? 0, total: fromCents(bucket?.cents ?? 0) };
}
