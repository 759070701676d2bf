import type { Order } from '@orders/contract';
import { BadAnswer } from '../api/api-failures.ts';
import type { BffClient } from '../api/bff-client.ts';
import type { OutboxQueue } from '../db/outbox.ts';
import type { OrderTag } from '../db/outbox-database.ts';
import type { CopyFacts } from '../db/stored-copy.ts';
import { isBehind, latestVersion } from '../store/data-version.ts';
import type { LocalCopy } from './local-copy.ts';

export interface PullOptions {
  readonly client: Pick<BffClient, 'getChanges'>;
  readonly copy: LocalCopy;
  readonly queue: Pick<OutboxQueue, 'readTags' | 'retireTags'>;
  onTransition(): Promise<void>;
}

/**
 * Brings the copy up to what the server has: the changes since the last time, or everything when there is no copy or
 * the server does not know the cursor any more. What is shown changes once, at the end. To be run under the lock.
 * @throws ApiFailure
 */
export async function pull(
  { client, copy, queue, onTransition }: PullOptions,
  signal: AbortSignal,
): Promise<void> {
  await copy.catchUp();
  // Only answers that were there before the request are surely in its answer.
  const tags = await queue.readTags().catch((): OrderTag[] => []);
  const minVersion = latestVersion(tags.map(({ version }) => version));
  const ask = { client, minVersion, signal };
  const since = copy.state?.cursor ?? null;
  const changes = (since === null ? null : await collect(ask, since)) ?? (await collectAll(ask));
  const orders = [...changes.orders.values()];
  if (changes.isWhole) await copy.replace(orders, changes.facts);
  else await copy.update(orders, [...changes.removed], changes.facts);
  const caughtUp = tags.filter(({ version }) => !isBehind(changes.facts.version, version));
  if (caughtUp.length === 0) return;
  await queue.retireTags(caughtUp);
  await onTransition();
}

interface Ask {
  readonly client: Pick<BffClient, 'getChanges'>;
  readonly minVersion: string | null;
  readonly signal: AbortSignal;
}

interface Collected {
  readonly isWhole: boolean;
  readonly orders: Map<string, Order>;
  readonly removed: Set<string>;
  readonly facts: CopyFacts;
}

async function collectAll(ask: Ask): Promise<Collected> {
  const all = await collect(ask, null);
  if (all === null)
    throw new BadAnswer('The server has nothing to begin with.', { status: 200, isFromServer: true });
  return all;
}

/** All pages from a cursor on, the later ones over the earlier; `null` = start over. */
async function collect({ client, minVersion, signal }: Ask, since: string | null): Promise<Collected | null> {
  const orders = new Map<string, Order>();
  const removed = new Set<string>();
  let cursor = since;
  while (true) {
    const { body, version, asOf } = await client.getChanges({ since: cursor, minVersion }, signal);
    if (body.reset) return null;
    for (const recordId of body.removed) {
      orders.delete(recordId);
      removed.add(recordId);
    }
    for (const order of body.orders) {
      removed.delete(order.recordId);
      orders.set(order.recordId, order);
    }
    if (!body.more) {
      return { isWhole: since === null, orders, removed, facts: { cursor: body.cursor, version, asOf } };
    }
    if (body.cursor === cursor) {
      throw new BadAnswer('The server goes round in circles.', { status: 200, isFromServer: true });
    }
    cursor = body.cursor;
  }
}
