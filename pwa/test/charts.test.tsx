import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { columnTexts, eventually, renderDashboard } from './support/render-dashboard.tsx';

test('both charts have their numbers as text', async () => {
  const { screen, fake } = await renderDashboard();
  const days = screen.getByRole('figure', { name: 'Orders per day, last 30 days' });
  await expect.element(days).toBeVisible();
  expect(days.getByRole('listitem').elements()).toHaveLength(30);
  const statuses = screen.getByRole('figure', { name: 'Orders by status' });
  const pending = fake.orders.current().filter(({ status }) => status === 'Pending').length;
  await expect
    .element(statuses.getByRole('link', { name: new RegExp(`Pending ${pending} \\$`) }))
    .toBeVisible();
});

test('the days can be read and picked by keyboard', async () => {
  const { screen, address } = await renderDashboard();
  const day = screen.getByRole('slider', { name: 'Day' });
  (day.element() as HTMLElement).focus();
  await expect.element(day).toHaveAttribute('aria-valuetext', expect.stringContaining('Mon, Nov 23'));
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(day).toHaveAttribute('aria-valuetext', expect.stringContaining('Sun, Nov 22'));
  await userEvent.keyboard('{Enter}');
  expect(address.text()).toBe('/?createdFrom=2026-11-22&createdTo=2026-11-22');
  await screen.getByRole('button', { name: /^Remove filter: Created/ }).click();
  expect(address.text()).toBe('/');
});

test('a status leads to its orders, and back at the second press', async () => {
  const { screen, address } = await renderDashboard();
  const shipped = screen
    .getByRole('figure', { name: 'Orders by status' })
    .getByRole('link', { name: /^Shipped/ });
  await shipped.click();
  expect(address.text()).toBe('/?status=Shipped');
  await eventually(() => new Set(columnTexts('status'))).toEqual(new Set(['Shipped']));
  await shipped.click();
  expect(address.text()).toBe('/');
});

test('the numbers of the days can be shown in place of the bars', async () => {
  const { screen } = await renderDashboard();
  const days = screen.getByRole('figure', { name: 'Orders per day, last 30 days' });
  await days.getByRole('button', { name: 'Show numbers' }).click();
  await expect.element(days.getByRole('slider')).not.toBeInTheDocument();
  await expect.element(days.getByText('Mon, Nov 23:')).toBeVisible();
});

test('the charts can be hidden, and stay so', async () => {
  const { screen } = await renderDashboard();
  await screen.getByRole('button', { name: 'Hide charts' }).click();
  await expect.element(screen.getByRole('figure', { name: 'Orders by status' })).not.toBeInTheDocument();
  expect(localStorage.getItem('orders.charts')).toBe('hidden');
});

test('a key figure leads to the orders behind it', async () => {
  const { screen, address } = await renderDashboard();
  await screen.getByRole('link', { name: 'Open, high priority' }).click();
  expect(address.text()).toBe('/?status=Pending,Processing&priority=High');
});
