import type { Order } from '@orders/contract';

/** Of the texts in the packs. */
export const PACK_FORMAT = 1;

const ORDERS_PER_PACK = 1_000;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Every field of an order; what the app adds to it in memory is not stored. */
const STORED_FIELDS = [
  'recordId',
  'orderId',
  'customer',
  'status',
  'orderTotal',
  'createdAt',
  'updatedAt',
  'priority',
  'etag',
] as const satisfies readonly (keyof Order)[];

/** How many packs a table of that size is cut into. */
export function packCountFor(orders: number): number {
  return Math.max(1, Math.ceil(orders / ORDERS_PER_PACK));
}

/** The pack of an order: told from its id alone (FNV-1a), so that every window finds it without a list. */
export function packOf(recordId: string, packCount: number): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < recordId.length; index += 1) {
    hash = Math.imul(hash ^ recordId.charCodeAt(index), FNV_PRIME);
  }
  return (hash >>> 0) % packCount;
}

/** Deals orders out to packs. `wanted` leaves the other packs out. */
export function dealOut(
  orders: Iterable<Order>,
  packCount: number,
  wanted?: ReadonlySet<number>,
): Map<number, Order[]> {
  const packs = new Map<number, Order[]>();
  for (let index = 0; index < packCount; index += 1) if (wanted?.has(index) ?? true) packs.set(index, []);
  for (const order of orders) packs.get(packOf(order.recordId, packCount))?.push(order);
  return packs;
}

export function encodePack(orders: readonly Order[]): string {
  return JSON.stringify(orders, [...STORED_FIELDS]);
}

/**
 * The orders of a pack. Their shape is taken on trust: this build's format number is on the copy, and they were
 * parsed by the contract before they were stored.
 * @throws SyntaxError when the text is damaged
 */
export function decodePack(text: string): Order[] {
  return JSON.parse(text) as Order[];
}
