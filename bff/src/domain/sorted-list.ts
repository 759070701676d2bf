/** Compares two items of a total order: 0 only for the same item. */
export type TotalOrder<T> = (left: T, right: T) => number;

/** Share of a list that must change before sorting in one go beats moving items one by one. */
const BULK_SHARE = 1 / 64;

/** A list kept in order while items come and go. */
export class SortedList<T> {
  readonly #compare: TotalOrder<T>;
  #items: T[];

  constructor(compare: TotalOrder<T>, items: readonly T[] = []) {
    this.#compare = compare;
    this.#items = [...items].sort(compare);
  }

  get items(): readonly T[] {
    return this.#items;
  }

  /** Takes out `removed` (they must be in the list as they were sorted) and puts in `added`. */
  replace(removed: readonly T[], added: readonly T[]): void {
    if (removed.length + added.length > Math.max(8, this.#items.length * BULK_SHARE)) {
      this.#replaceMany(removed, added);
      return;
    }
    for (const item of removed) {
      const index = this.firstAtOrAfter(item);
      if (this.#items[index] === item) this.#items.splice(index, 1);
    }
    for (const item of added) this.#items.splice(this.firstAtOrAfter(item), 0, item);
  }

  /** Index of the first item that does not come before `probe`; the length when all do. */
  firstAtOrAfter(probe: T): number {
    return this.#partitionPoint((item) => this.#compare(item, probe) < 0);
  }

  /** Index of the first item that comes after `probe`. */
  firstAfter(probe: T): number {
    return this.#partitionPoint((item) => this.#compare(item, probe) <= 0);
  }

  #partitionPoint(comesBefore: (item: T) => boolean): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comesBefore(this.#items[middle] as T)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Sorts only what came and looks up where it belongs; the rest is copied, since comparing texts is what costs. */
  #replaceMany(removed: readonly T[], added: readonly T[]): void {
    const items = this.#items;
    const gone = new Set(removed);
    const merged: T[] = [];
    let next = 0;
    const copyUpTo = (end: number) => {
      for (; next < end; next++) if (!gone.has(items[next] as T)) merged.push(items[next] as T);
    };
    for (const item of [...added].sort(this.#compare)) {
      copyUpTo(this.firstAtOrAfter(item));
      merged.push(item);
    }
    copyUpTo(items.length);
    this.#items = merged;
  }
}
