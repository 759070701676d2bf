import type { OrderFields } from '@orders/contract';
import { Failure } from '../domain/failures.ts';
import type { CallLimits } from './airtable-client.ts';
import { airtableProblemOf } from './airtable-failures.ts';
import { type RankWindow, recordIdRankIn } from './formula.ts';
import type { ListedOrders, ListOrders } from './list-orders.ts';

export interface WindowsListing {
  readonly windows: readonly RankWindow[];
  /** Hears how many orders there are so far. */
  onProgress(fetched: number): void;
}

/** `refused`: the base does not take the filter. `overlapping`: it takes it and answers as if there were none. */
export type ListedWindows = ListedOrders | 'refused' | 'overlapping';

/**
 * Lists all windows of a table at the same time. An order that is there throughout is in exactly one window whatever
 * happens to its cells, hence in exactly one of the lists, each frozen at its own moment; see `recordIdRankIn`. One
 * that is made or deleted meanwhile is in the result or not, as in a single list.
 *
 * A list that lost its place starts over alone; one that fails ends all of them.
 */
export async function listWindows(
  list: ListOrders,
  { windows, onProgress }: WindowsListing,
  limits: CallLimits,
): Promise<ListedWindows> {
  const windowOf = new Map<string, RankWindow>();
  const end = new AbortController();
  const signal = limits.signal === undefined ? end.signal : AbortSignal.any([limits.signal, end.signal]);

  function claim(window: RankWindow, page: readonly OrderFields[]): boolean {
    for (const { recordId } of page) {
      if ((windowOf.get(recordId) ?? window) !== window) {
        end.abort(new OverlappingWindows());
        return false;
      }
      windowOf.set(recordId, window);
    }
    onProgress(windowOf.size);
    return true;
  }

  const lists = windows.map(async (window) => {
    const onPage = (page: readonly OrderFields[]) => claim(window, page);
    try {
      return await list(
        { formula: recordIdRankIn(window), outlastsPauses: true, onPage },
        { ...limits, signal },
      );
    } catch (error) {
      end.abort(error);
      throw error;
    }
  });
  const ends = await Promise.allSettled(lists);
  if (!end.signal.aborted) return joined(ends.flatMap((each) => ('value' in each ? [each.value] : [])));
  const { reason } = end.signal;
  if (reason instanceof OverlappingWindows) return 'overlapping';
  if (airtableProblemOf(reason)?.type === 'INVALID_FILTER_BY_FORMULA') return 'refused';
  throw reason;
}

/** Never leaves this file. */
class OverlappingWindows extends Failure {
  constructor() {
    super('source-nonsense', 'Airtable answered one record to two filters of which one excludes the other.');
  }
}

/** What changes from the first of the moments on at which the lists were frozen may be missing. */
function joined(lists: readonly ListedOrders[]): ListedOrders {
  const starts = lists.map(({ startedAtMs }) => startedAtMs);
  const known = starts.filter((start) => start !== null);
  return {
    orders: lists.flatMap(({ orders }) => orders),
    startedAtMs: known.length < starts.length ? null : Math.min(...known),
    isWhole: true,
  };
}
