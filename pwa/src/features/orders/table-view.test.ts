import { expect, test } from 'vitest';
import {
  DEFAULT_VIEW,
  isFiltered,
  readTableView,
  type TableView,
  toOrderQuery,
  writeTableView,
} from './table-view.ts';

const write = (view: Partial<TableView>, search = '') =>
  writeTableView({ ...DEFAULT_VIEW, ...view }, search).toString();

test('an empty address is the default view: newest first, fifty a page', () => {
  expect(readTableView('').view).toEqual(DEFAULT_VIEW);
  expect(DEFAULT_VIEW.sort).toEqual({ field: 'createdAt', descending: true });
  expect(write({})).toBe('');
});

test.each<Partial<TableView>>([
  { searchText: 'Zoë & co' },
  { statuses: ['Pending', 'Shipped'], page: 3 },
  { statuses: [null] },
  { statuses: ['Pending', null], priorities: ['a, b', '100%'] },
  { createdFrom: '2026-11-01', createdTo: '2026-11-02', minTotal: 0, maxTotal: 99.5 },
  { sort: { field: 'orderTotal', descending: false }, pageSize: 250 },
])('%o comes back from the address as it was', (part) => {
  const view = { ...DEFAULT_VIEW, ...part };
  expect(readTableView(`?${write(part)}`)).toEqual({ view, ignored: [] });
});

test('nonsense is left out and named; the rest is understood', () => {
  const { view, ignored } = readTableView(
    '?page=-2&sort=shoe&pageSize=9999&createdFrom=yesterday&status=Pending',
  );
  expect(view).toEqual({ ...DEFAULT_VIEW, statuses: ['Pending'] });
  expect(ignored.sort()).toEqual(['createdFrom=yesterday', 'page=-2', 'pageSize=9999', 'sort=shoe']);
});

test('what does not belong to the table stays in the address', () => {
  expect(write({ page: 2 }, '?panel=edits&page=7')).toBe('panel=edits&page=2');
});

test('the search is folded as the server folds it', () => {
  expect(toOrderQuery({ ...DEFAULT_VIEW, searchText: ' Café ' }).search).toBe('cafe');
});

test('a view is filtered when it leaves orders out', () => {
  expect(isFiltered(DEFAULT_VIEW)).toBe(false);
  expect(isFiltered({ ...DEFAULT_VIEW, searchText: ' ' })).toBe(false);
  expect(isFiltered({ ...DEFAULT_VIEW, minTotal: 0 })).toBe(true);
});
