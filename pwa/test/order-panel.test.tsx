import { recordIdOf } from '@orders/contract/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { renderDashboard } from './support/render-dashboard.tsx';

afterEach(() => void vi.restoreAllMocks());

test('an order opens beside the list with all its fields, and closes again', async () => {
  const { screen, table, address } = await renderDashboard({ path: '/?sort=orderId' });
  await table.getByRole('link', { name: 'ORD-000003', exact: true }).click();
  expect(address.text()).toBe('/orders/ORD-000003?sort=orderId');
  const panel = screen.getByRole('dialog', { name: 'ORD-000003' });
  for (const name of ['Status', 'Priority', 'Created', 'Updated', 'Order ID', 'Record ID']) {
    await expect.element(panel.getByText(name, { exact: true })).toBeVisible();
  }
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect.element(panel).not.toBeInTheDocument();
  expect(address.text()).toBe('/?sort=orderId');
});

test('while an order is open it has one control for its status, and can be edited there', async () => {
  const { screen, fake } = await renderDashboard({ path: '/orders/ORD-000003?sort=orderId' });
  await expect.element(screen.getByRole('dialog', { name: 'ORD-000003' })).toBeVisible();
  const control = screen.getByRole('combobox', { name: 'Status of ORD-000003' });
  expect(control.elements()).toHaveLength(1);
  await control.selectOptions('Cancelled');
  await expect.element(control).toHaveValue('Cancelled');
  expect(fake.pending.current()[0]?.label).toBe('ORD-000003');
});

test('the list stays usable beside it', async () => {
  const { screen, table, address } = await renderDashboard({ path: '/orders/ORD-000003?sort=orderId' });
  await expect.element(screen.getByRole('dialog', { name: 'ORD-000003' })).toBeVisible();
  await table.getByRole('link', { name: 'ORD-000005', exact: true }).click();
  await expect.element(screen.getByRole('dialog', { name: 'ORD-000005' })).toBeVisible();
  expect(document.title).toBe('ORD-000005 – Orders');
  address.back();
  await expect.element(screen.getByRole('dialog', { name: 'ORD-000003' })).toBeVisible();
});

test('Escape closes it and the focus returns to the order in the list', async () => {
  const { screen, table } = await renderDashboard({ path: '/?sort=orderId' });
  const link = table.getByRole('link', { name: 'ORD-000004', exact: true });
  await link.click();
  await expect.element(screen.getByRole('dialog')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(link).toHaveFocus();
});

test('an order is found by its record id too', async () => {
  const { screen } = await renderDashboard({ path: `/orders/${recordIdOf(10)}` });
  await expect.element(screen.getByRole('dialog', { name: 'ORD-000010' })).toBeVisible();
});

test('an order that is not there is said to be so, plainly', async () => {
  const { screen } = await renderDashboard({ path: '/orders/NO-SUCH' });
  await expect.element(screen.getByRole('heading', { name: 'No such order' })).toBeVisible();
  await expect.element(screen.getByText(/None of the 300 orders/)).toBeVisible();
});

test('an Order ID that two orders share asks which is meant', async () => {
  const { screen, fake, address } = await renderDashboard({ path: '/orders/ORD-000003' });
  const [first, second] = fake.orders.current().slice(2, 4);
  fake.changeElsewhere(second?.recordId ?? '', { orderId: 'ORD-000003', customer: 'The other one' });
  await expect.element(screen.getByRole('heading', { name: '2 orders are called ORD-000003' })).toBeVisible();
  await screen.getByRole('dialog').getByRole('link', { name: 'The other one' }).click();
  expect(address.text()).toBe(`/orders/${second?.recordId}`);
  expect(first?.orderId).toBe('ORD-000003');
});

test('a press anywhere on a row opens its order, but not one that ends a selection of text', async () => {
  const { table, address } = await renderDashboard({ path: '/?sort=orderId' });
  const customer = table
    .getByRole('row', { name: /ORD-000006/ })
    .getByRole('cell')
    .nth(1);
  window.getSelection()?.selectAllChildren(customer.element());
  (customer.element() as HTMLElement).click();
  expect(address.text()).toBe('/?sort=orderId');
  window.getSelection()?.removeAllRanges();
  await customer.click();
  expect(address.text()).toBe('/orders/ORD-000006?sort=orderId');
});

test('its facts can be copied as text, and where the table is known it opens in Airtable', async () => {
  const { screen, fake } = await renderDashboard({ path: '/orders/ORD-000003?status=Pending' });
  const copied: string[] = [];
  const opened: unknown[] = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
  vi.spyOn(window, 'open').mockImplementation((...call) => {
    opened.push(call);
    return null;
  });
  const more = screen.getByRole('button', { name: 'More for ORD-000003' });
  await more.click();
  await expect.element(screen.getByRole('menuitem', { name: 'Copy as text' })).toBeVisible();
  expect(screen.getByRole('menuitem', { name: 'Open in Airtable' }).elements()).toHaveLength(0);
  await screen.getByRole('menuitem', { name: 'Copy as text' }).click();
  await expect.element(screen.getByText('ORD-000003 copied as text')).toBeVisible();
  const { customer, status } = fake.orders.current()[2] ?? {};
  expect(copied[0]).toContain(`Order: ORD-000003\nCustomer: ${customer}\nStatus: ${status}\n`);
  expect(copied[0]).toMatch(/\/orders\/ORD-000003$/);
  const config = fake.config.current();
  if (config === null) throw new Error('There is a configuration');
  fake.config.set({ ...config, airtableTableUrl: 'https://airtable.com/app1/tbl1' });
  await more.click();
  await screen.getByRole('menuitem', { name: 'Open in Airtable' }).click();
  expect(opened).toEqual([
    [`https://airtable.com/app1/tbl1/${recordIdOf(3)}`, '_blank', 'noopener,noreferrer'],
  ]);
});
