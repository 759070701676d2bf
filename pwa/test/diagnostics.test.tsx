import { expect, test, vi } from 'vitest';
import { eventually, renderDashboard } from './support/render-dashboard.tsx';

test('the diagnostics say what is known of build, worker, databases, queue and the last events', async () => {
  const { screen, fake, address } = await renderDashboard({ isOffline: true });
  fake.device.set({
    buildId: 'b1a2c3',
    worker: 'activated',
    databases: [
      { id: 0, kind: 'edits', owner: 'this account', rows: { outbox: 2, parked: 1 } },
      { id: 1, kind: 'edits', owner: 'another account', rows: null },
    ],
    usage: 1_750_000,
    quota: 5_000_000_000,
  });
  fake.storagePromise.set('refused');
  fake.journal.set([
    { id: 1, at: Date.now(), text: 'GET /health: 200', times: 3 },
    { id: 2, at: Date.now(), text: 'Edit 7: ORD-000001 waiting after 503', times: 1 },
  ]);
  await screen.getByRole('button', { name: 'Menu' }).click();
  await screen.getByRole('menuitem', { name: 'Diagnostics' }).click();
  expect(address.text()).toBe('/?panel=diagnostics');
  const panel = screen.getByRole('dialog', { name: 'Diagnostics' });
  for (const text of [
    /Build.*b1a2c3/,
    /Service worker.*activated/,
    /Connection.*offline, ready offline/,
    /Edits.*empty/,
    /1\.75 MB of 5 GB/,
    /refused: the browser may delete/,
    /this account: outbox 2, parked 1/,
    /another account: cannot be read/,
    /Edit 7: ORD-000001 waiting after 503.*GET \/health: 200 3 times/,
  ]) {
    await expect.element(panel).toMatchTextContent(text);
  }
  await panel.getByRole('button', { name: 'Close' }).click();
  expect(address.text()).toBe('/');
});

test('they can be copied as text, which names no customer', async () => {
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
  const { screen, fake } = await renderDashboard({ path: '/diagnostics' });
  await screen.getByRole('button', { name: 'Copy', exact: true }).click();
  await eventually(() => copied).toHaveLength(1);
  expect(copied[0]).toMatch(/Build: b1a2c3[\s\S]*Edits: empty[\s\S]*Last events:/);
  for (const { customer } of fake.orders.current()) if (customer) expect(copied[0]).not.toContain(customer);
  vi.restoreAllMocks();
});

test('the waiting edits can be exported from here and from the menu, also when nothing seems to wait', async () => {
  const { screen, fake } = await renderDashboard({ path: '/diagnostics' });
  const exported = vi.spyOn(fake.services.outbox, 'exportAll');
  await screen.getByRole('button', { name: 'Export edits as file' }).click();
  await eventually(() => exported.mock.calls.length).toBe(1);
  await screen.getByRole('button', { name: 'Close' }).click();
  await screen.getByRole('button', { name: 'Menu' }).click();
  await screen.getByRole('menuitem', { name: 'Export waiting edits' }).click();
  await eventually(() => exported.mock.calls.length).toBe(2);
});
