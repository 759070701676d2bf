import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { OrdersPage } from './support/orders-page.ts';
import { addOrder, writesTo } from './support/people.ts';
import { PROXY_LOGIN, signIn } from './support/signed-in.ts';
import { type Stack, startStack } from './support/start-stack.ts';

const ANN = { id: 'ann-canary-7', name: 'ann.canary@example.com' };
const BOB = { id: 'bob-9', name: 'bob@example.com' };
/** What must be found nowhere after a sign-out: who it was, and a customer. */
const CANARIES = ['canary', 'Kanarienvogel'];

const test = base.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are wanted.
    async ({}, use) => {
      await using stack = await startStack({ settings: PROXY_LOGIN });
      addOrder(stack, 'ORD-SECRET', { Customer: 'Kanarienvogel & Sons' });
      await use(stack);
    },
    { scope: 'worker' },
  ],
});

test.beforeEach(async ({ context, stack }) => {
  await stack.startServer();
  await signIn(context, ANN);
});

async function openAs(context: BrowserContext, stack: Stack, path = '/'): Promise<OrdersPage> {
  const page = await context.newPage();
  const orders = new OrdersPage(page);
  await orders.open(stack.baseURL + path);
  await orders.untilReadyOffline();
  return orders;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Every text that a window of this site can get hold of: databases, caches, both storages and the page itself. */
async function everythingIn(page: Page): Promise<{ databases: string[]; text: string }> {
  return page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found: unknown[] = [document.documentElement.outerHTML, document.title];
    found.push(
      [...document.querySelectorAll('input, select')].map((field) => 'value' in field && field.value),
    );
    found.push({ ...localStorage }, { ...sessionStorage });
    const databases = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    for (const name of databases) {
      const db = await settled(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        found.push(await settled(db.transaction(store).objectStore(store).getAll()));
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push(name, request.url, await response?.text());
      }
    }
    return { databases, text: JSON.stringify([databases, found]) };
  });
}

function canariesIn(text: string): string[] {
  return CANARIES.filter((canary) => text.toLowerCase().includes(canary.toLowerCase()));
}

test('S13 F-23: after a sign-out nothing of the person and the orders is left anywhere on the device, in any window', async ({
  context,
  stack,
}) => {
  const first = await openAs(context, stack);
  const second = await openAs(context, stack, '/orders/ORD-SECRET');
  const third = await openAs(context, stack, '/?q=Kanarien');
  // The sweep finds what is there, or it proves nothing.
  expect(canariesIn((await everythingIn(first.page)).text)).toEqual(CANARIES);
  await signOut(first.page);
  for (const { page } of [first, second, third]) {
    await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
    await expect(page).toHaveURL(`${stack.baseURL}/`);
  }
  for (const { page } of [first, second, third]) {
    const { databases, text } = await everythingIn(page);
    expect(canariesIn(text)).toEqual([]);
    expect(databases.filter((name) => name.startsWith('orders-cache:'))).toEqual([]);
    expect(text).not.toContain('ORD-');
  }
});

test('S13 F-23: the same without a connection, with an edit that was never sent, and after the app is opened again', async ({
  context,
  stack,
}) => {
  const id = addOrder(stack, 'ORD-UNSENT', { Customer: 'Kanarienvogel & Sons' });
  const orders = await openAs(context, stack, '/?q=ORD-UNSENT');
  const { page } = orders;
  await context.setOffline(true);
  await orders.status('ORD-UNSENT').selectOption('Shipped');
  await expect(orders.pendingButton(1)).toBeVisible();
  await signOut(page);
  const question = page.getByRole('alertdialog', { name: '1 edit has not been sent' });
  const download = page.waitForEvent('download');
  await question.getByRole('button', { name: 'Export' }).click();
  expect((await download).suggestedFilename()).toBe('orders-pending-edits.json');
  await question.getByRole('button', { name: 'Sign out and delete it' }).click();
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await expect(page).toHaveTitle('Orders');
  expect(canariesIn((await everythingIn(page)).text)).toEqual([]);
  await page.close();

  const later = await context.newPage();
  await later.goto(stack.baseURL);
  await expect(later.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await context.setOffline(false);
  await signIn(context, BOB);
  await later.getByRole('button', { name: 'Sign in' }).click();
  const bobs = new OrdersPage(later);
  await bobs.untilLoaded();
  await bobs.expectNoPending();
  expect(writesTo(stack, id)).toEqual([]);
});

test('F-16: an edit that another person left on the device is neither shown nor sent to anybody else, and is sent for its owner', async ({
  context,
  stack,
}) => {
  const id = addOrder(stack, 'ORD-ANNS');
  const anns = await openAs(context, stack, '/?q=ORD-ANNS');
  await context.setOffline(true);
  await anns.status('ORD-ANNS').selectOption('Shipped');
  await expect(anns.pendingButton(1)).toBeVisible();
  await anns.page.close();

  await context.setOffline(false);
  await signIn(context, BOB);
  const bobs = new OrdersPage(await context.newPage());
  await bobs.page.goto(`${stack.baseURL}/?q=ORD-ANNS`);
  await expect(bobs.page.getByText('1 edit of another account waits on this device')).toBeVisible();
  await bobs.expectNoPending();
  await expect(bobs.status('ORD-ANNS')).toHaveValue('Pending');
  expect(writesTo(stack, id)).toEqual([]);
  await bobs.page.close();

  await signIn(context, ANN);
  const again = new OrdersPage(await context.newPage());
  await again.open(`${stack.baseURL}/?q=ORD-ANNS`);
  await expect.poll(() => writesTo(stack, id)).toEqual([{ Status: 'Shipped' }]);
});
