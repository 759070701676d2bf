import { formatSort, type OrderSort, parseSort } from '@orders/contract';

/**
 * An empty element stands for a blank cell: `status=Pending,` is pending or blank, `status=,` blank alone. A comma
 * inside a value is escaped once more.
 */
export function readList(text: string | undefined): (string | null)[] {
  if (text === undefined) return [];
  const values = text === ',' ? [''] : text.split(',');
  return [...new Set(values)].map((value) => (value === '' ? null : value.replaceAll('%2C', ',')));
}

export function writeList(values: readonly (string | null)[]): string {
  const text = values.map((value) => value?.replaceAll(',', '%2C') ?? '').join(',');
  return values.length === 1 && text === '' ? ',' : text;
}

/** Sorts in the order of their weight. What is none, or stands twice, is left out and named in `ignored`. */
export function readSorts(text: string | undefined): { sorts: OrderSort[]; ignored: string[] } {
  const sorts: OrderSort[] = [];
  const ignored: string[] = [];
  for (const part of text?.split(',') ?? []) {
    const sort = parseSort(part);
    if (sort === null || sorts.some(({ field }) => field === sort.field)) ignored.push(`sort=${part}`);
    else sorts.push(sort);
  }
  return { sorts, ignored };
}

export function writeSorts(sorts: readonly OrderSort[]): string {
  const isFirst = ({ field }: OrderSort, index: number) =>
    sorts.findIndex((other) => other.field === field) === index;
  return sorts.filter(isFirst).map(formatSort).join();
}
