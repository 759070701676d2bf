import { afterEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { parseCsv } from './support/parse-csv.ts';
import { type Dashboard, renderDashboard } from './support/render-dashboard.tsx';
import { until } from './support/until.ts';

afterEach(() => vi.restoreAllMocks());

/** What the browser is asked to save, by name. */
function savedFiles(): Map<string, Blob> {
  const files = new Map<string, Blob>();
  const byAddress = new Map<string, Blob>();
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    const address = `blob:test/${byAddress.size}`;
    byAddress.set(address, file as Blob);
    return address;
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    const file = byAddress.get(this.href);
    if (file !== undefined) files.set(this.download, file);
  });
  return files;
}

/** What the app puts into the clipboard. */
function clipboard(): { read(type: string): Promise<string> } {
  let items: ClipboardItems = [];
  vi.spyOn(navigator.clipboard, 'write').mockImplementation(async (written) => {
    items = written;
  });
  return { read: async (type) => (await items[0]?.getType(type))?.text() ?? '' };
}

async function fromMenu({ screen }: Dashboard, name: string): Promise<void> {
  await screen.getByRole('button', { name: 'Export' }).click();
  await screen.getByRole('menuitem', { name }).click();
}

const HEADER = ['Order', 'Customer', 'Status', 'Total (USD)', 'Priority', 'Created (UTC)', 'Updated (UTC)'];

describe('an export', () => {
  test('has all orders of the view, as they are shown, and its name says which and when', async () => {
    const files = savedFiles();
    const dashboard = await renderDashboard({
      path: '/?view=needs-action&status=Pending,Processing&sort=createdAt&pageSize=25',
      isOffline: true,
      count: 3000,
    });
    const [first] = dashboard.fake.orders.current().filter(({ status }) => status === 'Delivered');
    await dashboard.fake.services.outbox.edit(first?.recordId ?? '', { status: 'Pending' });
    await fromMenu(dashboard, 'As CSV');
    await expect.element(dashboard.screen.getByText('1 of them with edits', { exact: false })).toBeVisible();
    const [[name, file] = []] = [...files];
    expect(name).toBe('Orders - Needs action (changed) - 2026-11-23.csv');
    const bytes = new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [header, ...rows] = parseCsv((await file?.text()) ?? '');
    expect(header?.map((title) => title.replace('\uFEFF', ''))).toEqual(HEADER);
    const shown = dashboard.fake.services.orders.current();
    const expected = shown.query({
      statuses: ['Pending', 'Processing'],
      priorities: [],
      search: '',
      createdFrom: null,
      createdTo: null,
      minTotal: null,
      maxTotal: null,
      sort: { field: 'createdAt', descending: false },
      page: 1,
      pageSize: 1000,
    }).orders;
    expect(rows.length).toBeGreaterThan(25);
    expect(rows).toEqual(
      expected.map((order) => [
        order.orderId ?? '',
        order.customer ?? '',
        order.status ?? '',
        String(order.orderTotal ?? ''),
        order.priority ?? '',
        (order.createdAt ?? '').slice(0, 19).replace('T', ' '),
        (order.updatedAt ?? '').slice(0, 19).replace('T', ' '),
      ]),
    );
  });

  test('to Excel is asked for by keyboard, in the palette', async () => {
    const files = savedFiles();
    const dashboard = await renderDashboard();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('export excel{Enter}');
    await expect.element(dashboard.screen.getByText('Exported as', { exact: false })).toBeVisible();
    const [[name, file] = []] = [...files];
    expect(name).toBe('Orders - All orders - 2026-11-23.xlsx');
    const begin = new Uint8Array((await file?.slice(0, 2).arrayBuffer()) ?? new ArrayBuffer(0));
    expect(String.fromCharCode(...begin)).toBe('PK');
  });

  test('of nothing says so and saves no file', async () => {
    const files = savedFiles();
    const dashboard = await renderDashboard({ path: '/?q=nothing-goes-by-that-name' });
    await fromMenu(dashboard, 'As CSV');
    await expect.element(dashboard.screen.getByText('There are no orders to export here')).toBeVisible();
    expect(files.size).toBe(0);
  });

  test('that fails says why', async () => {
    const files = savedFiles();
    vi.spyOn(globalThis, 'Worker').mockImplementation(() => {
      throw new Error('No worker may run here.');
    });
    const dashboard = await renderDashboard();
    await fromMenu(dashboard, 'As CSV');
    await expect.element(dashboard.screen.getByText('The file could not be made')).toBeVisible();
    await expect
      .element(dashboard.screen.getByText('No worker may run here.', { exact: false }))
      .toBeVisible();
    expect(files.size).toBe(0);
  });
});

describe('a copy', () => {
  test('has the page as a table', async () => {
    const copied = clipboard();
    const dashboard = await renderDashboard({ path: '/?sort=orderId&pageSize=25&page=2' });
    await fromMenu(dashboard, 'Copy as a table');
    await expect.element(dashboard.screen.getByText('25 orders.')).toBeVisible();
    const lines = (await copied.read('text/plain')).split('\r\n');
    expect(lines[0]).toBe(HEADER.join('\t'));
    expect(lines).toHaveLength(26);
    expect(lines[1]).toMatch(/^ORD-000026\t/);
    const table = document.createElement('template');
    table.innerHTML = await copied.read('text/html');
    expect(table.content.querySelectorAll('tbody tr')).toHaveLength(25);
  });

  test('has the chosen orders alone', async () => {
    const copied = clipboard();
    const dashboard = await renderDashboard({ path: '/?sort=orderId' });
    await dashboard.screen.getByRole('checkbox', { name: 'Select ORD-000002' }).click();
    await dashboard.screen.getByRole('checkbox', { name: 'Select ORD-000004' }).click();
    await dashboard.screen.getByRole('button', { name: 'Copy', exact: true }).click();
    await expect.element(dashboard.screen.getByText('2 orders.')).toBeVisible();
    const text = await copied.read('text/plain');
    expect(text.split('\r\n').map((line) => line.split('\t')[0])).toEqual([
      'Order',
      'ORD-000002',
      'ORD-000004',
    ]);
  });

  test('that the browser forbids says so', async () => {
    vi.spyOn(navigator.clipboard, 'write').mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    const dashboard = await renderDashboard();
    await fromMenu(dashboard, 'Copy as a table');
    await expect.element(dashboard.screen.getByText('The orders could not be copied')).toBeVisible();
  });
});

test('while a page is printed all of its rows are there, and it says what it shows', async () => {
  const dashboard = await renderDashboard({ path: '/?pageSize=500&status=Delivered,Shipped', count: 3000 });
  const rows = () => document.querySelectorAll('tbody tr[aria-rowindex]').length;
  await until(() => expect(rows()).toBeGreaterThan(10));
  await until(() => expect(rows()).toBeLessThan(200));
  window.dispatchEvent(new Event('beforeprint'));
  expect(rows()).toBe(500);
  window.dispatchEvent(new Event('afterprint'));
  await until(() => expect(rows()).toBeLessThan(200));
  const note = dashboard.screen.container.querySelector('section[aria-label="What is printed"]');
  expect(note?.textContent).toMatch(/Unnamed|Orders/);
  expect(note?.textContent).toContain('Status: Delivered, Shipped · Sorted by: Created, downwards');
  expect(note?.textContent).toMatch(/As of .*UTC\./);
});
