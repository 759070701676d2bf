import { makeOrder } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { eventually, renderDashboard } from './support/render-dashboard.tsx';

const titles = () =>
  [...document.querySelectorAll('th[data-column]')].map((title) => title.getAttribute('data-column'));

test('what the base has no field for is not shown, and what it computes is not edited', async () => {
  const { fake, table } = await renderDashboard();
  expect(titles()).toEqual(expect.arrayContaining(['priority', 'updatedAt', 'orderId']));
  const filters = () => document.querySelectorAll('[aria-label^="Filter by priority"]').length;
  expect(filters()).toBe(1);
  const config = fake.config.current();
  if (config === null) throw new Error('The dashboard has a configuration.');
  fake.config.set({
    ...config,
    missingFields: ['priority', 'updatedAt', 'orderId'],
    readOnlyFields: ['status'],
  });
  await expect.element(table.getByRole('columnheader', { name: 'Priority' })).not.toBeInTheDocument();
  expect(titles()).not.toContain('updatedAt');
  expect(titles()).toContain('orderId');
  expect(filters()).toBe(0);
  expect(document.querySelectorAll('[aria-label^="Status of"]')).toHaveLength(0);
});

test('statuses are those of the base, in its order, and no others that nobody uses', async () => {
  const { fake } = await renderDashboard({
    orders: [makeOrder(1, { status: 'Neu' }), makeOrder(2, { status: null })],
  });
  const config = fake.config.current();
  if (config === null) throw new Error('The dashboard has a configuration.');
  fake.config.set({ ...config, statuses: ['Versandt', 'Neu'] });
  const names = () =>
    [...document.querySelectorAll('ul[data-field="status"] li')].map(
      (line) => line.textContent?.match(/^\D+/)?.[0],
    );
  await eventually(names).toEqual(['Versandt', 'Neu', 'No status']);
});
