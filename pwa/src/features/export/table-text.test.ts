import type { Order } from '@orders/contract';
import { expect, test } from 'vitest';
import { tableText } from './table-text.ts';

const order: Order = {
  recordId: 'rec1',
  orderId: 'ORD-1',
  customer: '=<b>\t& "Co"',
  status: 'Pending',
  orderTotal: -12.5,
  createdAt: '2026-06-30T23:30:00.000Z',
  updatedAt: null,
  priority: null,
  etag: '"1"',
};
const columns = [
  { field: 'orderId', title: 'Order' },
  { field: 'customer', title: 'Customer' },
  { field: 'orderTotal', title: 'Total' },
  { field: 'createdAt', title: 'Created' },
  { field: 'updatedAt', title: 'Updated' },
] as const;

test('a table goes out as text and as markup, in the reporting zone, with its units and nothing that acts', () => {
  const { plain, html } = tableText([order], columns, { timeZone: 'Europe/Berlin', currency: 'EUR' });
  expect(plain.split('\r\n').map((line) => line.split('\t'))).toEqual([
    ['Order', 'Customer', 'Total (EUR)', 'Created (Europe/Berlin)', 'Updated (Europe/Berlin)'],
    ['ORD-1', '\'=<b> & "Co"', '-12.5', '2026-07-01 01:30:00', ''],
  ]);
  expect(html).toBe(
    '<table><thead><tr><th>Order</th><th>Customer</th><th>Total (EUR)</th><th>Created (Europe/Berlin)</th>' +
      '<th>Updated (Europe/Berlin)</th></tr></thead><tbody><tr><td>ORD-1</td>' +
      '<td>\'=&lt;b&gt; &amp; "Co"</td><td>-12.5</td><td>2026-07-01 01:30:00</td><td></td></tr></tbody></table>',
  );
});
