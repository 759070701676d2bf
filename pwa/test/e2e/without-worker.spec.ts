import { OrdersPage } from './support/orders-page.ts';
import { addOrder, writesTo } from './support/people.ts';
import { expect, test } from './support/stack.ts';

test.use({ serviceWorkers: 'block' });

test('F-38: without a service worker edits are kept while offline and sent once, and nothing is promised', async ({
  page,
  context,
  stack,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  // A breaker that an earlier test has opened would keep the order back.
  await stack.restartServer();
  const id = addOrder(stack, 'ORD-BLOCKED-1');
  const orders = new OrdersPage(page);
  await orders.open('/?q=ORD-BLOCKED-1');
  await expect(orders.connection).toContainText(/^Online/);
  await orders.priority('ORD-BLOCKED-1').selectOption('High');
  await expect.poll(() => stack.simulator.people.find(id)?.fields['Priority']).toBe('High');
  await orders.expectNoPending();

  await context.setOffline(true);
  await expect(orders.connection).toContainText(/^Offline/);
  await orders.status('ORD-BLOCKED-1').selectOption('Shipped');
  await expect(orders.pendingButton(1)).toBeVisible();
  await orders.search.fill('ORD-00002');
  await expect(orders.rows).toHaveCount(11);
  // It would not start without a connection.
  await expect(orders.connection).not.toContainText('ready offline');

  await context.setOffline(false);
  await orders.expectNoPending();
  expect(writesTo(stack, id)).toEqual([{ Priority: 'High' }, { Status: 'Shipped' }]);
  expect(problems).toEqual([]);
});
