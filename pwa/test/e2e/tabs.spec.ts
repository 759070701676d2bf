import type { BrowserContext, Page } from '@playwright/test';
import { OrdersPage } from './support/orders-page.ts';
import { addOrder, writesTo } from './support/people.ts';
import { expect, test } from './support/stack.ts';
import type { Stack } from './support/start-stack.ts';

/** Two windows of one person, and an edit on its way from one of them that takes its time. */
async function sendSlowly(context: BrowserContext, stack: Stack, orderId: string) {
  const recordId = addOrder(stack, orderId);
  const windows: OrdersPage[] = [];
  for (let count = 0; count < 2; count += 1) {
    const orders = new OrdersPage(await context.newPage());
    await orders.open(`/?q=${orderId}`);
    await expect(orders.rows).toHaveCount(2);
    await orders.untilReadyOffline();
    windows.push(orders);
  }
  stack.simulator.faults.add({ kind: 'slow', ms: 4_000, method: 'PATCH', count: 1 });
  const isSent = context.waitForEvent('request', (request) => request.method() === 'PATCH');
  await windows[0]?.status(orderId).selectOption('Shipped');
  // Whichever has the lock sends.
  const sending = (await isSent).frame().page();
  const [sender, other] = windows[0]?.page === sending ? windows : windows.toReversed();
  if (sender === undefined || other === undefined) throw new Error('There are two windows.');
  return { recordId, sender, other };
}

async function expectSentOnce(stack: Stack, other: OrdersPage, recordId: string): Promise<void> {
  await other.expectNoPending();
  expect(writesTo(stack, recordId).filter((fields) => 'Status' in fields)).toEqual([{ Status: 'Shipped' }]);
}

test('F-01, F-35: when the window that sends crashes, another one goes on, and it is written once', async ({
  context,
  stack,
}) => {
  const { recordId, sender, other } = await sendSlowly(context, stack, 'ORD-TAB-CRASH');
  const isCrashed = sender.page.waitForEvent('crash');
  const session = await context.newCDPSession(sender.page);
  void session.send('Page.crash').catch(() => {});
  await isCrashed;
  await expectSentOnce(stack, other, recordId);
});

test('F-35: when the window that sends is closed, another one goes on, and it is written once', async ({
  context,
  stack,
}) => {
  const { recordId, sender, other } = await sendSlowly(context, stack, 'ORD-TAB-CLOSE');
  await sender.page.close();
  await expectSentOnce(stack, other, recordId);
});

test('F-35: when the window that sends goes elsewhere, another one goes on, and it is there again afterwards', async ({
  context,
  stack,
}) => {
  const { recordId, sender, other } = await sendSlowly(context, stack, 'ORD-TAB-AWAY');
  await sender.page.goto('/docs');
  await expectSentOnce(stack, other, recordId);
  await sender.page.goBack();
  await expect(sender.status('ORD-TAB-AWAY')).toHaveValue('Shipped');
  await sender.priority('ORD-TAB-AWAY').selectOption('High');
  await expect.poll(() => stack.simulator.people.find(recordId)?.fields['Priority']).toBe('High');
});

test('F-35: when the window that sends stands still, another one goes on, and it is written once', async ({
  context,
  stack,
}) => {
  const { recordId, sender, other } = await sendSlowly(context, stack, 'ORD-TAB-STILL');
  await standStill(context, sender.page);
  await expectSentOnce(stack, other, recordId);
});

test('F-04, F-21: three windows that come online together send each edit once, and all show it', async ({
  context,
  stack,
}) => {
  const ids = ['A', 'B', 'C'].map((letter) => addOrder(stack, `ORD-TRIO-${letter}`));
  const windows: OrdersPage[] = [];
  for (const _ of ids) {
    const orders = new OrdersPage(await context.newPage());
    await orders.open('/?q=ORD-TRIO');
    await expect(orders.rows).toHaveCount(4);
    await orders.untilReadyOffline();
    windows.push(orders);
  }
  await context.setOffline(true);
  for (const [index, letter] of ['A', 'B', 'C'].entries()) {
    await windows[index]?.status(`ORD-TRIO-${letter}`).selectOption('Delivered');
    for (const other of windows) await expect(other.status(`ORD-TRIO-${letter}`)).toHaveValue('Delivered');
  }
  await context.setOffline(false);
  for (const orders of windows) await orders.expectNoPending();
  for (const id of ids) {
    expect(writesTo(stack, id).filter((fields) => 'Status' in fields)).toEqual([{ Status: 'Delivered' }]);
  }
});

/** No script runs any more and every lock is kept, as in a window that the browser has frozen. */
async function standStill(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Debugger.enable');
  await session.send('Debugger.pause');
  // The pause begins with the next statement that runs.
  void page.evaluate(() => 'never').catch(() => {});
  await new Promise<void>((resolve) => {
    session.once('Debugger.paused', () => resolve());
  });
}
