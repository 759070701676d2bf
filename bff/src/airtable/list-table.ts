import type { OrderFields } from '@orders/contract';
import type { Clock, Log } from '../application/ports.ts';
import { isFailure } from '../domain/failures.ts';
import type { CallLimits } from './airtable-client.ts';
import type { FindOrders } from './find-orders.ts';
import type { RankWindow } from './formula.ts';
import { estimateRecordCount } from './id-rank.ts';
import type { ListedOrders, ListOrders } from './list-orders.ts';
import { MAX_PAGE_SIZE } from './list-page.ts';
import { listWindows } from './list-windows.ts';
import { cutRankWindows, type KnownTable } from './rank-windows.ts';
import { createReadPaces, type ReadPaces } from './read-paces.ts';

/** Reads the whole table, as fast as the budget lets it. @throws Failure */
export type ListTable = (onProgress: (fetched: number) => void, limits: CallLimits) => Promise<ListedOrders>;

export interface ListTableOptions {
  readonly list: ListOrders;
  readonly find: FindOrders;
  readonly clock: Clock;
  readonly log: Log;
}

/** One reading of the table. */
interface Reading {
  readonly limits: CallLimits;
  readonly paces: ReadPaces;
  /** Ids of records that were there before, as far as known. */
  readonly ids: readonly string[];
  onProgress(fetched: number): void;
}

/**
 * One page after the other spends the time between two calls waiting; windows of the table read at the same time
 * spend it calling. They are cut from what the last read found, and before the first read from what the first page
 * tells of the size. Where a base does not take them, or is no faster for them, it is read page by page.
 */
export function createListTable(options: ListTableOptions): ListTable {
  const paces = createReadPaces(options.clock);
  let ids: readonly string[] | null = null;

  return async (onProgress, limits) => {
    const reading = { limits, paces, ids: ids ?? [], onProgress: onlyForward(onProgress) };
    const listed =
      ids === null ? await readUnknown(options, reading) : await readKnown(options, reading, { ids });
    ids = listed.orders.map(({ recordId }) => recordId);
    return listed;
  };
}

/** Reads by pages until the first of them tells that the table is large. */
async function readUnknown(options: ListTableOptions, reading: Reading): Promise<ListedOrders> {
  const begunAt = options.clock.now();
  let count = 0;
  const beginning = await listByPages(options, reading, (page, fetched) => {
    const isFirst = page.length === fetched;
    count = (isFirst ? estimateRecordCount(page.map(({ recordId }) => recordId)) : null) ?? 0;
    return cutRankWindows({ count }).length === 0;
  });
  if (beginning.isWhole) return beginning;
  reading.paces.note('one list', 1, options.clock.now() - begunAt);
  const ids = beginning.orders.map(({ recordId }) => recordId);
  return readKnown(options, { ...reading, ids }, { count });
}

async function readKnown(
  options: ListTableOptions,
  reading: Reading,
  table: KnownTable,
): Promise<ListedOrders> {
  const windows = reading.paces.faster() === 'windows' ? cutRankWindows(table) : [];
  const listed = windows.length === 0 ? null : await listByWindows(options, reading, windows);
  return listed ?? (await listByPages(options, reading, () => true));
}

async function listByPages(
  { list, clock }: ListTableOptions,
  { limits, paces, onProgress }: Reading,
  goesOn: (page: readonly OrderFields[], fetched: number) => boolean,
): Promise<ListedOrders> {
  const begunAt = clock.now();
  const onPage = (page: readonly OrderFields[], fetched: number) => {
    onProgress(fetched);
    return goesOn(page, fetched);
  };
  const listed = await list({ outlastsPauses: true, onPage }, limits);
  if (listed.isWhole) paces.note('one list', pagesOf(listed), clock.now() - begunAt);
  return listed;
}

/** `null` when the base cannot be read like this. */
async function listByWindows(
  { list, find, clock, log }: ListTableOptions,
  { limits, paces, ids, onProgress }: Reading,
  windows: readonly RankWindow[],
): Promise<ListedOrders | null> {
  const begunAt = clock.now();
  try {
    const listed = await listWindows(list, { windows, onProgress }, limits);
    const isRead = typeof listed === 'object' && (await areOthersGone(find, ids, listed, limits));
    if (isRead) {
      paces.note('windows', pagesOf(listed), clock.now() - begunAt);
      return listed;
    }
    const reason = typeof listed === 'object' ? 'incomplete' : listed;
    log.warn({ reason }, 'Airtable does not list the table in parts: it is read page by page');
    paces.noteFailure('windows');
    return null;
  } catch (error) {
    if (limits.signal?.aborted !== true && mayBeOfWindows(error)) paces.noteFailure('windows');
    throw error;
  }
}

/**
 * A base may not bear several lists at once, or not the filter: without them the next read may get through. That
 * nobody can be reached, or that there were too many calls from everybody, says nothing of them.
 */
function mayBeOfWindows(error: unknown): boolean {
  return isFailure(error) && ['source-timeout', 'source-nonsense', 'source-refused'].includes(error.kind);
}

/**
 * That a filter finds every record it should is Airtable's word, and an order that a full read does not find is
 * dropped. When all that were there before were found, this costs nothing; else some of the others are looked for.
 */
async function areOthersGone(
  find: FindOrders,
  ids: readonly string[],
  { orders }: ListedOrders,
  limits: CallLimits,
): Promise<boolean> {
  const found = new Set(orders.map(({ recordId }) => recordId));
  const missing = ids.filter((id) => !found.has(id));
  const stride = Math.ceil(missing.length / MAX_PAGE_SIZE);
  const sample = missing.filter((_, index) => index % stride === 0);
  return sample.length === 0 || (await find(sample, limits)).every((order) => order === null);
}

function pagesOf({ orders }: ListedOrders): number {
  return Math.max(1, Math.ceil(orders.length / MAX_PAGE_SIZE));
}

/** A list that starts over counts from the beginning; whoever watches it should not see it go back. */
function onlyForward(onProgress: (fetched: number) => void): (fetched: number) => void {
  let most = -1;
  return (fetched) => {
    if (fetched <= most) return;
    most = fetched;
    onProgress(fetched);
  };
}
