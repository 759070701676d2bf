import * as z from 'zod/mini';
import { orderSchema } from './order.ts';

/** Answer to `GET /api/orders`. */
export const ordersPageSchema = z.object({
  orders: z.array(orderSchema),
  page: z.int(),
  pageSize: z.int(),
  total: z.int(),
  pageCount: z.int(),
});
export type OrdersPage = z.infer<typeof ordersPageSchema>;
