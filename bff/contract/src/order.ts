import * as z from 'zod/mini';

/** The statuses of the data model, in its order. A base may hold others; they are passed through. */
export const ORDER_STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered', 'Cancelled'] as const;

/** The priorities of the data model, in its order. A base may hold others; they are passed through. */
export const ORDER_PRIORITIES = ['Low', 'Medium', 'High'] as const;

/** A validator as it stands in an ETag field: a quoted opaque string. */
export const entityTagSchema = z.string().check(z.regex(/^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/));

const instantSchema = z.iso.datetime();

/**
 * One order as every reader sees it. Blank cells are `null`, never missing. `orderId` is text that people typed,
 * so it can be blank or stand twice; `recordId` is the identity.
 */
export const orderSchema = z.object({
  recordId: z.string(),
  orderId: z.nullable(z.string()),
  customer: z.nullable(z.string()),
  status: z.nullable(z.string()),
  orderTotal: z.nullable(z.number()),
  createdAt: z.nullable(instantSchema),
  updatedAt: z.nullable(instantSchema),
  priority: z.nullable(z.string()),
  etag: entityTagSchema,
});

export type Order = z.infer<typeof orderSchema>;

/** Everything of an order but its validator: what the validator is computed from. */
export type OrderFields = Omit<Order, 'etag'>;

const RECORD_ID = /^rec[A-Za-z0-9]{14}$/;

/** Whether a path segment has the form of an Airtable record id. */
export function isRecordId(text: string): boolean {
  return RECORD_ID.test(text);
}

/** The name under which a person finds an order: its Order ID, or the record id where that is blank. */
export function orderLabel(order: Pick<Order, 'orderId' | 'recordId'>): string {
  return order.orderId ?? order.recordId;
}
