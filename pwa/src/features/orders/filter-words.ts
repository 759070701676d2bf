import type { Formats } from '../../format/formats.ts';
import { BLANK } from '../../format/option-look.tsx';
import { COLUMN_TITLES } from './column-titles.ts';
import type { TableView } from './table-view.ts';

/** What a view leaves out and how it is sorted, in words, for paper: one text a filter. */
export function filterWords(view: TableView, formats: Pick<Formats, 'day' | 'money'>): string[] {
  const { searchText, statuses, priorities, customers, createdFrom, createdTo, minTotal, maxTotal } = view;
  const options = (values: readonly (string | null)[]) => values.map((value) => value ?? BLANK).join(', ');
  const words = [
    searchText.trim() === '' ? null : `Search: “${searchText.trim()}”`,
    statuses.length === 0 ? null : `Status: ${options(statuses)}`,
    priorities.length === 0 ? null : `Priority: ${options(priorities)}`,
    customers.length === 0 ? null : `Customer: ${options(customers)}`,
    rangeWords('Created', createdFrom, createdTo, formats.day),
    rangeWords('Total', minTotal, maxTotal, formats.money),
    view.updatedFrom === null ? null : `Changed since: ${formats.day(view.updatedFrom)}`,
    view.hasEdit ? 'With edits that wait' : null,
    `Sorted by: ${[view.sort, ...view.thenBy].map(sortWords).join(', then ')}`,
  ];
  return words.filter((text) => text !== null);
}

function sortWords({ field, descending }: TableView['sort']): string {
  return `${COLUMN_TITLES[field]}, ${descending ? 'downwards' : 'upwards'}`;
}

function rangeWords<T>(
  title: string,
  from: T | null,
  to: T | null,
  write: (value: T) => string,
): string | null {
  if (from === null && to === null) return null;
  if (from !== null && from === to) return `${title}: ${write(from)}`;
  const parts = [from === null ? null : `from ${write(from)}`, to === null ? null : `up to ${write(to)}`];
  return `${title}: ${parts.filter((part) => part !== null).join(' ')}`;
}
