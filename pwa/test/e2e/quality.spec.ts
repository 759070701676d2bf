import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { OrdersPage } from './support/orders-page.ts';
import { expect, test } from './support/stack.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the ${colorScheme} dashboard, nor in an open order`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const orders = new OrdersPage(page);
    await orders.open();
    await expect(page.getByRole('figure', { name: 'Orders by status' })).toBeVisible();
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    expect((await new AxeBuilder({ page }).withTags(tags).analyze()).violations).toEqual([]);
    await page.goto('/orders/ORD-000020');
    await orders.untilLoaded();
    expect((await new AxeBuilder({ page }).withTags(tags).analyze()).violations).toEqual([]);
  });
}

test('the app can be installed', async ({ page }) => {
  const orders = new OrdersPage(page);
  await orders.open();
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  const errors = installabilityErrors.map(({ errorId }) => errorId);
  expect(errors.filter((id) => id !== 'in-incognito')).toEqual([]);
  const manifest = await (await page.request.get('/manifest.webmanifest')).json();
  expect(manifest).toMatchObject({
    name: 'Orders',
    display: 'standalone',
    start_url: expect.any(String),
    id: expect.any(String),
    scope: '/',
  });
  const icons = manifest.icons.map(
    ({ sizes, purpose = 'any' }: { sizes: string; purpose?: string }) => `${sizes} ${purpose}`,
  );
  expect(icons).toEqual(expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']));
  expect(manifest.screenshots.map(({ form_factor }: { form_factor: string }) => form_factor)).toEqual(
    expect.arrayContaining(['wide', 'narrow']),
  );
  expect(manifest.shortcuts.length).toBeGreaterThan(0);
  expect(manifest.display_override[0]).toBe('window-controls-overlay');
});

test('a web+order: link opens its order, and going back does not lead to the link', async ({ page }) => {
  const manifest = await (await page.request.get('/manifest.webmanifest')).json();
  const [{ protocol, url }] = manifest.protocol_handlers;
  expect(protocol).toBe('web+order');
  await page.goto('/robots.txt');
  await page.goto(url.replace('%s', encodeURIComponent('web+order:ORD-000020')));
  await expect(page.getByRole('dialog', { name: 'ORD-000020' })).toBeVisible();
  await expect(page).toHaveURL(/\/orders\/ORD-000020$/);
  await page.goBack();
  await expect(page).toHaveURL(/robots/);
});

for (const width of [1440, 1024, 390]) {
  test(`nothing runs over the edge at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/');
    await expect(page.getByText('ORD-', { exact: false }).first()).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

test('S3: nothing is reported to the console while one works, and no policy is broken', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  const orders = new OrdersPage(page);
  const answer = await page.goto('/');
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/default-src 'none'.*require-trusted-types-for 'script'/);
  expect(policy).not.toContain('unsafe');
  await orders.untilLoaded();
  await orders.untilReadyOffline();
  await orders.sortBy('Customer');
  await orders.search.fill('a');
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(orders.connection).toContainText(/^Online/);
  // The worker's answer carries the policy as well, and so does the page that explains the API.
  await page.context().setOffline(true);
  await page.reload();
  await orders.untilLoaded();
  await page.context().setOffline(false);
  await page.goto('/docs');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  // What could not be fetched without a connection, and the icon that a browser looks for by itself.
  const ofLoading = /^Failed to load resource/;
  expect(problems.filter((text) => !ofLoading.test(text))).toEqual([]);
});

test('S3: a text that would become a script is refused by the browser', async ({ page }) => {
  await new OrdersPage(page).open();
  const refused = await page.evaluate(() => {
    const attempts = [
      () => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>'),
      () => Object.assign(document.createElement('script'), { src: 'https://evil.example/x.js' }),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'done';
      } catch (error) {
        return (error as Error).name;
      }
    });
  });
  expect(refused).toEqual(['TypeError', 'TypeError']);
});

test('S9: the built app holds nothing that looks like a secret', () => {
  const folder = join(import.meta.dirname, '../../dist');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:js|css|html|json|webmanifest|svg|txt)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(10);
  const secret = /rediss?:\/\/|\bpat[A-Za-z0-9]{14}\.|orders_[A-Za-z0-9_-]{43}|-----BEGIN/;
  const found = files.filter((name) => secret.test(readFileSync(join(folder, name), 'utf8')));
  expect(found).toEqual([]);
});
