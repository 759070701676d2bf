import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumLaunch } from '../test/e2e/support/chromium.ts';
import { type Stack, startStack } from '../test/e2e/support/start-stack.ts';

// Makes the pictures of docs/ from the built app on the simulator. Run it by `npm run screenshots` after
// `npm run build`, look at them, and commit what it makes.

const FOLDER = join(import.meta.dirname, '../../docs/screenshots');

await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch(chromiumLaunch);
try {
  await using stack = await startStack({
    simulator: { orders: 5000, seed: 'screenshots' },
    settings: { SYNC_INTERVAL_SECONDS: '30' },
  });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 1024, 390]) {
      const page = await openPage(stack, { width, colorScheme });
      await shoot(page, `overview-${colorScheme}-${width}`);
      if (width !== 1024) {
        await page.getByRole('link', { name: /^ORD-/ }).first().click();
        await shoot(page, `order-${colorScheme}-${width}`);
      }
      await page.context().close();
    }
    await shootOfflineAndConflict(stack, colorScheme);
  }
  await shootEmpty(stack);
} finally {
  await browser.close();
}

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

async function openPage(stack: Stack, { width, colorScheme }: Look, path = '/'): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    baseURL: stack.baseURL,
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme,
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(path);
  await page.getByRole('status').filter({ hasText: 'ready offline' }).waitFor();
  if (width > 760) await page.getByRole('figure', { name: 'Orders by status' }).waitFor();
  return page;
}

/** Two people who set one field to two values, one of them without a connection. */
async function shootOfflineAndConflict(stack: Stack, colorScheme: 'light' | 'dark'): Promise<void> {
  const orderId = `ORD-1042${colorScheme === 'light' ? 1 : 2}`;
  const record = stack.simulator.people.create({
    'Order ID': orderId,
    Customer: 'Café Ñandú',
    Status: 'Pending',
    Priority: 'High',
    'Order Total': 128.4,
    'Created At': new Date().toISOString(),
  });
  const page = await openPage(stack, { width: 1440, colorScheme });
  await page.getByRole('button', { name: 'Sync now' }).click();
  const status = page.getByRole('combobox', { name: `Status of ${orderId}` });
  await status.waitFor();
  await page.context().setOffline(true);
  await status.selectOption('Shipped');
  await page
    .getByRole('status')
    .filter({ hasText: /^Offline/ })
    .waitFor();
  await page.getByRole('button', { name: '1 pending edit' }).click();
  await shoot(page, `offline-${colorScheme}`);
  stack.simulator.people.update(record.id, { Status: 'Cancelled' });
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Keep mine' }).waitFor();
  await shoot(page, `conflict-${colorScheme}`);
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await page.context().close();
}

async function shootEmpty(stack: Stack): Promise<void> {
  const page = await openPage(stack, { width: 1440, colorScheme: 'light' }, '/?q=nothing+like+this');
  await shoot(page, 'empty-light');
  await page.context().close();
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => new Promise(requestAnimationFrame)));
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
