import { beforeEach, expect, test } from 'vitest';
import { DEFAULT_DISPLAY } from '../src/features/orders/display.ts';
import { setDisplay } from '../src/features/orders/use-display.ts';
import { type Dashboard, eventually, renderDashboard } from './support/render-dashboard.tsx';

// What is remembered on the device outlives a page, and so a test.
beforeEach(() => setDisplay(DEFAULT_DISPLAY));

const titles = () =>
  [...document.querySelectorAll('th button')].map((button) => button.firstChild?.textContent);
const cellsOfFirstRow = () =>
  [...document.querySelectorAll('tbody tr:first-child td')].map((cell) => cell.getAttribute('data-column'));
const widthOf = (column: string) =>
  document.querySelector(`th[data-column="${column}"]`)?.getBoundingClientRect().width;
const stored = () => JSON.parse(localStorage.getItem('orders.display') ?? '{}');

async function openPanel({ screen }: Dashboard) {
  await screen.getByRole('button', { name: 'Display', exact: true }).click();
  const panel = screen.getByRole('dialog', { name: 'Display' });
  await expect.element(panel.getByRole('checkbox', { name: 'Customer' })).toBeVisible();
  return panel;
}

test('columns are hidden, moved and brought back, in titles and rows alike, and remembered', async () => {
  const panel = await openPanel(await renderDashboard());
  await expect.element(panel.getByRole('checkbox', { name: 'Order' })).toBeDisabled();
  await panel.getByRole('checkbox', { name: 'Priority' }).click();
  await panel.getByRole('button', { name: 'Move Customer back' }).click();
  const expected = ['orderId', 'status', 'customer', 'orderTotal', 'createdAt', 'updatedAt'];
  await eventually(cellsOfFirstRow).toEqual(['select', ...expected]);
  expect(titles()).toEqual(['Order', 'Status', 'Customer', 'Total', 'Created', 'Updated']);
  expect(stored()).toMatchObject({ hidden: ['priority'] });
  await panel.getByRole('button', { name: /^Reset/ }).click();
  await eventually(titles).toEqual([
    'Order',
    'Customer',
    'Status',
    'Total',
    'Priority',
    'Created',
    'Updated',
  ]);
});

test('a title is dragged to another place', async () => {
  const { table } = await renderDashboard();
  const updated = table.getByRole('columnheader', { name: 'Updated' }).getByRole('button');
  await updated.dropTo(table.getByRole('columnheader', { name: 'Customer' }).getByRole('button'));
  await eventually(titles).toEqual([
    'Order',
    'Updated',
    'Customer',
    'Status',
    'Total',
    'Priority',
    'Created',
  ]);
});

test('columns wider than the window are scrolled sideways, and what is pinned stays in sight', async () => {
  const panel = await openPanel(await renderDashboard());
  await panel.getByRole('spinbutton', { name: 'Width of Customer' }).fill('600');
  await panel.getByRole('button', { name: 'Keep Status in sight' }).click();
  await eventually(() => titles()[0]).toBe('Status');
  await panel.getByRole('spinbutton', { name: 'Width of Updated' }).fill('300');
  await eventually(() => widthOf('customer')).toBe(600);
  const frame = document.querySelector<HTMLElement>('[data-wide]');
  frame?.scrollTo({ left: 300 });
  const left = (column: string) =>
    document.querySelector(`tbody td[data-column="${column}"]`)?.getBoundingClientRect().left ?? 0;
  const frameLeft = frame?.getBoundingClientRect().left ?? 0;
  await eventually(() => Math.round(left('status') - frameLeft)).toBe(42);
  expect(left('orderId')).toBeLessThan(left('status'));
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
});

test('rows stand closer when one wants them to', async () => {
  const panel = await openPanel(await renderDashboard());
  const height = () => document.querySelector('tbody tr')?.getBoundingClientRect().height ?? 0;
  const before = height();
  await panel.getByRole('radio', { name: 'Compact' }).click();
  await eventually(height).toBeLessThan(before - 4);
});
