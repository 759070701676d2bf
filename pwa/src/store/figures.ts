import {
  type CountedIn,
  createSummaryTally,
  EMPTY_FILTER,
  type OrderFilter,
  type OrderPredicate,
  orderPredicate,
  type ReportingCalendar,
} from '@orders/contract';
import { type OrderRow, rowAccess } from './order-row.ts';
import type { Figures, FiguresQuery } from './visible-order.ts';

interface Counting {
  readonly rows: readonly OrderRow[];
  readonly calendar: ReportingCalendar;
  /** Epoch ms by the server's clock; decides what today is. */
  readonly nowMs: number;
  /** Lets the page draw and answer. */
  pause(): Promise<void>;
}

/** Rows between two breaths: about two milliseconds on a slow laptop. */
const CHUNK = 2_000;

/** Counts in one pass, with breaths in between. @returns `null` when it was called off */
export async function countFigures(
  { rows, calendar, nowMs, pause }: Counting,
  { filter, days, narrower }: FiguresQuery,
  signal: AbortSignal,
): Promise<Figures | null> {
  const tally = createSummaryTally(calendar);
  const groupsOf = createGrouping(filter, calendar);
  const isNarrower = predicateOf({ ...EMPTY_FILTER, ...narrower }, calendar);
  let count = 0;
  for (const [index, row] of rows.entries()) {
    if (index % CHUNK === CHUNK - 1) await pause();
    if (signal.aborted) return null;
    const groups = groupsOf(row);
    if (groups === null) continue;
    tally.add(row.order, groups);
    if (groups.totals && isNarrower(row)) count += 1;
  }
  return { ...tally.summary(nowMs), perDay: tally.lastDays(nowMs, days), narrower: count };
}

/** Tells for each row in which figures it counts; `null` = in none. */
function createGrouping(filter: OrderFilter, calendar: ReportingCalendar) {
  const { statuses, priorities, createdFrom, createdTo, ...rest } = filter;
  const passesRest = predicateOf({ ...EMPTY_FILTER, ...rest }, calendar);
  const passesStatus = predicateOf({ ...EMPTY_FILTER, statuses }, calendar);
  const passesPriority = predicateOf({ ...EMPTY_FILTER, priorities }, calendar);
  const passesDay = predicateOf({ ...EMPTY_FILTER, createdFrom, createdTo }, calendar);
  return (row: OrderRow): CountedIn | null => {
    if (!passesRest(row)) return null;
    const [status, priority, day] = [passesStatus(row), passesPriority(row), passesDay(row)];
    return {
      totals: status && priority && day,
      status: priority && day,
      priority: status && day,
      day: status && priority,
    };
  };
}

function predicateOf(filter: OrderFilter, calendar: ReportingCalendar): OrderPredicate<OrderRow> {
  return orderPredicate(filter, rowAccess(calendar)) ?? (() => true);
}
