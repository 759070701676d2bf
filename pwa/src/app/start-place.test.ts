import { expect, test } from 'vitest';
import { createMemoryAddress } from '../../test/support/memory-address.ts';
import { openLastView } from './start-place.ts';

const LAST = '?view=today&created=today';
const stored: Readonly<Record<string, string>> = {
  'orders:subject': 'ann',
  'orders:last-view:ann': LAST,
  'orders:last-view:anonymous': '?view=needs-action',
};

function start(path: string, navigation = 'navigate', values = stored): string {
  const address = createMemoryAddress(path);
  openLastView(address, { storage: { getItem: (key) => values[key] ?? null }, navigation });
  return address.text();
}

test('an app that is opened without being told where begins with the last view of whoever works here', () => {
  expect(start('/')).toBe(`/${LAST}`);
  expect(start('/', 'navigate', { 'orders:last-view:anonymous': LAST })).toBe(`/${LAST}`);
  expect(start('/', 'navigate', {})).toBe('/');
});

test('commas stay readable in the address', () => {
  expect(start('/', 'navigate', { 'orders:last-view:anonymous': '?status=a%2Cb' })).toBe('/?status=a,b');
});

test.each(['/?q=x', '/orders/ORD-1', '/diagnostics', '/?panel=edits'])('%s gets what it asks for', (path) => {
  expect(start(path)).toBe(path);
});

test.each(['reload', 'back_forward'])('after a %s the place is where it was', (navigation) => {
  expect(start('/', navigation)).toBe('/');
});

test.each(['', 'http://evil.example/', '//evil.example', `?q=${'x'.repeat(5000)}`])(
  'what cannot be a view is not opened: %j',
  (text) => {
    expect(start('/', 'navigate', { 'orders:last-view:anonymous': text })).toBe('/');
  },
);
