import { EMPTY_FILTER } from '@orders/contract';
import { expect, test } from 'vitest';
import { periodAsOf } from './created-period.ts';
import {
  DEFAULT_VIEW,
  isFiltered,
  readTableView,
  type TableView,
  toOrderQuery,
  writeTableView,
} from './table-view.ts';

const TODAY = '2026-11-23';
const write = (view: Partial<TableView>, search = '') =>
  writeTableView({ ...DEFAULT_VIEW, ...view }, search).toString();

test('an empty address is the default view: newest first, fifty a page', () => {
  expect(readTableView('', TODAY).view).toEqual(DEFAULT_VIEW);
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
  { sort: DEFAULT_VIEW.sort, thenBy: [{ field: 'customer', descending: false }] },
  { customers: ['Acme, Inc.', '100 %', null] },
  { customers: [null] },
  { updatedFrom: TODAY, hasEdit: true },
  { period: periodAsOf('7days', TODAY), createdFrom: '2026-11-17', createdTo: TODAY },
])('%o comes back from the address as it was', (part) => {
  const view = { ...DEFAULT_VIEW, ...part };
  expect(readTableView(`?${write(part)}`, TODAY)).toEqual({ view, ignored: [] });
});

test('nonsense is left out and named; the rest is understood', () => {
  const { view, ignored } = readTableView(
    '?page=-2&sort=shoe&pageSize=9999&createdFrom=yesterday&status=Pending',
    TODAY,
  );
  expect(view).toEqual({ ...DEFAULT_VIEW, statuses: ['Pending'] });
  expect(ignored.sort()).toEqual(['createdFrom=yesterday', 'page=-2', 'pageSize=9999', 'sort=shoe']);
});

test('one sort means what it always did, several stand in the order of their weight', () => {
  expect(readTableView('?sort=customer', TODAY).view).toEqual({
    ...DEFAULT_VIEW,
    sort: { field: 'customer', descending: false },
  });
  const { view, ignored } = readTableView('?sort=-status,shoe,customer,status', TODAY);
  expect(view.sort).toEqual({ field: 'status', descending: true });
  expect(view.thenBy).toEqual([{ field: 'customer', descending: false }]);
  expect(ignored).toEqual(['sort=shoe', 'sort=status']);
});

test('a period goes along with the calendar, and dates take its place', () => {
  const { view } = readTableView('?created=month', TODAY);
  expect([view.createdFrom, view.createdTo]).toEqual(['2026-11-01', '2026-11-23']);
  expect(writeTableView(view, '').toString()).toBe('created=month');
  expect(readTableView('?created=month', '2026-12-01').view.createdFrom).toBe('2026-12-01');
  expect(readTableView('?created=7days', '2026-03-03').view.createdFrom).toBe('2026-02-25');
  const other = { ...view, createdFrom: '2026-11-02' };
  expect(writeTableView(other, '').toString()).toBe('createdFrom=2026-11-02&createdTo=2026-11-23');
});

test.each([
  ['?createdFrom=2026-11-03&createdTo=2026-11-02&q=a', ['createdFrom=2026-11-03', 'createdTo=2026-11-02']],
  ['?minTotal=9&maxTotal=8&q=a', ['minTotal=9', 'maxTotal=8']],
  ['?created=someday&updated=now&edits=all&q=a', ['created=someday', 'updated=now', 'edits=all']],
  ['?created=today&createdTo=2026-11-02&q=a', ['created=today']],
  ['?minTotal=x&maxTotal=8&created=2026&q=a', ['minTotal=x', 'created=2026']],
])('%s: what nobody can mean is named, the rest holds', (search, wrong) => {
  const { view, ignored } = readTableView(search, TODAY);
  expect(ignored).toEqual(wrong);
  expect(view.searchText).toBe('a');
});

test('the store is asked for what is wanted and for nothing else', () => {
  const plain = Object.keys(toOrderQuery(DEFAULT_VIEW));
  expect(plain.sort()).toEqual([...Object.keys(EMPTY_FILTER), 'page', 'pageSize', 'sort'].sort());
  expect(toOrderQuery({ ...DEFAULT_VIEW, hasEdit: true, customers: [null] })).toMatchObject({
    hasEdit: true,
    customers: [null],
  });
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
  const narrower: Partial<TableView>[] = [
    { minTotal: 0 },
    { customers: [null] },
    { updatedFrom: TODAY },
    { hasEdit: true },
  ];
  for (const part of narrower) expect(isFiltered({ ...DEFAULT_VIEW, ...part })).toBe(true);
});
