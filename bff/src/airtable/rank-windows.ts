import type { RankWindow } from './formula.ts';
import { END_OF_RANKS, FIRST_RANK, rankOfRecordId } from './id-rank.ts';
import { MAX_PAGE_SIZE } from './list-page.ts';

/** What is known about a table before it is read: its ids at the last read, or only how many there are. */
export type KnownTable = { readonly ids: readonly string[] } | { readonly count: number };

/**
 * Lists at a time. At 600 ms a page, four are needed to use 4.5 calls a second on average, and six so that pages that
 * take longer than the average leave no slot unused. More would end in more pages that are not full.
 */
const MAX_WINDOWS = 6;
/** Smaller tables are read in a few seconds anyway. */
const LEAST_PAGES = 10;
/** By so much a table may have grown since without one more page in each window. */
const GROWTH = 1.02;

/** Windows that take about equally many pages, the last page of each nearly full; none when one list will do. */
export function cutRankWindows(known: KnownTable): RankWindow[] {
  const ranks = 'ids' in known ? Uint16Array.from(known.ids, rankOfRecordId).sort() : null;
  const count = 'ids' in known ? known.ids.length : known.count;
  const pages = Math.ceil((count * GROWTH) / MAX_PAGE_SIZE);
  if (pages < LEAST_PAGES) return [];
  const shares = Array.from({ length: MAX_WINDOWS - 1 }, (_, index) => sharePassed(index + 1, pages));
  const limits = shares.map((share) =>
    ranks === null
      ? FIRST_RANK - 1 + Math.floor(share * (END_OF_RANKS - FIRST_RANK))
      : (ranks[Math.floor(share * ranks.length)] ?? FIRST_RANK) - 1,
  );
  const ends = [null, ...new Set(limits), null];
  return ends.slice(1).map((upTo, index) => ({ after: ends[index] ?? null, upTo }));
}

/** The share of the table that the first `windows` windows take: whole pages, no window more than one more than another. */
function sharePassed(windows: number, pages: number): number {
  const least = Math.floor(pages / MAX_WINDOWS);
  return (windows * least + Math.min(windows, pages % MAX_WINDOWS)) / pages;
}
