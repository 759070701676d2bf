import type { Changes, OrderFields } from '@orders/contract';
import type { SnapshotKeeper } from '../../src/application/snapshot-keeper.ts';
import { changesSince } from '../../src/domain/change-cursor.ts';

/** A client that keeps a copy by the changes feed, page by page, and starts over when told to. */
export class CopyingClient {
  readonly #copy = new Map<string, OrderFields>();
  readonly #pageSize: number;
  #cursor: string | null = null;
  resets = 0;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  /** Asks until there is no more. */
  follow(keeper: SnapshotKeeper): void {
    while (this.step(keeper));
  }

  /** Asks for one page; `false` when there is no more for now. */
  step(keeper: SnapshotKeeper): boolean {
    if (keeper.table === null) return false;
    const answer: Changes = changesSince(keeper.table, this.#cursor, this.#pageSize);
    if (answer.reset) {
      this.#copy.clear();
      this.#cursor = null;
      this.resets++;
      return true;
    }
    for (const order of answer.orders) this.#copy.set(order.recordId, order);
    for (const recordId of answer.removed) this.#copy.delete(recordId);
    this.#cursor = answer.cursor;
    return answer.more;
  }

  /** What is different from the table: nothing, once it has followed to the end. */
  differences(keeper: SnapshotKeeper): string[] {
    const rows = new Map(Array.from(keeper.table?.rows() ?? [], ({ order }) => [order.recordId, order]));
    const ids = new Set([...rows.keys(), ...this.#copy.keys()]);
    return [...ids].filter((id) => JSON.stringify(rows.get(id)) !== JSON.stringify(this.#copy.get(id)));
  }
}
