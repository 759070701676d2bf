import type { OrderFields } from '@orders/contract';
import { Failure } from '../domain/failures.ts';
import { hasSameFields, withEtag } from '../domain/order-etag.ts';
import type { OrderTable } from '../domain/order-table.ts';
import type { Commit, Confirmation, StoredSnapshot } from './ports.ts';

/** The records of which a replica's table and the history that it is about to join say different things. */
export function disputedRecords(table: OrderTable, stored: StoredSnapshot): string[] {
  const disputed: string[] = [];
  const storedIds = new Set<string>();
  for (const { order } of stored.orders) {
    storedIds.add(order.recordId);
    if (table.row(order.recordId)?.order.etag !== order.etag) disputed.push(order.recordId);
  }
  for (const { order } of table.rows()) if (!storedIds.has(order.recordId)) disputed.push(order.recordId);
  return disputed;
}

/**
 * What the stored history has to be told after a look at disputed records, where `null` = the record is gone.
 * @throws Failure `store-unavailable`: before the source has said what is true, the history cannot be joined
 */
export async function corrections(
  stored: StoredSnapshot,
  recordIds: readonly string[],
  lookUp: (recordIds: readonly string[]) => Promise<(OrderFields | null)[]>,
): Promise<Pick<Commit, 'upserts' | 'removed'>> {
  const found = await lookUp(recordIds).catch((cause: unknown) => {
    throw new Failure('store-unavailable', 'the shared history cannot be joined yet', { cause });
  });
  const disputed = new Set(recordIds);
  const known = new Map(
    stored.orders.flatMap(({ order }) => (disputed.has(order.recordId) ? [[order.recordId, order]] : [])),
  );
  const isNews = (order: OrderFields) => {
    const before = known.get(order.recordId);
    return before === undefined || !hasSameFields(before, order);
  };
  return {
    upserts: found.flatMap((order) => (order !== null && isNews(order) ? [withEtag(order)] : [])),
    removed: recordIds.filter((recordId, index) => found[index] === null && known.has(recordId)),
  };
}

/** A history that begins with one replica's table may lack what others knew: the next read is of everything. */
export function toBeReadAnew(confirmation: Confirmation | null): Confirmation | null {
  if (confirmation === null || confirmation.fullReadAt === confirmation.asOf) return confirmation;
  return { ...confirmation, fullReadAt: 0 };
}
