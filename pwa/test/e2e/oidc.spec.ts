import { CLIENT_ID, CLIENT_SECRET, LoginProvider } from '@orders/bff/test/support/login-provider.ts';
import { test as base, expect, type Page } from '@playwright/test';
import { OrdersPage } from './support/orders-page.ts';
import { addOrder, writesTo } from './support/people.ts';
import { type Stack, startStack } from './support/start-stack.ts';

interface Setting {
  readonly stack: Stack;
  readonly provider: LoginProvider;
  readonly recordId: string;
}

const PEOPLE = {
  'u-1': { name: 'Alice Ames', email: 'alice@example.com', email_verified: true, groups: [] },
};
const LABEL = 'ORD-OIDC-1';

const test = base.extend<object, { setting: Setting }>({
  setting: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are wanted.
    async ({}, use) => {
      await using provider = await LoginProvider.start(PEOPLE);
      await using stack = await startStack();
      await stack.restartServer({
        AUTH_MODE: 'oidc',
        PUBLIC_URL: stack.baseURL,
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT_ID,
        OIDC_CLIENT_SECRET: CLIENT_SECRET,
      });
      await provider.register({ publicUrl: stack.baseURL, backchannelUrl: stack.baseURL });
      provider.person = 'u-1';
      const recordId = addOrder(stack, LABEL, { Status: 'Pending' });
      await use({ stack, provider, recordId });
    },
    { scope: 'worker' },
  ],
});

async function signIn(page: Page, { stack }: Setting, path = '/'): Promise<OrdersPage> {
  await page.goto(stack.baseURL + path);
  await page
    .getByRole('link', { name: 'Sign in' })
    .or(page.getByRole('button', { name: 'Sign in' }))
    .first()
    .click();
  const orders = new OrdersPage(page);
  await orders.untilLoaded();
  return orders;
}

test('S12: in a browser one signs in at the provider and comes back to where one was', async ({
  page,
  setting,
}) => {
  const orders = await signIn(page, setting, '/?q=ORD-OIDC');
  await expect(orders.row(LABEL)).toBeVisible();
  expect(new URL(page.url()).search).toBe('?q=ORD-OIDC');
  const cookies = await page.context().cookies(setting.stack.baseURL);
  expect(cookies.find(({ name }) => name === 'sid')).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('S12: a session that expires keeps what waits, says so, and sends it after the next login', async ({
  page,
  setting,
}) => {
  const orders = await signIn(page, setting, '/?q=ORD-OIDC');
  await orders.untilReadyOffline();
  await page.context().clearCookies();
  await orders.status(LABEL).selectOption('Shipped');
  const back = page.getByRole('link', { name: 'Sign in to send 1 edit' });
  await expect(back).toBeVisible();
  await expect(orders.pendingButton(1)).toBeVisible();
  await expect(orders.row(LABEL)).toBeVisible();
  expect(writesTo(setting.stack, setting.recordId)).toHaveLength(0);
  await back.click();
  await orders.untilLoaded();
  await orders.expectNoPending();
  await expect.poll(() => writesTo(setting.stack, setting.recordId).length).toBe(1);
  expect(new URL(page.url()).search).toBe('?q=ORD-OIDC');
});

test('S12 S13: offline goes on, and signing out leaves nothing behind', async ({ page, setting }) => {
  const orders = await signIn(page, setting, '/?q=ORD-OIDC');
  await orders.untilReadyOffline();
  await page.context().setOffline(true);
  await page.reload();
  await expect(orders.row(LABEL)).toBeVisible();
  await page.context().setOffline(false);
  await expect(orders.connection).toContainText(/^Online/);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  // The provider asks whether its own session is to end, too.
  await expect(page).toHaveURL(new RegExp(`^${setting.provider.issuer}/`));
  await page.goto(setting.stack.baseURL);
  await expect(page.getByText(LABEL)).toHaveCount(0);
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  expect(names.filter((name) => name.includes('u-1'))).toEqual([]);
});
