import { readFile } from 'node:fs/promises';
import { OrdersPage } from './support/orders-page.ts';
import { expect, test } from './support/stack.ts';

test('the app begins with the view that was open last, unless it is told where to go', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await page.keyboard.press('3');
  await expect(page.getByRole('button', { name: 'Views: High priority open' })).toBeVisible();
  const next = await page.context().newPage();
  await next.goto('/');
  await expect(next).toHaveURL('/?view=high-priority-open&status=Pending,Processing&priority=High');
  await next.goto('/?status=Shipped');
  await expect(next).toHaveURL('/?status=Shipped');
  await next.goBack();
  await expect(next.getByRole('button', { name: 'Views: High priority open' })).toBeVisible();
  await next.getByRole('button', { name: 'Clear filters' }).click();
  await expect(next.getByRole('button', { name: 'Views: All orders' })).toBeVisible();
  const third = await page.context().newPage();
  await third.goto('/');
  await expect(third.getByRole('button', { name: 'Views: All orders' })).toBeVisible();
  await expect(third).toHaveURL('/');
});

test('a view is exported without a connection, all of it', async ({ page, context, stack }) => {
  const orders = new OrdersPage(page);
  await orders.open('/?pageSize=25');
  await orders.untilReadyOffline();
  await context.setOffline(true);
  const files: Record<string, Buffer> = {};
  for (const name of ['As CSV', 'As Excel (XLSX)']) {
    await page.getByRole('button', { name: 'Export' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('menuitem', { name }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^Orders - [\d-]+\.(csv|xlsx)$/);
    files[name] = await readFile(await download.path());
  }
  const lines = (files['As CSV']?.toString() ?? '').trimEnd().split('\r\n');
  // Other tests add orders to the same table.
  expect(lines).toHaveLength(1 + stack.simulator.people.all().length);
  expect(lines[0]).toContain(',Total (USD),');
  expect(files['As Excel (XLSX)']?.subarray(0, 2).toString()).toBe('PK');
});

test('on paper every row is there, and the titles are on each sheet', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open('/?pageSize=250&status=Delivered');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('region', { name: 'What is printed' })).toContainText('Status: Delivered');
  await expect(page.getByRole('button', { name: 'Export' })).toBeHidden();
  await expect(page.getByRole('searchbox')).toBeHidden();
  const look = await page.evaluate(() => {
    const styleOf = (selector: string) => getComputedStyle(document.querySelector(selector) as Element);
    return {
      rows: document.querySelectorAll('tbody tr[aria-rowindex]').length,
      total: Number(document.querySelector('table[aria-label="Orders"]')?.getAttribute('aria-rowcount')) - 1,
      scheme: styleOf(':root').colorScheme,
      titles: styleOf('table[aria-label="Orders"] thead').display,
    };
  });
  expect(look).toMatchObject({ scheme: 'light', titles: 'table-header-group' });
  expect(look.rows).toBe(Math.min(250, look.total));
});
