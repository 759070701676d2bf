import * as z from 'zod/mini';
import { orderSchema } from './order.ts';

/** Answer to `GET /api/orders/changes`: what a client that keeps a copy has to take over. */
export const changesSchema = z.object({
  cursor: z.string(),
  /** The cursor was unknown or too old: forget the copy and start over without `since`. */
  reset: z.boolean(),
  /** There is more: ask again with `cursor`. */
  more: z.boolean(),
  orders: z.array(orderSchema),
  removed: z.array(z.string()),
});
export type Changes = z.infer<typeof changesSchema>;
