import { OrdersPage } from './support/orders-page.ts';
import { addOrder, recordOf, writesTo } from './support/people.ts';
import { expect, test } from './support/stack.ts';

test('an edit shows at once and is written to Airtable once', async ({ page, stack }) => {
  const id = addOrder(stack, 'ORD-EDIT-1');
  const orders = new OrdersPage(page);
  await orders.open('/?q=ORD-EDIT-1');
  await orders.status('ORD-EDIT-1').selectOption('Shipped');
  await expect(orders.status('ORD-EDIT-1')).toHaveValue('Shipped');
  await expect.poll(() => stack.simulator.people.find(id)?.fields['Status']).toBe('Shipped');
  await orders.expectNoPending();
  expect(writesTo(stack, id)).toEqual([{ Status: 'Shipped' }]);
});

test('an edit can be taken back', async ({ page, stack }) => {
  const id = addOrder(stack, 'ORD-EDIT-2');
  const orders = new OrdersPage(page);
  await orders.open('/?q=ORD-EDIT-2');
  await orders.priority('ORD-EDIT-2').selectOption('High');
  await expect.poll(() => stack.simulator.people.find(id)?.fields['Priority']).toBe('High');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect.poll(() => stack.simulator.people.find(id)?.fields['Priority']).toBe('Low');
  await expect(orders.priority('ORD-EDIT-2')).toHaveValue('Low');
});

test('what other people change appears by itself', async ({ page, stack }) => {
  const id = addOrder(stack, 'ORD-EDIT-3');
  const orders = new OrdersPage(page);
  await orders.open('/?q=ORD-EDIT-3');
  stack.simulator.people.update(id, { Status: 'Delivered' });
  await expect(orders.status('ORD-EDIT-3')).toHaveValue('Delivered', { timeout: 10_000 });
});

test('an edit that Airtable will not take stays visible with its reason', async ({ page, stack }) => {
  const id = addOrder(stack, 'ORD-EDIT-4');
  const orders = new OrdersPage(page);
  await orders.open('/?q=ORD-EDIT-4');
  await stack.stopServer();
  await orders.status('ORD-EDIT-4').selectOption('Cancelled');
  await expect(orders.pendingButton(1)).toBeVisible();
  stack.simulator.people.delete(id);
  await stack.startServer();
  await orders.pendingButton(1).click();
  const discard = page.getByRole('button', { name: 'Discard' });
  await expect(page.getByText(/no longer|not exist|No such order/i).first()).toBeVisible({ timeout: 45_000 });
  await discard.first().click();
  await orders.expectNoPending();
});

test('two different fields changed meanwhile both stand, and nobody is asked', async ({
  page,
  stack,
  context,
}) => {
  const id = addOrder(stack, 'ORD-EDIT-5');
  const orders = new OrdersPage(page);
  await orders.open('/?q=ORD-EDIT-5');
  await orders.untilReadyOffline();
  await context.setOffline(true);
  await orders.status('ORD-EDIT-5').selectOption('Shipped');
  await expect(orders.pendingButton(1)).toBeVisible();
  stack.simulator.people.update(id, { Priority: 'High' });
  await context.setOffline(false);
  await expect
    .poll(() => recordOf(stack, 'ORD-EDIT-5').fields, { timeout: 20_000 })
    .toMatchObject({ Status: 'Shipped', Priority: 'High' });
  await orders.expectNoPending();
});

for (const decision of ['Keep mine', 'Take theirs'] as const) {
  test(`the same field set to two values is decided by a person: ${decision}`, async ({
    page,
    stack,
    context,
  }) => {
    const orderId = `ORD-CONFLICT-${decision.length}`;
    const id = addOrder(stack, orderId);
    const orders = new OrdersPage(page);
    await orders.open(`/?q=${orderId}`);
    await orders.untilReadyOffline();
    await context.setOffline(true);
    await orders.status(orderId).selectOption('Shipped');
    await expect(orders.pendingButton(1)).toBeVisible();
    stack.simulator.people.update(id, { Status: 'Cancelled' });
    await context.setOffline(false);
    await orders.pendingButton(1).click();
    const button = page.getByRole('button', { name: decision });
    await expect(button).toBeVisible({ timeout: 20_000 });
    expect(stack.simulator.people.find(id)?.fields['Status']).toBe('Cancelled');
    await button.click();
    const expected = decision === 'Keep mine' ? 'Shipped' : 'Cancelled';
    await orders.expectNoPending();
    await expect.poll(() => stack.simulator.people.find(id)?.fields['Status']).toBe(expected);
  });
}
