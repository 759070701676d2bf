import type { Order } from '@orders/contract';

type Named = Pick<Order, 'recordId' | 'orderId'>;

/** Which Order IDs are unique: only those stand for an order. */
export class LabelIndex {
  /** The record that has an Order ID, or all of them where there are several. */
  readonly #holders = new Map<string, string | Set<string>>();

  add({ orderId, recordId }: Named): void {
    if (orderId === null) return;
    const holder = this.#holders.get(orderId);
    if (holder === undefined) this.#holders.set(orderId, recordId);
    else if (typeof holder !== 'string') holder.add(recordId);
    else if (holder !== recordId) this.#holders.set(orderId, new Set([holder, recordId]));
  }

  remove({ orderId, recordId }: Named): void {
    if (orderId === null) return;
    const holder = this.#holders.get(orderId);
    if (holder === recordId) this.#holders.delete(orderId);
    if (holder === undefined || typeof holder === 'string') return;
    holder.delete(recordId);
    const [only] = holder;
    if (holder.size === 1 && only !== undefined) this.#holders.set(orderId, only);
  }

  /** The record id of the one order that has this Order ID; `null` = none or several. */
  recordIdOf(orderId: string): string | null {
    const holder = this.#holders.get(orderId);
    return typeof holder === 'string' ? holder : null;
  }

  labelOf({ orderId, recordId }: Named): string {
    return orderId !== null && orderId !== '' && this.recordIdOf(orderId) === recordId ? orderId : recordId;
  }
}
