import { parseArgs } from 'node:util';
import { formatTable, percentile } from '@orders/infra/load/load-table.ts';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumLaunch } from '../test/e2e/support/chromium.ts';
import { type Stack, startStack } from '../test/e2e/support/start-stack.ts';

// What the app does with many orders on the device, in the built app: `npm run bench:app`.

const ROUNDS = 5;
const SETTLE_MS = 1_000;
const MEGABYTE = 1024 ** 2;

interface Figures {
  readonly firstReadyMs: number;
  readonly refetchMs: number;
  readonly longestTaskMs: number;
  readonly storedBytes: number;
  readonly warmStartMs: number;
  readonly searchMs: number;
  readonly filterMs: number;
  readonly sortMs: number;
  readonly heapBytes: number;
}

const median = (values: readonly number[]) => percentile(values, 0.5);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { orders: { type: 'string', default: '5000,50000' } } });
  const browser = await chromium.launch(chromiumLaunch);
  try {
    const rows: string[][] = [];
    for (const orders of values.orders.split(',').map(Number)) {
      await using stack = await startStack({ simulator: { orders, latencyMs: 0 } });
      for (const throttle of [1, 4])
        rows.push(rowOf(orders, throttle, await measure(browser, stack, throttle)));
    }
    const columns = [
      ...['orders', 'CPU', 'first visit to ready s', 'refetch s', 'longest task ms', 'stored MB'],
      ...['offline start to rows ms', 'search ms', 'filter ms', 'sort ms', 'heap MB'],
    ];
    const title = 'The copy on the device (medians; each to the new rows in the page)';
    console.log(formatTable({ title, columns, rows }));
  } finally {
    await browser.close();
  }
}

function rowOf(orders: number, throttle: number, figures: Figures): string[] {
  const ms = (value: number) => value.toFixed(0);
  return [
    String(orders),
    throttle === 1 ? 'full' : `1/${throttle}`,
    (figures.firstReadyMs / 1_000).toFixed(1),
    (figures.refetchMs / 1_000).toFixed(1),
    ms(figures.longestTaskMs),
    (figures.storedBytes / MEGABYTE).toFixed(1),
    ...[figures.warmStartMs, figures.searchMs, figures.filterMs, figures.sortMs].map(ms),
    (figures.heapBytes / MEGABYTE).toFixed(0),
  ];
}

async function measure(browser: Browser, stack: Stack, throttle: number): Promise<Figures> {
  const context = await browser.newContext({
    baseURL: stack.baseURL,
    viewport: { width: 1440, height: 900 },
  });
  try {
    await context.addInitScript(watchLongTasks);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    const begunAt = Date.now();
    await page.goto('/');
    await untilReady(page);
    const firstReadyMs = Date.now() - begunAt;
    const refetch = await refetchAll(page);
    const storedBytes = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
    const warm: number[] = [];
    await context.setOffline(true);
    for (let round = 0; round < ROUNDS; round += 1) warm.push(await startToRows(context, throttle));
    const interactions = await interact(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return {
      firstReadyMs,
      ...refetch,
      storedBytes,
      warmStartMs: median(warm),
      ...interactions,
      heapBytes: usedSize,
    };
  } finally {
    await context.close();
  }
}

/** The longest task since the last time it was asked. */
function watchLongTasks(): void {
  const longest = { ms: 0 };
  Object.assign(globalThis, { longestTask: longest });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
  }).observe({ type: 'longtask', buffered: false });
}

async function untilReady(page: Page): Promise<void> {
  await page.getByRole('status').filter({ hasText: 'ready offline' }).waitFor({ timeout: 180_000 });
}

/** Everything is fetched and stored anew, as after a `reset`, while what was there before is shown. */
async function refetchAll(page: Page): Promise<{ refetchMs: number; longestTaskMs: number }> {
  await page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.startsWith('orders-cache:')) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      const opening = indexedDB.open(name);
      opening.onsuccess = () => {
        const writing = opening.result.transaction('copy', 'readwrite');
        const store = writing.objectStore('copy');
        const reading = store.get('copy');
        reading.onsuccess = () =>
          store.put({ ...reading.result, cursor: 'gone.1', revision: reading.result.revision + 1 });
        writing.oncomplete = () => {
          opening.result.close();
          resolve();
        };
      };
      await promise;
    }
  });
  await page.reload();
  await page.getByRole('row').nth(1).waitFor();
  const begunAt = Date.now();
  await page.waitForResponse(
    (response) => response.url().includes('/api/orders/changes') && !response.url().includes('since=gone'),
  );
  await page.evaluate(() => {
    (globalThis as unknown as { longestTask: { ms: number } }).longestTask.ms = 0;
  });
  await page.waitForFunction(
    async () => {
      for (const { name = '' } of await indexedDB.databases()) {
        if (!name.startsWith('orders-cache:')) continue;
        const state = await new Promise<{ cursor: string }>((resolve) => {
          const opening = indexedDB.open(name);
          opening.onsuccess = () => {
            const reading = opening.result.transaction('copy').objectStore('copy').get('copy');
            reading.onsuccess = () => {
              opening.result.close();
              resolve(reading.result);
            };
          };
        });
        return state.cursor !== 'gone.1';
      }
      return false;
    },
    undefined,
    { timeout: 180_000, polling: 50 },
  );
  const refetchMs = Date.now() - begunAt;
  const longestTaskMs = await page.evaluate(
    () => (globalThis as unknown as { longestTask: { ms: number } }).longestTask.ms,
  );
  return { refetchMs, longestTaskMs };
}

/** From the navigation of a new window without a network to the first order in its table. */
async function startToRows(context: BrowserContext, throttle: number): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  await page.addInitScript(() => {
    const watch = () => {
      if (document.querySelector('tbody tr a') === null) requestAnimationFrame(watch);
      else Object.assign(globalThis, { rowsAt: performance.now() });
    };
    watch();
  });
  await page.goto('/');
  await page.waitForFunction(() => 'rowsAt' in globalThis, undefined, { timeout: 60_000 });
  const ms = await page.evaluate(() => (globalThis as unknown as { rowsAt: number }).rowsAt);
  await page.close();
  return ms;
}

async function interact(page: Page): Promise<{ searchMs: number; filterMs: number; sortMs: number }> {
  const searches: number[] = [];
  const filters: number[] = [];
  const sorts: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    searches.push(await timed(page, () => page.getByRole('searchbox').fill(`0${round}7`)));
    await page.getByRole('searchbox').fill('');
    // What clearing it changes must not be taken for what comes next.
    await page.waitForTimeout(SETTLE_MS);
    sorts.push(
      await timed(page, () =>
        page.getByRole('columnheader', { name: 'Customer' }).getByRole('button').click(),
      ),
    );
    await page.evaluate((status) => history.pushState(null, '', `/?status=${status}`), 'Pending');
    filters.push(
      await timed(page, () => page.evaluate(() => void dispatchEvent(new PopStateEvent('popstate')))),
    );
    await page.evaluate(() => history.pushState(null, '', '/'));
    await page.evaluate(() => void dispatchEvent(new PopStateEvent('popstate')));
    await page.waitForTimeout(SETTLE_MS);
  }
  return { searchMs: median(searches), filterMs: median(filters), sortMs: median(sorts) };
}

/** From the event that an action sets off to the table's next change. */
async function timed(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => {
    const table = document.querySelector('tbody');
    let begunAt = 0;
    const note = () => {
      begunAt ||= performance.now();
    };
    for (const type of ['input', 'click', 'popstate'])
      addEventListener(type, note, { capture: true, once: true });
    const { promise, resolve } = Promise.withResolvers<number>();
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve(performance.now() - begunAt);
    });
    if (table !== null) observer.observe(table, { childList: true, subtree: true, characterData: true });
    Object.assign(globalThis, { changed: promise });
  });
  await act();
  return page.evaluate(() => (globalThis as unknown as { changed: Promise<number> }).changed);
}

await main();
