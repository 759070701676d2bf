/**
 * Sorts by a text, stably, blanks last both ways. Rows that have a key (one byte a character, above 0) are sorted by
 * the engine without a call back: as key, zero, and the row's place in three characters, which settles ties. The few
 * others are put among them by comparing the texts themselves.
 */
export function sortByText<T>(
  rows: readonly T[],
  descending: boolean,
  keyOf: (row: T) => string | null,
  textOf: (row: T) => string | null,
  compare: (left: string, right: string) => number,
): T[] {
  const composites: string[] = [];
  const others: number[] = [];
  const blanks: T[] = [];
  rows.forEach((row, index) => {
    const key = keyOf(row);
    if (key !== null) composites.push(key + placeText(index));
    else if (textOf(row) === null) blanks.push(row);
    else others.push(index);
  });
  composites.sort();
  const textAt = (index: number) => textOf(rows[index] as T) ?? '';
  const places = Uint32Array.from(composites, placeIn);
  const ascending = others.length === 0 ? places : putAmong(places, others, textAt, compare);
  const sorted = Array.from(ascending, (index) => rows[index] as T);
  const isEqual = (left: T, right: T) => {
    const [leftKey, rightKey] = [keyOf(left), keyOf(right)];
    if (leftKey !== null && rightKey !== null) return leftKey === rightKey;
    return compare(textOf(left) ?? '', textOf(right) ?? '') === 0;
  };
  return (descending ? reversed(sorted, isEqual) : sorted).concat(blanks);
}

const PLACE_LENGTH = 4;

function placeText(index: number): string {
  return String.fromCharCode(0, (index >>> 16) & 0xff, (index >>> 8) & 0xff, index & 0xff);
}

function placeIn(composite: string): number {
  const end = composite.length - PLACE_LENGTH;
  return (
    (composite.charCodeAt(end + 1) << 16) |
    (composite.charCodeAt(end + 2) << 8) |
    composite.charCodeAt(end + 3)
  );
}

function putAmong(
  places: Uint32Array,
  others: number[],
  textAt: (index: number) => string,
  compare: (left: string, right: string) => number,
): number[] {
  const isBefore = (left: number, right: number) => {
    const order = compare(textAt(left), textAt(right));
    return order < 0 || (order === 0 && left < right);
  };
  others.sort((left, right) => (isBefore(left, right) ? -1 : 1));
  const merged: number[] = [];
  let from = 0;
  for (const other of others) {
    let low = from;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(places[middle] ?? 0, other)) low = middle + 1;
      else high = middle;
    }
    for (; from < low; from += 1) merged.push(places[from] ?? 0);
    merged.push(other);
  }
  for (; from < places.length; from += 1) merged.push(places[from] ?? 0);
  return merged;
}

/** The other way round, but rows that are equal stay in the order they had. */
function reversed<T>(rows: readonly T[], isEqual: (left: T, right: T) => boolean): T[] {
  const turned: T[] = [];
  let end = rows.length;
  while (end > 0) {
    let start = end - 1;
    while (start > 0 && isEqual(rows[start - 1] as T, rows[end - 1] as T)) start -= 1;
    for (let index = start; index < end; index += 1) turned.push(rows[index] as T);
    end = start;
  }
  return turned;
}
