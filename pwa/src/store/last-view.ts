import { MAX_QUERY_LENGTH } from './saved-views.ts';

type Memory = Pick<Storage, 'getItem'> | null;

/** Where it is kept which view a person had open last. */
export function lastViewKey(subject: string): string {
  return `orders:last-view:${subject}`;
}

/** The query string of the view that was open last, with its question mark; empty = none, or nothing of the kind. */
export function readLastView(storage: Memory, subject: string): string {
  const search = storage?.getItem(lastViewKey(subject)) ?? '';
  return search.startsWith('?') && search.length <= MAX_QUERY_LENGTH ? search : '';
}
