import { parseArgs } from 'node:util';
import { formatTable } from '@orders/infra/load/load-table.ts';
import { type CDPSession, chromium, type Page, type Response } from '@playwright/test';
import { chromiumLaunch } from '../test/e2e/support/chromium.ts';
import { type Stack, startStack } from '../test/e2e/support/start-stack.ts';

// Whether the app grows when it is left open all day, in the built app: `npm run bench:day`.

/** As by the settings' default. */
const LOOKS_AN_HOUR = 120;
/** What others change between two looks. */
const CHANGES_A_LOOK = 5;
/** What the person does meanwhile comes once in so many looks. */
const HAND_EVERY = 20;
const STATUSES = ['Pending', 'Processing', 'Shipped', 'Delivered'];
const LONGEST_WAIT_MS = 1_000;
const MEGABYTE = 1024 ** 2;

interface Figures {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly storedBytes: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { orders: { type: 'string', default: '5000' }, hours: { type: 'string', default: '8' } },
  });
  const [orders, hours] = [Number(values.orders), Number(values.hours)];
  await using stack = await startStack({
    simulator: { orders, latencyMs: 0 },
    settings: { SYNC_INTERVAL_SECONDS: '3600' },
  });
  const browser = await chromium.launch(chromiumLaunch);
  try {
    const page = await browser.newPage({ baseURL: stack.baseURL, viewport: { width: 1440, height: 900 } });
    const session = await page.context().newCDPSession(page);
    await page.goto('/');
    await page.getByRole('status').filter({ hasText: 'ready offline' }).waitFor({ timeout: 180_000 });
    const ids = await recordIds(stack);
    const rows: string[][] = [];
    for (let hour = 0; hour <= hours; hour += 1) {
      if (hour > 0) await liveAnHour(page, stack, ids);
      rows.push(rowOf(hour, await measure(page, session)));
    }
    const columns = ['hour', 'heap MB', 'DOM nodes', 'event listeners', 'stored MB'];
    const title = `A day of the open app: ${LOOKS_AN_HOUR} looks an hour, ${CHANGES_A_LOOK} orders changed in each, ${orders} orders`;
    console.log(formatTable({ title, columns, rows }));
  } finally {
    await browser.close();
  }
}

async function recordIds({ baseURL }: Stack): Promise<string[]> {
  const answer = await fetch(`${baseURL}/api/orders?pageSize=500`);
  const { orders } = (await answer.json()) as { orders: { recordId: string }[] };
  return orders.map(({ recordId }) => recordId);
}

async function liveAnHour(page: Page, stack: Stack, ids: readonly string[]): Promise<void> {
  for (let look = 0; look < LOOKS_AN_HOUR; look += 1) {
    for (let change = 0; change < CHANGES_A_LOOK; change += 1) {
      const Status = STATUSES[(look + change) % STATUSES.length] ?? '';
      stack.simulator.people.update(ids[(look * CHANGES_A_LOOK + change) % ids.length] ?? '', { Status });
    }
    // Two changes that come close together are fetched at once.
    const isHeard = page.waitForResponse(isOfChanges, { timeout: LONGEST_WAIT_MS }).catch(() => null);
    await fetch(`${stack.baseURL}/api/orders/sync?mode=changes`, { method: 'POST' });
    await (await isHeard)?.finished();
    if (look % HAND_EVERY === 0) await handle(page);
  }
}

function isOfChanges(response: Response): boolean {
  return response.url().includes('/api/orders/changes?since=');
}

/** What a person does now and then, and undoes again. */
async function handle(page: Page): Promise<void> {
  await page.getByRole('columnheader', { name: 'Customer' }).getByRole('button').click();
  await page.getByRole('searchbox').fill('ORD-0001');
  await page.locator('tbody tr a').first().click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  // Not by a new load of the page, which would hide what grows.
  await page.getByRole('searchbox').fill('');
  await page.getByRole('columnheader', { name: 'Created' }).getByRole('button').click();
}

async function measure(page: Page, session: CDPSession): Promise<Figures> {
  await session.send('HeapProfiler.collectGarbage');
  const [{ usedSize }, { nodes, jsEventListeners }, storedBytes] = await Promise.all([
    session.send('Runtime.getHeapUsage'),
    session.send('Memory.getDOMCounters'),
    page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0),
  ]);
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners, storedBytes };
}

function rowOf(hour: number, { heapBytes, nodes, listeners, storedBytes }: Figures): string[] {
  return [
    String(hour),
    (heapBytes / MEGABYTE).toFixed(1),
    String(nodes),
    String(listeners),
    (storedBytes / MEGABYTE).toFixed(1),
  ];
}

await main();
