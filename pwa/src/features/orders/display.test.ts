import { expect, test } from 'vitest';
import {
  DEFAULT_DISPLAY,
  readDisplay,
  shownColumns,
  widthOf,
  withMoved,
  withPinned,
  withShown,
  withWidth,
} from './display.ts';

test('at first all columns stand in the order of the table', () => {
  expect(shownColumns(DEFAULT_DISPLAY)).toEqual(DEFAULT_DISPLAY.order);
  expect(readDisplay(null)).toEqual(DEFAULT_DISPLAY);
});

test('a hidden column is left out, and the name of the order never is', () => {
  const display = withShown(withShown(DEFAULT_DISPLAY, 'updatedAt', false), 'orderId', false);
  expect(shownColumns(display)).not.toContain('updatedAt');
  expect(shownColumns(display)).toContain('orderId');
  expect(shownColumns(withShown(display, 'updatedAt', true))).toEqual(DEFAULT_DISPLAY.order);
});

test('a column takes the place of another one, to either side', () => {
  expect(withMoved(DEFAULT_DISPLAY, 'updatedAt', 'customer').order.slice(0, 3)).toEqual([
    'orderId',
    'updatedAt',
    'customer',
  ]);
  expect(withMoved(DEFAULT_DISPLAY, 'orderId', 'customer').order.slice(0, 2)).toEqual([
    'customer',
    'orderId',
  ]);
  expect(withMoved(DEFAULT_DISPLAY, 'status', 'status')).toBe(DEFAULT_DISPLAY);
});

test('pinned columns stand first, in the order of the others', () => {
  const display = withPinned(withPinned(DEFAULT_DISPLAY, 'priority', true), 'status', true);
  expect(shownColumns(display).slice(0, 3)).toEqual(['status', 'priority', 'orderId']);
  expect(shownColumns(withPinned(display, 'status', false))[0]).toBe('priority');
});

test('a width has limits', () => {
  expect(widthOf('customer', withWidth(DEFAULT_DISPLAY, 'customer', 1))).toBe(80);
  expect(widthOf('customer', withWidth(DEFAULT_DISPLAY, 'customer', 333.4))).toBe(333);
});

test('what was kept comes back, and of what makes no sense nothing', () => {
  const display = withWidth(
    withMoved(withShown(DEFAULT_DISPLAY, 'status', false), 'updatedAt', 'orderId'),
    'customer',
    300,
  );
  expect(readDisplay(JSON.stringify(display))).toEqual(display);
  const odd = {
    order: ['shoe', 'status', 'status', 7],
    hidden: ['orderId', null],
    widths: { customer: 9, x: 200 },
  };
  expect(readDisplay(JSON.stringify({ ...odd, density: 'tight' }))).toEqual({
    ...DEFAULT_DISPLAY,
    order: ['status', ...DEFAULT_DISPLAY.order.filter((id) => id !== 'status')],
  });
  for (const text of ['null', '[]', '{', '7']) expect(readDisplay(text)).toEqual(DEFAULT_DISPLAY);
});
