import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { columnTexts, eventually, NOW, renderDashboard } from './support/render-dashboard.tsx';

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
  const rows = days.getByRole('table').getByRole('row');
  expect(rows.elements()).toHaveLength(31);
  await expect.element(rows.nth(1).getByRole('rowheader', { name: 'Mon, Nov 23' })).toBeVisible();
  await expect.element(screen.getByRole('figure', { name: 'Orders by status' })).toBeVisible();
});

test('every chart has a table of its numbers', async () => {
  const { screen } = await renderDashboard();
  for (const name of ['Orders per day, last 30 days', 'Orders by status', 'Orders by priority']) {
    const figure = screen.getByRole('figure', { name });
    await expect.element(figure).toBeVisible();
    expect(figure.getByRole('table').elements()).toHaveLength(0);
    await figure.getByRole('button', { name: 'Show numbers' }).click();
    await expect.element(figure.getByRole('columnheader', { name: 'Revenue', exact: true })).toBeVisible();
  }
});

test('the days can be of a week or a quarter, and of revenue; this is remembered', async () => {
  const { screen } = await renderDashboard({ count: 600 });
  await screen.getByRole('radio', { name: '90 days' }).click();
  await screen.getByRole('radio', { name: 'Revenue' }).click();
  const days = screen.getByRole('figure', { name: 'Revenue per day, last 90 days' });
  await expect.element(days).toBeVisible();
  expect(days.getByRole('listitem').elements()).toHaveLength(90);
  expect(localStorage.getItem('orders.charts.days')).toBe('revenue 90');
  await screen.getByRole('radio', { name: '7 days' }).click();
  await expect.element(screen.getByRole('figure', { name: 'Revenue per day, last 7 days' })).toBeVisible();
});

test('a day is compared with its weekday in the weeks before', async () => {
  const orders = [0, 7, 14, 21, 28, 28, 28, 28].map((daysAgo, index) =>
    makeOrder(index, { createdAt: new Date(NOW - daysAgo * 86_400_000).toISOString(), orderTotal: 10 }),
  );
  const { screen } = await renderDashboard({ orders });
  const day = screen.getByRole('slider', { name: 'Day' });
  await expect.element(day).toBeVisible();
  (day.element() as HTMLElement).focus();
  // One on each of three Mondays and four on the fourth: 1.75 of them.
  await expect
    .element(day)
    .toHaveAttribute('aria-valuetext', 'Mon, Nov 23: 1 order, $10.00 so far, usual 1.8');
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(day).toHaveAttribute('aria-valuetext', 'Sun, Nov 22: 0 orders, $0.00');
});

test('the figures follow the filters of the table, and say so', async () => {
  const { screen, fake, address } = await renderDashboard();
  const figures = screen.getByRole('region', { name: 'Key figures' });
  await expect.element(figures).toMatchTextContent(/Total orders\s*300/);
  await screen
    .getByRole('figure', { name: 'Orders by priority' })
    .getByRole('link', { name: /^High/ })
    .click();
  expect(address.text()).toBe('/?priority=High');
  const high = fake.orders.current().filter(({ priority }) => priority === 'High');
  await expect
    .element(figures)
    .toMatchTextContent(new RegExp(`Total orders\\s*${high.length}.*of 300 in all`));
  const shipped = high.filter(({ status }) => status === 'Shipped').length;
  await expect
    .element(screen.getByRole('figure', { name: 'Orders by status' }).getByRole('link', { name: /^Shipped/ }))
    .toMatchTextContent(new RegExp(`Shipped\\s*${shipped}\\$`));
  const low = fake.orders.current().filter(({ priority }) => priority === 'Low').length;
  await expect
    .element(screen.getByRole('figure', { name: 'Orders by priority' }).getByRole('link', { name: /^Low/ }))
    .toMatchTextContent(new RegExp(`Low\\s*${low}\\$`));
  address.back();
  await expect.element(figures).toMatchTextContent(/Total orders\s*300/);
});

test('figures that are filtered follow what others change', async () => {
  const { screen, fake } = await renderDashboard({ path: '/?status=Cancelled' });
  const figures = screen.getByRole('region', { name: 'Key figures' });
  const cancelled = () => fake.orders.current().filter(({ status }) => status === 'Cancelled').length;
  const before = cancelled();
  const total = (count: number) => figures.getByText(String(count), { exact: true }).first();
  await expect.element(total(before)).toBeVisible();
  fake.changeElsewhere(recordIdOf(3), { status: 'Cancelled' });
  expect(cancelled()).toBe(before + 1);
  await expect.element(total(before + 1)).toBeVisible();
});

test('a change is said in words', async () => {
  const orders = [1, 2, 3, 31].map((daysAgo, index) =>
    makeOrder(index, { createdAt: new Date(NOW - daysAgo * 86_400_000).toISOString() }),
  );
  const { screen } = await renderDashboard({ orders });
  await expect
    .element(screen.getByRole('region', { name: 'Key figures' }))
    .toMatchTextContent(/Up 200% on 30 days before/);
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
