import { expect, test } from 'vitest';
import { ALL_ORDERS, BUILT_IN_VIEWS, type NamedView } from './built-in-views.ts';
import { activeView, viewParameters, viewQuery } from './view-address.ts';

const own: NamedView = { id: 'v1', name: 'Mine', query: 'status=Pending&columns=a%2Cb', isBuiltIn: false };
const all = [...BUILT_IN_VIEWS, own];
const nameOf = (search: string) => {
  const { view, isChanged } = activeView(search, all);
  return `${view?.name ?? 'none'}${isChanged ? ', changed' : ''}`;
};

test.each([
  ['', 'All orders'],
  ['?page=3', 'All orders'],
  ['?panel=edits', 'All orders'],
  ['?created=today', 'Today'],
  ['?sort=createdAt&status=Pending,Processing', 'Needs action'],
  ['?view=v1&status=Pending&columns=a,b', 'Mine'],
  ['?columns=a,b&status=Pending&page=2', 'Mine'],
  ['?view=v1&status=Shipped', 'Mine, changed'],
  ['?view=v1', 'All orders'],
  ['?view=gone&status=Shipped', 'none'],
  ['?status=Shipped', 'none'],
  ['?view=today&status=Pending&columns=a,b', 'Mine'],
])('%j shows the view %s', (search, name) => {
  expect(nameOf(search)).toBe(name);
});

test('each view is recognized at the address that opens it', () => {
  for (const view of all) {
    expect(activeView(`?${viewParameters(view)}`, all)).toEqual({ view, isChanged: false });
  }
  expect(`${viewParameters(ALL_ORDERS)}`).toBe('');
});

test('of two views that look the same the one is shown that was opened', () => {
  const twin = { ...own, id: 'v2', name: 'Twin' };
  expect(activeView(`?${viewParameters(twin)}`, [...all, twin]).view).toBe(twin);
});

test('a view is all of the address but the place in it: what nobody here knows is kept', () => {
  expect(viewQuery('?view=v1&page=2&panel=views&density=compact&status=Pending,Shipped')).toBe(
    'density=compact&status=Pending%2CShipped',
  );
});
