import { formatSort, type SortField } from '@orders/contract';
import { expect, test } from 'vitest';
import { nextSorts, type Sorts } from './next-sorts.ts';

/** The sorts after presses in turn; one that begins with + is together with Shift. */
function after(...presses: string[]): string {
  const sorts = presses.reduce<Sorts>(
    (before, press) =>
      nextSorts(before, {
        field: press.replace('+', '') as SortField,
        descendingFirst: press.endsWith('orderTotal'),
        isMore: press.startsWith('+'),
      }),
    [{ field: 'createdAt', descending: true }],
  );
  return sorts.map(formatSort).join();
}

test.each([
  [['customer'], 'customer'],
  [['customer', 'customer'], '-customer'],
  [['customer', 'customer', 'customer'], 'customer'],
  [['status', '+customer'], 'status,customer'],
  [['status', '+customer', '+customer'], 'status,-customer'],
  [['status', '+customer', '+customer', '+customer'], 'status'],
  [['status', '+orderTotal', '+orderTotal'], 'status,orderTotal'],
  [['status', '+customer', '+status', '+status'], 'customer'],
  [['+createdAt', '+createdAt'], '-createdAt'],
  [['status', '+customer', 'customer'], 'customer'],
  [['status', '+customer', 'status'], '-status'],
])('%o sorts by %s', (presses, sorts) => {
  expect(after(...presses)).toBe(sorts);
});
