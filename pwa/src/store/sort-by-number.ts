/**
 * Sorts by a number, stably, blanks last both ways. The engine sorts the bare numbers; then each row goes to the place
 * of its number, rows with equal ones one after the other as they come.
 */
export function sortByNumber<T>(
  rows: readonly T[],
  descending: boolean,
  keyOf: (row: T) => number | null,
): T[] {
  const sign = descending ? -1 : 1;
  const keys = new Float64Array(rows.length);
  const blanks: T[] = [];
  rows.forEach((row, index) => {
    const key = keyOf(row);
    if (key === null) blanks.push(row);
    // The engine sorts NaN last; adding 0 keeps it from telling -0 from 0.
    keys[index] = key === null ? Number.NaN : sign * key + 0;
  });
  const count = rows.length - blanks.length;
  const sortedKeys = keys.slice().sort();
  const filled = new Uint32Array(count);
  const sorted = new Array<T>(count);
  rows.forEach((row, index) => {
    const key = keys[index] ?? Number.NaN;
    if (Number.isNaN(key)) return;
    const first = firstPlaceOf(sortedKeys, key, count);
    const before = filled[first] ?? 0;
    filled[first] = before + 1;
    sorted[first + before] = row;
  });
  return blanks.length === 0 ? sorted : sorted.concat(blanks);
}

function firstPlaceOf(sortedKeys: Float64Array, key: number, count: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sortedKeys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
