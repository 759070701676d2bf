import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { chromiumLaunch } from '../test/e2e/support/chromium.ts';
import { startStack } from '../test/e2e/support/start-stack.ts';

// Makes what public/ holds as pictures from our own sources: icons from the drawings beside this file, screenshots
// from the built app on the simulator. Run it by `npm run assets` after `npm run build`, and commit what it makes.

const PUBLIC = join(import.meta.dirname, '../public');

const ICONS = [
  { from: 'icon.svg', to: 'icons/icon-96.png', size: 96 },
  { from: 'icon.svg', to: 'icons/icon-192.png', size: 192 },
  { from: 'icon.svg', to: 'icons/icon-512.png', size: 512 },
  { from: 'icon-maskable.svg', to: 'icons/icon-maskable-512.png', size: 512 },
  { from: 'icon-maskable.svg', to: 'icons/apple-touch-icon.png', size: 180 },
];

const SCREENSHOTS = [
  { to: 'screenshots/wide.png', path: '/', width: 1280, height: 800, scale: 1, colorScheme: 'light' },
  {
    to: 'screenshots/wide-order.png',
    path: '/orders/ORD-004992',
    width: 1280,
    height: 800,
    scale: 1,
    colorScheme: 'dark',
  },
  { to: 'screenshots/narrow.png', path: '/', width: 390, height: 844, scale: 2, colorScheme: 'light' },
] as const;

const browser = await chromium.launch(chromiumLaunch);
try {
  for (const icon of ICONS) await drawIcon(browser, icon);
  await using stack = await startStack({
    simulator: { orders: 5000, seed: 'screenshots' },
    settings: { SYNC_INTERVAL_SECONDS: '0' },
  });
  for (const screenshot of SCREENSHOTS) await takeScreenshot(browser, stack.baseURL, screenshot);
} finally {
  await browser.close();
}
await writeFile(join(PUBLIC, 'favicon.svg'), await readFile(join(import.meta.dirname, 'icon.svg')));

async function drawIcon(browser: Browser, { from, to, size }: (typeof ICONS)[number]): Promise<void> {
  const drawing = await readFile(join(import.meta.dirname, from), 'utf8');
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
  await page.screenshot({ path: join(PUBLIC, to), omitBackground: true });
  await page.close();
}

async function takeScreenshot(
  browser: Browser,
  baseURL: string,
  { to, path, width, height, scale, colorScheme }: (typeof SCREENSHOTS)[number],
): Promise<void> {
  const page = await browser.newPage({
    baseURL,
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme,
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  await page.goto(path);
  await page.getByRole('row').nth(1).waitFor();
  await page.getByRole('status').filter({ hasText: 'ready offline' }).waitFor();
  if (width > 760) await page.getByRole('figure', { name: 'Orders by status' }).waitFor();
  await page.screenshot({ path: join(PUBLIC, to) });
  await page.close();
}
