import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { NEWS } from '../src/features/welcome/news.ts';
import { eventually, renderDashboard } from './support/render-dashboard.tsx';

const seen = (steps: string, news: number) => ({ 'orders.first-steps': steps, 'orders.news': String(news) });

test('at the first start there is a tour that goes on by doing, and is over for good', async () => {
  const { screen, address } = await renderDashboard();
  const tour = screen.getByRole('region', { name: 'First steps' });
  await expect.element(tour).toMatchTextContent(/1 of 4.*Find an order/);
  await screen.getByRole('searchbox', { name: 'Search orders' }).fill('ord');
  await expect.element(tour).toMatchTextContent(/2 of 4.*Change a status/);
  await screen
    .getByRole('combobox', { name: /^Status of/ })
    .first()
    .selectOptions('Cancelled');
  await expect.element(tour).toMatchTextContent(/3 of 4/);
  await tour.getByRole('button', { name: 'Skip' }).click();
  await expect.element(tour).toMatchTextContent(/4 of 4/);
  address.go('/orders/ORD-000003');
  await expect.element(tour).toMatchTextContent(/That is all/);
  await eventually(() => localStorage.getItem('orders.first-steps')).toBe('done');
  await tour.getByRole('button', { name: 'End the first steps' }).click();
  await expect.element(tour).not.toBeInTheDocument();
});

test('it takes no focus, covers nothing and can be ended at once', async () => {
  const { screen } = await renderDashboard();
  const tour = screen.getByRole('region', { name: 'First steps' });
  await expect.element(tour).toBeVisible();
  expect(tour.element().contains(document.activeElement)).toBe(false);
  expect(getComputedStyle(tour.element()).position).toBe('static');
  await tour.getByRole('button', { name: 'End the first steps' }).click();
  await expect.element(tour).not.toBeInTheDocument();
  expect(localStorage.getItem('orders.first-steps')).toBe('done');
});

test('who may only look is not asked to change anything', async () => {
  const { screen } = await renderDashboard({ role: 'viewer' });
  await expect.element(screen.getByRole('region', { name: 'First steps' })).toMatchTextContent(/1 of 2/);
});

test('after an update there is one line of what is new, which is dismissed for good', async () => {
  const { screen, address } = await renderDashboard({ remembered: seen('done', NEWS[0].id - 1) });
  const line = screen.getByRole('region', { name: 'What’s new' });
  await expect.element(line).toMatchTextContent(new RegExp(NEWS[0].title));
  await line.getByRole('button', { name: 'What’s new' }).click();
  expect(address.text()).toBe('/?panel=news');
  const panel = screen.getByRole('dialog', { name: 'What’s new' });
  await expect.element(panel.getByText(NEWS[0].items[0] ?? '')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(line).not.toBeInTheDocument();
  expect(localStorage.getItem('orders.news')).toBe(String(NEWS[0].id));
});

test('who has seen both is left alone, and finds the news in the menu', async () => {
  const { screen } = await renderDashboard({ remembered: seen('done', NEWS[0].id) });
  await expect.element(screen.getByRole('region', { name: 'Key figures' })).toBeVisible();
  expect(screen.getByRole('region', { name: /First steps|What’s new/ }).elements()).toHaveLength(0);
  await screen.getByRole('button', { name: 'Menu' }).click();
  await screen.getByRole('menuitem', { name: 'What’s new' }).click();
  await expect.element(screen.getByRole('dialog', { name: 'What’s new' })).toBeVisible();
});

test('the latest news are those with the highest number, and few', () => {
  const ids = NEWS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort((left, right) => right - left));
  expect(ids.length).toBeLessThanOrEqual(5);
});
