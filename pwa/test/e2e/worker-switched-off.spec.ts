import type { Page } from '@playwright/test';
import { OrdersPage } from './support/orders-page.ts';
import { addOrder, writesTo } from './support/people.ts';
import { expect, test } from './support/stack.ts';

// The next test's server starts with the switch where it belongs.
test.afterEach(({ stack }) => stack.stopServer());

const keptOf = (page: Page) =>
  page.evaluate(async () => ({
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    caches: await caches.keys(),
    isControlled: navigator.serviceWorker.controller !== null,
  }));
const NOTHING = { workers: 0, caches: [], isControlled: false };

/**
 * Opens the app anew and says whether it comes from the server. A browser takes the worker that ends the other when that
 * one has nothing under way, at the latest when no window is open.
 */
async function opensFromServer(page: Page, path: string): Promise<boolean> {
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await page.goto('about:blank');
  await page.goto(path);
  return page.evaluate(() => navigator.serviceWorker.controller === null);
}

test('SERVICE_WORKER=off takes the kept app from a browser, and the edit that waits in it is sent', async ({
  page,
  stack,
}) => {
  const id = addOrder(stack, 'ORD-SWITCH-1');
  const orders = new OrdersPage(page);
  await orders.open('/?q=ORD-SWITCH-1');
  await orders.untilReadyOffline();
  await stack.stopServer();
  await orders.status('ORD-SWITCH-1').selectOption('Shipped');
  await expect(orders.pendingButton(1)).toBeVisible();
  await page.reload();
  await expect(orders.pendingButton(1)).toBeVisible();
  expect(writesTo(stack, id)).toEqual([]);
  await stack.startServer({ SERVICE_WORKER: 'off' });
  await expect.poll(() => opensFromServer(page, '/?q=ORD-SWITCH-1').catch(() => false)).toBe(true);
  await expect.poll(() => keptOf(page).catch(() => null)).toEqual(NOTHING);
  await orders.expectNoPending();
  await expect.poll(() => stack.simulator.people.find(id)?.fields['Status']).toBe('Shipped');
  expect(writesTo(stack, id)).toEqual([{ Status: 'Shipped' }]);
});

test('while it is off nothing is kept, nothing reloads by itself, and the app works', async ({
  page,
  context,
  stack,
}) => {
  const id = addOrder(stack, 'ORD-SWITCH-2');
  await stack.restartServer({ SERVICE_WORKER: 'off' });
  const orders = new OrdersPage(page);
  let documents = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents += 1;
  });
  for (const visits of [1, 2]) {
    const worker = context.waitForEvent('serviceworker');
    await orders.open('/?q=ORD-SWITCH-2');
    const ended = await worker;
    expect(ended.url()).toContain('/service-worker.js');
    await expect.poll(() => keptOf(page)).toEqual(NOTHING);
    const [from, to] = visits === 1 ? (['Low', 'High'] as const) : (['High', 'Medium'] as const);
    await expect(orders.priority('ORD-SWITCH-2')).toHaveValue(from);
    await orders.priority('ORD-SWITCH-2').selectOption(to);
    await expect.poll(() => stack.simulator.people.find(id)?.fields['Priority']).toBe(to);
    await expect(orders.connection).not.toContainText('ready offline');
    expect(documents).toBe(visits);
  }

  await stack.restartServer();
  await orders.open('/?q=ORD-SWITCH-2');
  await orders.untilReadyOffline();
});
