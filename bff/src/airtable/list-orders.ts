import type { OrderFields } from '@orders/contract';
import type { Clock } from '../application/ports.ts';
import { Failure, isFailure } from '../domain/failures.ts';
import type { CallLimits } from './airtable-client.ts';
import { airtableProblemOf, failureOfAbort, failureOfNonsense } from './airtable-failures.ts';
import { mappedFields } from './field-mapping.ts';
import { type ListedPage, type Listing, listPage } from './list-page.ts';
import type { ReadCall } from './read-retries.ts';
import type { RecordReader } from './record-reader.ts';
import type { TableAddress } from './table-address.ts';
import type { ResolvedFields, TableFields } from './table-fields.ts';

export interface OrderListing extends Pick<Listing, 'formula' | 'pageSize'> {
  /** Whether records outside the view count too. */
  readonly isWholeTable?: boolean;
  /** Whether a pause after too many calls is waited for once there are pages that would be lost. */
  readonly outlastsPauses?: boolean;
  /** Hears of the orders of each page and of how many there are so far; `false` ends the listing there. */
  readonly onPage?: (page: readonly OrderFields[], fetched: number) => boolean;
}

export interface ListedOrders {
  readonly orders: readonly OrderFields[];
  /** Airtable's clock at the first answer: what changes from then on may be missing. `null` when it did not say. */
  readonly startedAtMs: number | null;
  /** Whether it went on to the last page. */
  readonly isWhole: boolean;
}

/** Lists orders to the last page. @throws Failure */
export type ListOrders = (listing: OrderListing, limits: CallLimits) => Promise<ListedOrders>;

export interface ListOrdersOptions {
  readonly call: ReadCall;
  readonly address: TableAddress;
  readonly reader: RecordReader;
  readonly fields: Pick<TableFields, 'current'>;
  /** Id or name of the view that narrows the table. */
  readonly view?: string | null;
  readonly clock: Clock;
}

/** An offset dies when Airtable restarts or nobody used it for a while. */
const MAX_STARTS = 4;
/** More pages in a row without one new record are a loop; deleting leaves a few empty ones at the most. */
const MAX_BARREN_PAGES = 20;
const RESTART_RETRY_MS = 10_000;
/** A base that throttles again and again before the next page is somebody else's to mend. */
const MAX_PAUSES_A_PAGE = 3;

/** The ids are frozen with the first page, so a listing that lost its offset starts over. */
export function createListOrders(options: ListOrdersOptions): ListOrders {
  return async (listing, limits) => {
    for (let start = 1; start < MAX_STARTS; start += 1) {
      try {
        return await listOnce(options, listing, limits);
      } catch (error) {
        if (!isLostOffset(error)) throw error;
      }
    }
    return listOnce(options, listing, limits).catch((error: unknown) => {
      throw isLostOffset(error) ? keepsLosing(error) : error;
    });
  };
}

async function listOnce(
  options: ListOrdersOptions,
  listing: OrderListing,
  limits: CallLimits,
): Promise<ListedOrders> {
  const orders = new Map<string, OrderFields>();
  const offsets = new Set<string>();
  // An offset goes on with the fields of its list, whatever becomes of them meanwhile.
  const fields = options.fields.current();
  let barrenPages = 0;
  let startedAtMs: number | null = null;
  let offset: string | null = null;
  do {
    const page: ListedPage = await nextPage(options, { listing, fields, offset }, limits);
    if (offsets.size === 0) startedAtMs = page.dateMs;
    const sizeBefore = orders.size;
    const read = collect(page.records, { reader: options.reader, fields }, orders);
    const goesOn = listing.onPage?.(read, orders.size) ?? true;
    if (!goesOn) return { orders: [...orders.values()], startedAtMs, isWhole: false };
    barrenPages = orders.size > sizeBefore ? 0 : barrenPages + 1;
    offset = page.offset;
    if (offset !== null && (offsets.has(offset) || barrenPages > MAX_BARREN_PAGES)) {
      throw failureOfNonsense('a list that never ends', 'read');
    }
    if (offset !== null) offsets.add(offset);
  } while (offset !== null);
  return { orders: [...orders.values()], startedAtMs, isWhole: true };
}

/** An offset outlives a pause of half a minute, so what was read before it need not be read again. */
async function nextPage(
  { call, address, clock, view = null }: ListOrdersOptions,
  { listing, fields, offset }: { listing: OrderListing; fields: ResolvedFields; offset: string | null },
  limits: CallLimits,
): Promise<ListedPage> {
  const { isWholeTable = false, outlastsPauses, onPage: _, ...rest } = listing;
  const asked = {
    ...rest,
    fields: mappedFields(fields.mapping),
    areIds: fields.areIds,
    view: isWholeTable ? null : view,
  };
  for (let pauses = 0; ; pauses += 1) {
    try {
      return await listPage(call, address, asked, offset, limits);
    } catch (error) {
      const isPause = isFailure(error) && error.kind === 'source-throttled';
      const isWorthIt = outlastsPauses === true && offset !== null && pauses < MAX_PAUSES_A_PAGE;
      if (!isPause || !isWorthIt) throw error;
      await clock.sleep(error.retryAfterMs ?? 0, limits.signal).catch((reason: unknown) => {
        throw failureOfAbort(reason, false);
      });
    }
  }
}

/**
 * Whoever leaves out a record that cannot be told from others takes its order for deleted, so there is no whole list
 * with such a one. The ids of a list are frozen: one that comes twice stands in another's place.
 */
function collect(
  records: readonly unknown[],
  { reader, fields }: { reader: RecordReader; fields: ResolvedFields },
  orders: Map<string, OrderFields>,
): OrderFields[] {
  return records.map((record) => {
    const order = reader.read(record, fields);
    if (order === null) throw failureOfNonsense('a record without an id', 'read');
    if (orders.has(order.recordId)) throw failureOfNonsense('a list with one record twice', 'read');
    orders.set(order.recordId, order);
    return order;
  });
}

function isLostOffset(error: unknown): boolean {
  const type = airtableProblemOf(error)?.type;
  return type === 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' || type === 'INVALID_OFFSET_VALUE';
}

function keepsLosing(cause: unknown): Failure {
  const text = 'Airtable forgot its place in the list again and again.';
  return new Failure('source-unreachable', text, { cause, retryAfterMs: RESTART_RETRY_MS });
}
