import { expect, test } from 'vitest';
import { renderDashboard } from './support/render-dashboard.tsx';

const titles = () =>
  [...document.querySelectorAll('th[data-column]')].map((title) => title.getAttribute('data-column'));

test('what the base has no field for is not shown, and what it computes is not edited', async () => {
  const { fake, table, screen } = await renderDashboard();
  expect(titles()).toEqual(expect.arrayContaining(['priority', 'updatedAt', 'orderId']));
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
  await expect.element(screen.getByRole('button', { name: 'Filter by priority' })).not.toBeInTheDocument();
  expect(document.querySelectorAll('[aria-label^="Status of"]')).toHaveLength(0);
});
