import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/deploying-stack.ts';
import { OrdersPage } from './support/orders-page.ts';
import { addOrder } from './support/people.ts';

const updateButton = (page: Page) => page.getByRole('button', { name: 'New version: reload' });

/** Which build runs in a window; the second one leaves its name in the document. */
const buildOf = (page: Page) => page.evaluate(() => document.documentElement.dataset['build'] ?? 'first');

/** Looks for a new version, as the app does once an hour. */
const lookForUpdate = (page: Page) =>
  page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });

/** Something that a reload would wipe out. */
const leaveMark = (page: Page) => page.evaluate(() => document.body.setAttribute('data-mark', 'here'));
const expectMark = (page: Page) => expect(page.locator('body[data-mark=here]')).toHaveCount(1);

/** Parts of the app are fetched only when somebody wants them, not in advance. */
const fetchLate = (page: Page) =>
  page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });

test('F-26 F-27 F-30: a new version is offered to all windows and reloads only the one that accepts it', async ({
  context,
  stack,
  deployment,
}) => {
  const mine = new OrdersPage(await context.newPage());
  const other = new OrdersPage(await context.newPage());
  for (const orders of [mine, other]) {
    await orders.open();
    await orders.untilReadyOffline();
    await leaveMark(orders.page);
  }
  await deployment.deploy('second');
  await stack.restartServer();
  await lookForUpdate(mine.page);
  for (const { page } of [mine, other]) {
    await expect(updateButton(page)).toBeVisible();
    await expectMark(page);
  }
  const states = await mine.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const isOld = registration?.active === navigator.serviceWorker.controller;
    return { waiting: registration?.waiting?.state, isOldInControl: isOld };
  });
  expect(states).toEqual({ waiting: 'installed', isOldInControl: true });

  await other.search.fill('ORD-00012');
  await updateButton(mine.page).click();
  await expect.poll(() => buildOf(mine.page).catch(() => null)).toBe('second');
  await mine.untilLoaded();
  await expect(updateButton(mine.page)).toHaveCount(0);
  await expectMark(other.page);
  await expect(other.search).toHaveValue('ORD-00012');
  expect(await buildOf(other.page)).toBe('first');

  await updateButton(other.page).click();
  await expect.poll(() => buildOf(other.page).catch(() => null)).toBe('second');
  await expect(other.search).toHaveValue('ORD-00012');
});

test('F-26: a window reloads only when the edit that it is sending is through', async ({
  context,
  stack,
  deployment,
}) => {
  const id = addOrder(stack, 'ORD-UPDATE-1');
  const orders = new OrdersPage(await context.newPage());
  await orders.open('/?q=ORD-UPDATE-1');
  await orders.untilReadyOffline();
  await leaveMark(orders.page);
  await deployment.deploy('second');
  await stack.restartServer();
  await lookForUpdate(orders.page);
  await expect(updateButton(orders.page)).toBeVisible();
  const held = Promise.withResolvers<void>();
  const isSending = Promise.withResolvers<void>();
  await context.route('**/api/orders/**', async (route) => {
    if (route.request().method() === 'PATCH') {
      isSending.resolve();
      await held.promise;
    }
    await route.continue();
  });
  await orders.status('ORD-UPDATE-1').selectOption('Shipped');
  await isSending.promise;
  await updateButton(orders.page).click();
  await expect
    .poll(() =>
      orders.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        return [registration?.waiting ?? null, registration?.active?.state];
      }),
    )
    .toEqual([null, 'activated']);
  await expectMark(orders.page);
  held.resolve();
  await expect.poll(() => buildOf(orders.page).catch(() => null)).toBe('second');
  await expect.poll(() => stack.simulator.people.find(id)?.fields['Status']).toBe('Shipped');
  await orders.expectNoPending();
});

test('F-28: a window of the old build still opens every part after the update, offline too', async ({
  context,
  stack,
  deployment,
}) => {
  const old = new OrdersPage(await context.newPage());
  await fetchLate(old.page);
  await old.open();
  await old.untilReadyOffline();
  await leaveMark(old.page);
  const mine = new OrdersPage(await context.newPage());
  await mine.open();
  await deployment.deploy('second');
  await stack.restartServer();
  await lookForUpdate(mine.page);
  await updateButton(mine.page).click();
  await expect.poll(() => buildOf(mine.page).catch(() => null)).toBe('second');

  // The browser's own cache may help out, and may just as well not.
  await (await context.newCDPSession(old.page)).send('Network.clearBrowserCache');
  await old.table.getByRole('link').first().click();
  await expect(old.page.getByRole('dialog')).toBeVisible();
  await old.page.keyboard.press('Escape');
  await context.setOffline(true);
  await old.page.getByRole('button', { name: 'Menu' }).click();
  await expect(old.page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible();
  await old.page.keyboard.press('Escape');
  const missing = await old.page.evaluate(
    async (paths) => {
      const answers = await Promise.all(paths.map((path) => fetch(path).catch(() => null)));
      return paths.filter((_path, index) => answers[index]?.ok !== true);
    },
    await deployment.assetsOf('first'),
  );
  expect(missing).toEqual([]);
  await expectMark(old.page);
  expect(await buildOf(old.page)).toBe('first');
});

test.describe('without a worker', () => {
  test.use({ serviceWorkers: 'block' });

  test('F-28: a window of the old build gets its late parts from the server of the new one', async ({
    page,
    stack,
    deployment,
  }) => {
    await fetchLate(page);
    const orders = new OrdersPage(page);
    await orders.open();
    await deployment.deploy('second');
    await stack.restartServer();
    await orders.table.getByRole('link').first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    for (const path of await deployment.assetsOf('first')) {
      const answer = await page.request.get(path);
      expect([path, answer.status(), answer.headers()['cache-control']]).toEqual([
        path,
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    const gone = await page.request.get('/assets/charts-of-long-ago.js');
    expect([gone.status(), gone.headers()['cache-control']]).toEqual([404, 'no-store']);
  });
});

test('F-29: a window whose worker is stuck on the old build is brought to the new one', async ({
  page,
  stack,
  deployment,
}) => {
  const orders = new OrdersPage(page);
  await orders.open();
  await orders.untilReadyOffline();
  // Something on the way to the server goes on giving out the old worker.
  await deployment.deploy('second', (next) =>
    cp(join(deployment.root, 'builds/first/service-worker.js'), join(next, 'service-worker.js')),
  );
  await stack.restartServer();
  await page.reload();
  await orders.untilLoaded();
  expect(await buildOf(page)).toBe('first');
  await leaveMark(page);
  await expect(updateButton(page)).toBeVisible();
  await expectMark(page);
  await updateButton(page).click();
  await expect.poll(() => buildOf(page).catch(() => null)).toBe('second');
  await orders.untilLoaded();
});
