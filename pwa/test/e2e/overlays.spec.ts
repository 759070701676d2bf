import { OrdersPage } from './support/orders-page.ts';
import { expect, test } from './support/stack.ts';

test('the menu opens over an order that stands beside the list', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open('/orders/ORD-000020');
  await expect(page.getByRole('dialog', { name: 'ORD-000020' })).toBeVisible();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click({ timeout: 20_000 });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('nothing that opens breaks the content security policy', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  const orders = new OrdersPage(page);
  await orders.open();
  await page.getByRole('combobox', { name: 'Filter by status' }).click();
  await page.getByRole('listbox').getByRole('option', { name: 'Delivered' }).click();
  await expect(page).toHaveURL(/status=Delivered/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Airtable and cache details' }).click();
  await expect(page.getByRole('dialog', { name: 'Airtable and cache' })).toBeVisible();
  await page.keyboard.press('Escape');
  await orders.table.getByRole('link').first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Rows per page' }).selectOption('250');
  await expect(page).toHaveURL(/pageSize=250/);
  expect(problems).toEqual([]);
});
