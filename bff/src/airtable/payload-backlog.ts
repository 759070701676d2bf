import type { CallOptions } from '../application/ports.ts';
import type { AirtableWebhook } from './airtable-webhook.ts';
import type { HookPosition } from './change-cursor.ts';
import type { PayloadPage } from './webhook-payload.ts';

/** What the payloads read so far say, taken together. */
export interface PayloadBacklog {
  /** Records that are still there, with the epoch ms of their last change. */
  readonly changed: ReadonlyMap<string, number>;
  readonly created: ReadonlySet<string>;
  readonly destroyed: ReadonlySet<string>;
  readonly next: number;
  /** Nothing was left behind them. */
  readonly isComplete: boolean;
  readonly dateMs: number | null;
}

/** Payloads are kept for seven days and then missing without a word. */
const KEPT_MS = 6 * 24 * 3_600_000;
/** Payloads older than this are read at a stroke or given up: deletions in them have waited long enough. */
const LATE_MS = 15 * 60_000;
const MAX_PAGES = { first: 1, following: 4, late: 10 };

/**
 * Reads payloads, and not all at any price: a page tells of fifty edits, a list of modified orders of a hundred. Of a
 * burst the first page is read and the rest left for the next times, when only its deletions are still news.
 *
 * @returns `null` when reading everything anew is what is left: the webhook is gone, or too much has piled up
 */
export async function readPayloadBacklog(
  webhook: AirtableWebhook,
  start: HookPosition,
  since: string,
  callOptions: CallOptions,
): Promise<PayloadBacklog | null> {
  const tally = {
    changed: new Map<string, number>(),
    created: new Set<string>(),
    destroyed: new Set<string>(),
  };
  let next = start.next;
  for (let pages = 1; ; pages += 1) {
    const answer = await webhook.read({ ...start, next }, callOptions);
    if (answer === null) return null;
    const { page, dateMs } = answer;
    if (dateMs !== null && dateMs - Date.parse(since) > KEPT_MS) return null;
    merge(tally, page);
    const isComplete = !page.hasMore || page.next <= next;
    next = page.next;
    if (isComplete) return { ...tally, next, isComplete, dateMs };
    const isLate = dateMs !== null && page.lastAtMs !== null && dateMs - page.lastAtMs > LATE_MS;
    const maxPages = isLate ? MAX_PAGES.late : start.isBehind ? MAX_PAGES.following : MAX_PAGES.first;
    if (pages >= maxPages) return isLate ? null : { ...tally, next, isComplete, dateMs };
  }
}

interface Tally {
  readonly changed: Map<string, number>;
  readonly created: Set<string>;
  readonly destroyed: Set<string>;
}

/** A later page outranks an earlier one: a deleted record can be restored, a new one deleted. */
function merge(tally: Tally, page: PayloadPage): void {
  for (const [id, atMs] of page.changed) {
    tally.changed.set(id, atMs);
    tally.destroyed.delete(id);
  }
  for (const id of page.created) tally.created.add(id);
  for (const id of page.destroyed) {
    tally.changed.delete(id);
    tally.created.delete(id);
    tally.destroyed.add(id);
  }
}
