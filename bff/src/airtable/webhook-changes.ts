import type { OrderFields } from '@orders/contract';
import type { CallOptions, ChangesRead } from '../application/ports.ts';
import type { AirtableWebhook } from './airtable-webhook.ts';
import { type ChangeCursor, coveredUntil, formatCursor, type HookPosition } from './change-cursor.ts';
import type { FindOrders } from './find-orders.ts';
import type { ListOrders } from './list-orders.ts';
import { listModifiedOrders } from './modified-orders.ts';
import { type PayloadBacklog, readPayloadBacklog } from './payload-backlog.ts';

export interface WebhookChangesOptions {
  readonly webhook: AirtableWebhook;
  readonly list: ListOrders;
  readonly find: FindOrders;
  readonly view: string | null;
}

/** Where a read goes on from that goes by payloads. */
export interface HookCursor extends ChangeCursor {
  readonly hook: HookPosition;
}

/** Stamps are whole seconds, so a change right at the beginning of a stretch may have been before it. */
const STAMP_MARGIN_MS = 2_000;
const MAX_EXPECTED = 100;

/**
 * What changed, told by payloads: they name the records, deleted ones too, whose cells are then read anew. The cells
 * in a payload are those of its moment, and the payload of a later edit may still be on its way. k changes cost
 * ⌈k/100⌉ + 1 calls. `null` when everything must be read.
 */
export async function readWebhookChanges(
  options: WebhookChangesOptions,
  cursor: HookCursor,
  callOptions: CallOptions,
): Promise<ChangesRead | null> {
  const backlog = await readPayloadBacklog(options.webhook, cursor.hook, cursor.time, callOptions);
  if (backlog === null) return null;
  return backlog.isComplete
    ? readNamed(options, cursor, backlog, callOptions)
    : readAhead(options, cursor, backlog, callOptions);
}

async function readNamed(
  { find }: WebhookChangesOptions,
  cursor: HookCursor,
  backlog: PayloadBacklog,
  callOptions: CallOptions,
): Promise<ChangesRead> {
  const named = await findNamed(find, cursor.hook, backlog, new Set(), callOptions);
  const time = backlog.dateMs === null ? cursor.time : coveredUntil(backlog.dateMs);
  const { next } = backlog;
  const hook = { ...cursor.hook, next, isBehind: false, swept: null, expected: named.expected };
  return {
    orders: named.orders,
    removed: named.removed,
    tellsRemovals: true,
    cursor: formatCursor({ ...cursor, time, hook }),
  };
}

/** More payloads are waiting: takes over all edits up to now by their time, so that no screen waits for its turn. */
async function readAhead(
  { list, find, view }: WebhookChangesOptions,
  cursor: HookCursor,
  backlog: PayloadBacklog,
  callOptions: CallOptions,
): Promise<ChangesRead | null> {
  const modified = await listModifiedOrders({ list, find, view }, cursor.time, callOptions);
  if (modified === null) return null;
  const seen = new Set([...modified.orders.map((order) => order.recordId), ...modified.outside]);
  const named = await findNamed(find, cursor.hook, backlog, seen, callOptions);
  const swept = { from: cursor.hook.swept?.from ?? cursor.time, until: modified.until };
  const { next } = backlog;
  const hook = { ...cursor.hook, next, isBehind: true, swept, expected: named.expected };
  return {
    orders: [...modified.orders, ...named.orders],
    // The list was read after the payloads: what it holds has been restored since.
    removed: [...named.removed.filter((id) => !seen.has(id)), ...modified.outside],
    tellsRemovals: false,
    cursor: formatCursor({ ...cursor, time: modified.until, hook }),
  };
}

interface NamedOrders {
  readonly orders: readonly OrderFields[];
  readonly removed: readonly string[];
  readonly expected: string[];
}

/** Reads the records that payloads name, but for those `seen` already, now or in the stretch read ahead before. */
async function findNamed(
  find: FindOrders,
  hook: HookPosition,
  backlog: PayloadBacklog,
  seen: ReadonlySet<string>,
  callOptions: CallOptions,
): Promise<NamedOrders> {
  const changed = [...backlog.changed].filter(([, atMs]) => !isSwept(hook, atMs)).map(([id]) => id);
  const ids = [...new Set([...hook.expected, ...changed])].filter(
    (id) => !seen.has(id) && !backlog.destroyed.has(id),
  );
  const found = await find(ids, callOptions);
  const absent = ids.filter((_, index) => found[index] === null);
  // A record can be announced before it can be read: it gets one more chance.
  const expected = absent.filter((id) => backlog.created.has(id) && !hook.expected.includes(id));
  return {
    orders: found.filter((order) => order !== null),
    removed: [...backlog.destroyed, ...absent.filter((id) => !expected.includes(id))],
    expected: expected.slice(0, MAX_EXPECTED),
  };
}

function isSwept({ swept }: HookPosition, atMs: number): boolean {
  if (swept === null) return false;
  return atMs > Date.parse(swept.from) + STAMP_MARGIN_MS && atMs <= Date.parse(swept.until);
}
