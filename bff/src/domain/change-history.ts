import type { OrderRow } from './order-row.ts';
import { SortedList } from './sorted-list.ts';

/** A record that is gone, and the commit that removed it. */
export interface Tombstone {
  readonly recordId: string;
  readonly seq: number;
}

/** A place in the history: everything up to and including this entry has been seen. */
export interface HistoryPosition {
  readonly seq: number;
  /** Last record seen of that commit; `null` = all of it. */
  readonly recordId: string | null;
}

/**
 * The newest change of every record in the order in which they happened. A record that changes again moves to the
 * end, so a reader who walks through it sees each record's latest state once and misses none, whatever is committed
 * while it walks.
 */
export class ChangeHistory {
  readonly #rows = new SortedList<OrderRow>(byHistory);
  readonly #tombstones = new SortedList<Tombstone>(byHistory);
  readonly #buried = new Map<string, Tombstone>();
  readonly #maxTombstones: number;
  #floor = 0;

  constructor(maxTombstones: number) {
    this.#maxTombstones = maxTombstones;
  }

  /** Positions before this commit may have missed a removal that is forgotten by now. */
  get floor(): number {
    return this.#floor;
  }

  get tombstones(): readonly Tombstone[] {
    return this.#tombstones.items;
  }

  /** Whether a record is known to have been removed by a commit after `seq`. */
  removedAfter(recordId: string, seq: number): boolean {
    return (this.#buried.get(recordId)?.seq ?? 0) > seq;
  }

  replace(before: readonly OrderRow[], after: readonly OrderRow[], removed: readonly Tombstone[]): void {
    this.#rows.replace(before, after);
    const risen = [...after, ...removed].flatMap(({ recordId }) => this.#buried.get(recordId) ?? []);
    this.#tombstones.replace(risen, removed);
    for (const { recordId } of risen) this.#buried.delete(recordId);
    for (const tombstone of removed) this.#buried.set(tombstone.recordId, tombstone);
    this.#forgetOldest();
  }

  /** Up to `limit` entries after a position, oldest first, and whether there are more. */
  after(position: HistoryPosition, limit: number): { entries: (OrderRow | Tombstone)[]; more: boolean } {
    const probe = { seq: position.seq, recordId: position.recordId ?? '\uffff' };
    const rows = this.#rows.items;
    const stones = this.#tombstones.items;
    let row = this.#rows.firstAfter(probe as OrderRow);
    let stone = this.#tombstones.firstAfter(probe);
    const entries: (OrderRow | Tombstone)[] = [];
    while (entries.length < limit) {
      const nextRow = rows[row];
      const nextStone = stones[stone];
      if (nextRow !== undefined && (nextStone === undefined || byHistory(nextRow, nextStone) < 0)) {
        entries.push(nextRow);
        row++;
      } else if (nextStone !== undefined) {
        entries.push(nextStone);
        stone++;
      } else break;
    }
    return { entries, more: row < rows.length || stone < stones.length };
  }

  #forgetOldest(): void {
    const excess = this.#tombstones.items.length - this.#maxTombstones;
    if (excess <= 0) return;
    const forgotten = this.#tombstones.items.slice(0, excess);
    this.#tombstones.replace(forgotten, []);
    for (const { recordId, seq } of forgotten) {
      this.#buried.delete(recordId);
      this.#floor = Math.max(this.#floor, seq);
    }
  }
}

function byHistory(left: Tombstone, right: Tombstone): number {
  if (left.seq !== right.seq) return left.seq - right.seq;
  return left.recordId < right.recordId ? -1 : left.recordId > right.recordId ? 1 : 0;
}
