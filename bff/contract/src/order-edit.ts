import * as z from 'zod/mini';
import { entityTagSchema, orderSchema } from './order.ts';
import { problemSchema } from './problem.ts';

/** The fields that people may change. */
export const EDITABLE_FIELDS = ['status', 'priority'] as const;
export type EditableField = (typeof EDITABLE_FIELDS)[number];

const OPTION_FORM = 'a text of 1 to 200 characters, or null to clear the cell';
const optionSchema = z.nullable(
  z.string(OPTION_FORM).check(z.minLength(1, OPTION_FORM), z.maxLength(200, OPTION_FORM)),
);

/** Body of `PATCH /api/orders/{orderId}`: a merge patch; `null` clears the cell. */
export const orderPatchSchema = z.strictObject({
  status: z.optional(optionSchema),
  priority: z.optional(optionSchema),
});
export type OrderPatch = z.infer<typeof orderPatchSchema>;

/** The largest number of updates in one bulk request. */
export const MAX_BULK_UPDATES = 500;

/** One entry of a bulk update; exactly one of `orderId` and `recordId` names the order. */
export const bulkUpdateSchema = z.strictObject({
  orderId: z.optional(z.string().check(z.minLength(1))),
  recordId: z.optional(z.string().check(z.minLength(1))),
  status: z.optional(optionSchema),
  priority: z.optional(optionSchema),
  ifMatch: z.optional(z.string().check(z.minLength(1))),
  idempotencyKey: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
});
export type BulkUpdate = z.infer<typeof bulkUpdateSchema>;

/** Body of `PATCH /api/orders`; each update is looked at by itself, so that a faulty one fails alone. */
export const bulkRequestSchema = z.strictObject({
  updates: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_BULK_UPDATES)),
});

/** Body of a 412: the problem and the order as it is now, so that a client can merge in one round trip. */
export const preconditionProblemSchema = z.extend(problemSchema, {
  current: z.optional(orderSchema),
  currentEtag: z.optional(entityTagSchema),
});

/** Answer to `PATCH /api/orders`: one result an update, in the order asked. */
export const bulkResponseSchema = z.object({
  results: z.array(
    z.object({
      status: z.int(),
      order: z.optional(orderSchema),
      /** Of the data that first held the change; of a repeated request the first one's. */
      version: z.optional(z.string()),
      problem: z.optional(preconditionProblemSchema),
    }),
  ),
});
export type BulkResponse = z.infer<typeof bulkResponseSchema>;

/** The fields of a patch that would really change the order. */
export function changedFields(
  order: Readonly<Record<EditableField, string | null>>,
  patch: OrderPatch,
): EditableField[] {
  return EDITABLE_FIELDS.filter((field) => patch[field] !== undefined && patch[field] !== order[field]);
}
