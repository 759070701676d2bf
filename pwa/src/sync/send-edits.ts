import type { BulkResponse } from '@orders/contract';
import { type ApiFailure, BadAnswer, isApiFailure, Refused } from '../api/api-failures.ts';
import type { BffClient, SentEdit } from '../api/bff-client.ts';
import type { Acknowledgement } from '../db/outbox.ts';
import type { OutboxEntry } from '../db/outbox-entry.ts';
import { classifyStatus } from './classify-status.ts';

/** What came of one edit that was sent. */
export type SendResult =
  | { readonly kind: 'written'; readonly answer: Acknowledgement }
  | { readonly kind: 'failed'; readonly failure: ApiFailure };

type Client = Pick<BffClient, 'patchOrder' | 'patchOrders'>;

/**
 * Sends edits, several in one request, each with a result of its own. A failure of the request is everybody's.
 * @returns `null` = the request was refused for being what it is, which is no word on any of its edits
 */
export async function sendEdits(
  client: Client,
  entries: readonly OutboxEntry[],
  signal: AbortSignal,
): Promise<SendResult[] | null> {
  const [first] = entries;
  if (first === undefined) return [];
  try {
    return entries.length === 1
      ? [await sendOne(client, first, signal)]
      : await sendTogether(client, entries, signal);
  } catch (failure) {
    if (!isApiFailure(failure)) throw failure;
    if (entries.length > 1 && isOfForm(failure)) return null;
    return entries.map(() => ({ kind: 'failed', failure }));
  }
}

async function sendOne(client: Client, entry: OutboxEntry, signal: AbortSignal): Promise<SendResult> {
  const { body: order, version } = await client.patchOrder(asSent(entry), signal);
  return order.recordId === entry.recordId ? { kind: 'written', answer: { order, version } } : OTHER_ORDER;
}

async function sendTogether(
  client: Client,
  entries: readonly OutboxEntry[],
  signal: AbortSignal,
): Promise<SendResult[]> {
  const { body, version } = await client.patchOrders(entries.map(asSent), signal);
  return entries.map((entry, index) => resultOf(entry, body.results[index], version));
}

function resultOf(
  { recordId }: OutboxEntry,
  result: BulkResponse['results'][number] | undefined,
  version: string | null,
): SendResult {
  if (result === undefined) return OTHER_ORDER;
  const { status, order, problem } = result;
  if (status >= 200 && status < 300) {
    if (order?.recordId !== recordId) return OTHER_ORDER;
    return { kind: 'written', answer: { order, version: result.version ?? version } };
  }
  if (problem === undefined) return OTHER_ORDER;
  const current = problem.current ?? null;
  return { kind: 'failed', failure: new Refused(problem, { status, retryAfterMs: null, current, version }) };
}

function asSent({ recordId, patch, baseEtag, key }: OutboxEntry): SentEdit {
  return { recordId, patch, etag: baseEtag, key };
}

/** Neither about the moment nor about who is signed in. */
function isOfForm(failure: ApiFailure): boolean {
  if (!(failure instanceof Refused)) return false;
  const verdict = classifyStatus(failure.status);
  return verdict === 'reject' || verdict === 'stale' || verdict === 'forbidden';
}

const OTHER_ORDER: SendResult = {
  kind: 'failed',
  failure: new BadAnswer('The server answered with another order.', { status: 200, isFromServer: true }),
};
