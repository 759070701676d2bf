import { OrdersPage } from './support/orders-page.ts';
import { addOrder, writesTo } from './support/people.ts';
import { expect, test } from './support/stack.ts';

test('after one visit the app starts offline with every order', async ({ page, context }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await orders.untilReadyOffline();
  await context.setOffline(true);
  await page.reload();
  await orders.untilLoaded();
  await expect(orders.connection).toContainText(/^Offline/);
  await expect(page.getByRole('region', { name: 'Key figures' })).toContainText('Total orders');
  await orders.search.fill('ORD-000250');
  await expect(orders.rows).toHaveCount(2);
  await orders.search.fill('');
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page).toHaveURL(/page=2/);
});

test('an order can be opened offline by its address', async ({ page, context }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await orders.untilReadyOffline();
  await context.setOffline(true);
  await page.goto('/orders/ORD-000033');
  await expect(page.getByText('ORD-000033').first()).toBeVisible();
});

test('offline edits survive closing the app and are sent in order, once each', async ({ context, stack }) => {
  const ids = ['A', 'B', 'C'].map((letter) => addOrder(stack, `ORD-OFF-${letter}`));
  const first = new OrdersPage(await context.newPage());
  await first.open('/?q=ORD-OFF');
  await expect(first.rows).toHaveCount(4);
  await first.untilReadyOffline();
  await context.setOffline(true);
  await first.status('ORD-OFF-A').selectOption('Processing');
  await first.priority('ORD-OFF-A').selectOption('High');
  for (const letter of ['B', 'C']) await first.status(`ORD-OFF-${letter}`).selectOption('Processing');
  // They are stored one after the other, so that all are when the last one is.
  await expect(first.pendingButton(3)).toBeVisible();
  await first.page.close();

  const second = new OrdersPage(await context.newPage());
  await second.page.goto('/?q=ORD-OFF');
  await expect(second.status('ORD-OFF-A')).toHaveValue('Processing');
  await expect(second.priority('ORD-OFF-A')).toHaveValue('High');
  expect(ids.flatMap((id) => writesTo(stack, id))).toEqual([]);
  await context.setOffline(false);
  await second.expectNoPending();
  for (const id of ids) {
    await expect.poll(() => stack.simulator.people.find(id)?.fields['Status']).toBe('Processing');
    const statuses = writesTo(stack, id).filter((fields) => 'Status' in fields);
    expect(statuses).toHaveLength(1);
  }
});

test('parts are fetched ahead only when the shell is kept, so that a lost connection breaks none of them', async ({
  page,
  context,
}) => {
  const kept = Promise.withResolvers<void>();
  await context.route('**/service-worker.js', async (route) => {
    await kept.promise;
    await route.continue();
  });
  const partsAsked = () =>
    page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('-panel-')).length,
    );
  const orders = new OrdersPage(page);
  await orders.open();
  await expect(orders.connection).toContainText(/^Online/);
  // What is fetched ahead is asked for in idle time: in the first turn of it, and this is the third.
  await page.evaluate(async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => requestIdleCallback(resolve));
  });
  expect(await partsAsked()).toBe(0);

  kept.resolve();
  await orders.untilReadyOffline();
  await expect.poll(partsAsked).toBeGreaterThan(0);
  await context.setOffline(true);
  await page.goto('/diagnostics');
  await expect(page.getByRole('dialog', { name: 'Diagnostics' })).toBeVisible();
});

test('a server that is away is noticed without any flag of the browser, and so is its return', async ({
  page,
  stack,
}) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await orders.untilReadyOffline();
  await stack.stopServer();
  await expect(orders.connection).toContainText(/^Offline/, { timeout: 30_000 });
  await stack.startServer();
  await expect(orders.connection).toContainText(/^Online/, { timeout: 30_000 });
});

test('an Airtable that is away is said so, with the orders still there', async ({ page, stack }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  stack.simulator.faults.add({ kind: 'error', status: 503 });
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(orders.connection).toContainText(/^Airtable unavailable/, { timeout: 30_000 });
  await expect(orders.rows.nth(1)).toBeVisible();
});
