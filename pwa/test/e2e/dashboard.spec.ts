import { OrdersPage } from './support/orders-page.ts';
import { expect, test } from './support/stack.ts';

const COLUMNS = ['Order', 'Customer', 'Status', 'Total', 'Priority', 'Created', 'Updated'];

test('everything has the role and name it is found by', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  for (const name of COLUMNS) await expect(orders.header(name)).toBeVisible();
  await expect(orders.search).toBeVisible();
  await expect(page.getByLabel('Filter by status')).toBeVisible();
  await expect(page.getByLabel('Filter by priority')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Next page' })).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Previous page' })).toBeDisabled();
  const figures = page.getByRole('region', { name: 'Key figures' });
  await expect(figures).toContainText('Total orders');
  await expect(figures).toContainText('300');
  await expect(figures).toContainText('Revenue');
  await expect(page.getByRole('figure', { name: 'Orders per day, last 30 days' })).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Orders by status' })).toBeVisible();
  await expect(orders.connection).toContainText(/^Online/);
  await orders.expectNoPending();
});

test('orders come newest first, and a header sorts by its column', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await expect(orders.header('Created')).toHaveAttribute('aria-sort', 'descending');
  await orders.sortBy('Total');
  await expect(orders.header('Total')).toHaveAttribute('aria-sort', /ascending|descending/);
  await expect(orders.header('Created')).not.toHaveAttribute('aria-sort', /ascending|descending/);
  await expect(page).toHaveURL(/sort=/);
});

test('search, paging and the address belong together', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page).toHaveURL(/page=2/);
  await orders.search.fill('ORD-000012');
  await expect(orders.rows).toHaveCount(2);
  await expect(page).toHaveURL(/q=ORD-000012/);
  await page.reload();
  await expect(orders.search).toHaveValue('ORD-000012');
  await expect(orders.rows).toHaveCount(2);
});

test('one order has an address of its own', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open('/orders/ORD-000020');
  await expect(
    page.getByRole('dialog').or(page.getByRole('complementary')).filter({ hasText: 'ORD-000020' }).first(),
  ).toBeVisible();
});

test('a sync shows what others have deleted', async ({ page, stack }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  const victim = stack.simulator.people.create({
    'Order ID': 'ORD-GONE',
    'Created At': new Date().toISOString(),
  });
  await expect(orders.row('ORD-GONE')).toBeVisible({ timeout: 10_000 });
  stack.simulator.people.delete(victim.id);
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(orders.row('ORD-GONE')).toHaveCount(0);
});
