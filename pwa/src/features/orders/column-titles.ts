import type { SortField } from '@orders/contract';

/** Column titles, in the order of the table; an id is the name under which the store sorts. */
export const COLUMN_TITLES: Record<SortField, string> = {
  orderId: 'Order',
  customer: 'Customer',
  status: 'Status',
  orderTotal: 'Total',
  priority: 'Priority',
  createdAt: 'Created',
  updatedAt: 'Updated',
};
