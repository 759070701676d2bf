import type { Order, OrderFields } from '../src/index.ts';

/** A valid record id made from a number: same number, same id. */
export function recordIdOf(number: number): string {
  return `rec${number.toString(36).padStart(14, '0')}`;
}

/** A valid order for tests; `number` makes it unique, `fields` says what the test is about. */
export function makeOrder(number: number, fields: Partial<Order> = {}): Order {
  return { ...makeOrderFields(number), etag: `"etag-${number}"`, ...fields };
}

/** The same without the validator, as an order source delivers it. */
export function makeOrderFields(number: number, fields: Partial<OrderFields> = {}): OrderFields {
  return {
    recordId: recordIdOf(number),
    orderId: `ORD-${String(number).padStart(6, '0')}`,
    customer: `Customer ${number % 17}`,
    status: 'Pending',
    orderTotal: number + 0.25,
    createdAt: new Date(Date.UTC(2026, 10, 1) + number * 60_000).toISOString(),
    updatedAt: new Date(Date.UTC(2026, 10, 2) + number * 60_000).toISOString(),
    priority: 'Medium',
    ...fields,
  };
}
