import type { OrderFields } from '@orders/contract';
import { recordIdOf } from '@orders/contract/testing';

const CUSTOMERS = [
  'Zürich AG',
  'zurich ag',
  'Item 10',
  'item 9',
  'ÉCOLE Normale',
  'école normale',
  'Åse Berg',
  'مكتبة الأمل',
  '😀 Shop',
  'O’Brien & Sons <b>',
  'İstanbul Çay',
  null,
  'zebra',
];
const ORDER_IDS = ['ORD-000010', 'ord-10', 'ORD-9', null, 'ORD/7', 'Ö-1', 'ORD-000010'];
const STATUSES = [
  'Pending',
  'Processing',
  'Shipped',
  'Delivered',
  'Cancelled',
  null,
  'On hold',
  'awaiting stock',
];
const PRIORITIES = ['High', 'Low', null, 'Medium', 'Urgent'];
const TOTALS = [0, 19.99, null, -5.25, 0.1, 0.2, 1_000_000.01, 19.99, 20];
const START = Date.UTC(2026, 9, 24, 20);

/** A mix of all that is awkward: equal values, blanks, other options, other scripts, cents, midnights. */
export function mixedOrders(count = 180): OrderFields[] {
  return Array.from({ length: count }, (_, index) => ({
    // Ids that do not rise with anything else, so that a tie settled in another way is seen.
    recordId: recordIdOf((index * 7_919) % 10_007),
    orderId: pick(ORDER_IDS, index) ?? (index % 2 === 0 ? null : `ORD-${index}`),
    customer: pick(CUSTOMERS, index * 5),
    status: pick(STATUSES, index * 3),
    priority: pick(PRIORITIES, index * 2),
    orderTotal: pick(TOTALS, index * 4),
    createdAt: index % 17 === 5 ? null : new Date(START + (index % 60) * 1_800_000).toISOString(),
    updatedAt: index % 19 === 3 ? null : new Date(START + (index % 23) * 3_600_000).toISOString(),
  }));
}

function pick<T>(values: readonly T[], index: number): T {
  return values[index % values.length] as T;
}
