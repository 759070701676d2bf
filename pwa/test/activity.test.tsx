import { expect, test } from 'vitest';
import type { SeenChange } from '../src/store/change-log.ts';
import { NOW, renderDashboard } from './support/render-dashboard.tsx';

const change = (id: number, fields: Partial<SeenChange> = {}): SeenChange => ({
  id,
  recordId: `rec${id.toString(36).padStart(14, '0')}`,
  label: `ORD-00000${id}`,
  at: Date.now() - id * 60_000,
  kind: 'changed',
  differences: [{ field: 'status', from: 'Pending', to: 'Shipped' }],
  isOwn: false,
  ...fields,
});

test('what changed lately is one line until it is opened, which is remembered', async () => {
  const { screen, fake, address } = await renderDashboard();
  const region = screen.getByRole('region', { name: 'Recent changes' });
  const button = region.getByRole('button', { name: /^Recent changes/ });
  await expect.element(button).toMatchTextContent(/none seen/);
  fake.seen.set([
    change(3, { isOwn: true }),
    change(4, { differences: [{ field: 'orderTotal', from: null, to: 12.5 }] }),
    change(5, { kind: 'removed', differences: [] }),
  ]);
  await expect.element(button).toMatchTextContent(/3 seen, the last 3m ago/);
  expect(region.getByRole('link').elements()).toHaveLength(0);
  await button.click();
  const lines = region.getByRole('listitem');
  await expect.element(lines.nth(0)).toMatchTextContent(/ORD-000003.*Status Pending to Shipped.*You.*3m ago/);
  await expect.element(lines.nth(1)).toMatchTextContent(/ORD-000004.*Total — to \$12\.50.*4m ago/);
  await expect.element(lines.nth(2)).toMatchTextContent(/ORD-000005.*Deleted in Airtable/);
  expect(localStorage.getItem('orders.changes')).toBe('open');
  await region.getByRole('link', { name: 'ORD-000003' }).click();
  expect(address.text()).toBe('/orders/ORD-000003');
});

test('nothing of it is announced', async () => {
  const { screen, fake } = await renderDashboard();
  const region = screen.getByRole('region', { name: 'Recent changes' });
  await region.getByRole('button').click();
  fake.seen.set([change(3)]);
  await expect.element(region.getByRole('link', { name: 'ORD-000003' })).toBeVisible();
  expect(region.element().closest('[aria-live], [role="status"], [role="log"]')).toBeNull();
  expect(region.element().querySelectorAll('[aria-live], [role="status"], [role="log"]')).toHaveLength(0);
});

test('an open order tells what is known of its past', async () => {
  const { screen, fake } = await renderDashboard({ path: '/orders/ORD-000003', isOffline: true });
  const panel = screen.getByRole('dialog', { name: 'ORD-000003' });
  fake.seen.set([change(3, { at: NOW }), change(4)]);
  const lines = panel.getByRole('region', { name: 'History' }).getByRole('listitem');
  await expect.element(lines.nth(0)).toMatchTextContent(/Status Pending to Shipped/);
  await expect.element(lines.nth(1)).toMatchTextContent(/Order placed/);
  expect(lines.elements()).toHaveLength(2);
  await panel.getByRole('combobox', { name: /^Priority/ }).selectOptions('High');
  await expect.element(lines.nth(0)).toMatchTextContent(/Priority .* to High.*Your edit, waits to be sent/);
});
