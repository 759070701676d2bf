import { expect, test } from 'vitest';
import { orderPath, readRoute, withPanel, writeSearch } from './routes.ts';

test.each([
  ['/', { order: null, isUnknown: false }],
  ['/orders', { order: null, isUnknown: false }],
  ['/orders/ORD-000123', { order: 'ORD-000123', isUnknown: false }],
  ['/orders/a%2Fb%20c', { order: 'a/b c', isUnknown: false }],
  ['/orders/%zz', { order: '%zz', isUnknown: false }],
  ['/nothing/here', { order: null, isUnknown: true }],
])('%s opens the right thing', (path, route) => {
  expect(readRoute({ path, search: '' })).toEqual({ ...route, panel: null });
});

test('the address of an order keeps what else is on the screen', () => {
  expect(orderPath('ORD/1 é', '?page=2')).toBe('/orders/ORD%2F1%20%C3%A9?page=2');
});

test('the list of edits opens and closes over any place', () => {
  expect(withPanel({ path: '/orders/x', search: '?page=2' }, 'edits')).toBe('/orders/x?page=2&panel=edits');
  expect(withPanel({ path: '/', search: '?panel=edits' }, null)).toBe('/');
});

test('the diagnostics have an address of their own, and closing them leads to the dashboard', () => {
  expect(readRoute({ path: '/diagnostics', search: '' })).toEqual({
    order: null,
    isUnknown: false,
    panel: 'diagnostics',
  });
  expect(withPanel({ path: '/diagnostics', search: '?page=2' }, null)).toBe('/?page=2');
});

test('commas stay readable in the address', () => {
  expect(writeSearch(new URLSearchParams({ status: 'Pending,Shipped' }))).toBe('?status=Pending,Shipped');
});
