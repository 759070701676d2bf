import { createHash } from 'node:crypto';
import type { Order, OrderFields } from '@orders/contract';

/**
 * Gives an order its strong validator: a digest of every other field, so that it changes exactly when one of them
 * does, on every replica and after every restart alike.
 */
export function withEtag(fields: OrderFields): Order {
  return {
    recordId: fields.recordId,
    orderId: fields.orderId,
    customer: fields.customer,
    status: fields.status,
    orderTotal: fields.orderTotal,
    createdAt: fields.createdAt,
    updatedAt: fields.updatedAt,
    priority: fields.priority,
    etag: `"${contentDigest(JSON.stringify(canonical(fields)))}"`,
  };
}

/** Whether two orders show the same. */
export function hasSameFields(left: OrderFields, right: OrderFields): boolean {
  return (
    left.recordId === right.recordId &&
    left.orderId === right.orderId &&
    left.customer === right.customer &&
    left.status === right.status &&
    left.orderTotal === right.orderTotal &&
    left.createdAt === right.createdAt &&
    left.updatedAt === right.updatedAt &&
    left.priority === right.priority
  );
}

/** 128 bits of SHA-256 as 22 characters that need no escaping in an entity tag. */
export function contentDigest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}

function canonical(fields: OrderFields): unknown[] {
  return [
    fields.recordId,
    fields.orderId,
    fields.customer,
    fields.status,
    fields.orderTotal,
    fields.createdAt,
    fields.updatedAt,
    fields.priority,
  ];
}
