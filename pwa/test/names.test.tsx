import { expect, test } from 'vitest';
import { renderDashboard } from './support/render-dashboard.tsx';

test('everything has the role and name that it is found by', async () => {
  const { screen, table, fake } = await renderDashboard();
  await expect.element(table).toBeVisible();
  for (const name of ['Order', 'Customer', 'Status', 'Total', 'Priority', 'Created', 'Updated']) {
    const header = table.getByRole('columnheader', { name, exact: true });
    await expect.element(header.getByRole('button', { name, exact: true })).toBeVisible();
  }
  await expect.element(screen.getByRole('searchbox', { name: 'Search orders' })).toBeVisible();
  await expect.element(screen.getByRole('combobox', { name: 'Filter by status', exact: true })).toBeVisible();
  await expect
    .element(screen.getByRole('combobox', { name: 'Filter by priority', exact: true }))
    .toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Next page' })).toBeEnabled();
  await expect.element(screen.getByRole('button', { name: 'Previous page' })).toBeDisabled();
  await expect.element(screen.getByRole('button', { name: 'Sync now' })).toBeVisible();
  const [first] = fake.orders.current().slice(-1);
  for (const field of ['Status', 'Priority']) {
    await expect
      .element(table.getByRole('combobox', { name: `${field} of ${first?.orderId}`, exact: true }))
      .toBeVisible();
  }
});

test('the key figures are a region with total and revenue', async () => {
  const { screen } = await renderDashboard();
  const figures = screen.getByRole('region', { name: 'Key figures' });
  await expect.element(figures.getByText('Total orders', { exact: true })).toBeVisible();
  await expect.element(figures.getByText('Revenue', { exact: true })).toBeVisible();
  await expect.element(figures.getByText('300', { exact: true })).toBeVisible();
});

test('there is one status, and it begins with how the connection is', async () => {
  const { screen, fake } = await renderDashboard();
  const status = screen.getByRole('status');
  await expect.element(status).toMatchTextContent(/^Online.*ready offline/);
  fake.connection.set({ ...fake.connection.current(), state: 'offline', isReadyOffline: false });
  await expect.element(status).toMatchTextContent(/^Offline$/);
  fake.connection.set({ ...fake.connection.current(), state: 'airtable-unavailable' });
  await expect.element(status).toMatchTextContent(/^Airtable unavailable/);
});

test('an order whose Order ID is blank or not unique goes by its record id', async () => {
  const { screen, fake } = await renderDashboard();
  const [one, two, blank] = fake.orders.current().slice(-3);
  fake.changeElsewhere(two?.recordId ?? '', { orderId: one?.orderId ?? '' });
  fake.changeElsewhere(blank?.recordId ?? '', { orderId: null });
  for (const order of [one, two, blank]) {
    await expect
      .element(screen.getByRole('combobox', { name: `Status of ${order?.recordId}`, exact: true }))
      .toBeVisible();
  }
});
