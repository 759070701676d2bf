import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PendingEdit } from '../src/store/visible-order.ts';
import { type Dashboard, eventually, NOW, renderDashboard } from './support/render-dashboard.tsx';

function makeEdit({ fake }: Dashboard, id: number, fields: Partial<PendingEdit>): PendingEdit {
  const order = fake.orders.current().at(-id);
  if (order === undefined) throw new Error(`There is no order ${id}`);
  return {
    id,
    recordId: order.recordId,
    label: order.orderId ?? order.recordId,
    changes: [{ field: 'status', from: 'Pending', to: 'Shipped' }],
    state: 'waiting',
    createdAt: Date.now() - 180_000,
    attempts: 0,
    mayBeApplied: false,
    reason: null,
    isBlocked: false,
    canDiscard: true,
    theirsAt: null,
    ...fields,
  };
}

const conflict = (dashboard: Dashboard) =>
  makeEdit(dashboard, 7, {
    state: 'conflict',
    changes: [{ field: 'status', from: 'Pending', to: 'Shipped', theirs: 'Cancelled' }],
  });

test('there is no button while nothing waits', async () => {
  const { screen } = await renderDashboard();
  await expect.element(screen.getByRole('button', { name: 'Sync now' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: /pending edit/ })).not.toBeInTheDocument();
});

test('the list names order, field, values, age, attempts and reason', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake, address } = dashboard;
  fake.pending.set([
    makeEdit(dashboard, 1, { attempts: 2, reason: 'The server did not answer.' }),
    makeEdit(dashboard, 2, {}),
  ]);
  await screen.getByRole('button', { name: '2 pending edits', exact: true }).click();
  expect(address.text()).toBe('/?panel=edits');
  const dialog = screen.getByRole('dialog', { name: 'Pending edits' });
  const item = dialog.getByRole('listitem', { name: `Edit of ${fake.pending.current()[0]?.label}` });
  await expect.element(item).toMatchTextContent(/Status.*Pending.*Shipped/);
  await expect.element(item).toMatchTextContent(/3m ago · tried 2 times/);
  await expect.element(item).toMatchTextContent(/The server did not answer\./);
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  expect(address.text()).toBe('/');
});

test.each(['Keep mine', 'Take theirs'] as const)('a conflict is decided by "%s"', async (decision) => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  const { screen, fake } = dashboard;
  fake.pending.set([conflict(dashboard)]);
  const item = screen.getByRole('listitem', { name: /^Edit of/ });
  await expect.element(item).toMatchTextContent(/You set.*Shipped.*In Airtable now.*Cancelled/);
  await item.getByRole('button', { name: decision, exact: true }).click();
  await eventually(() => fake.calls).toEqual([`${decision === 'Keep mine' ? 'keepMine' : 'takeTheirs'} 7`]);
});

test('a refused edit says why and can be discarded', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  const { screen, fake } = dashboard;
  fake.pending.set([
    makeEdit(dashboard, 3, { state: 'rejected', reason: 'Airtable has no option “Shipped”.' }),
  ]);
  await expect.element(screen.getByText('Airtable has no option “Shipped”.')).toBeVisible();
  await screen.getByRole('button', { name: 'Discard' }).click();
  await eventually(() => fake.calls).toEqual(['discard 3']);
  await expect.element(screen.getByRole('heading', { name: 'Nothing waits' })).toBeVisible();
});

test('what waits can be sent now', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  dashboard.fake.pending.set([makeEdit(dashboard, 1, {})]);
  await dashboard.screen.getByRole('button', { name: 'Send now' }).click();
  expect(dashboard.fake.calls).toEqual(['sendNow']);
});

test('an edit that may have reached Airtable is given up only after it was said', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  const { screen, fake } = dashboard;
  fake.pending.set([makeEdit(dashboard, 1, { attempts: 1, mayBeApplied: true })]);
  await screen.getByRole('button', { name: 'Discard' }).click();
  await expect.element(screen.getByText(/Airtable may have it already/)).toBeVisible();
  await screen.getByRole('button', { name: 'Keep it' }).click();
  await screen.getByRole('button', { name: 'Discard' }).click();
  expect(fake.calls).toEqual([]);
  await screen.getByRole('button', { name: 'Discard anyway' }).click();
  await eventually(() => fake.calls).toEqual(['discard 1']);
});

test('what cannot be discarded has no such button: on its way, or written by a newer build', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  dashboard.fake.pending.set([
    makeEdit(dashboard, 1, { state: 'rejected', canDiscard: false, changes: [] }),
    makeEdit(dashboard, 2, { state: 'sending', canDiscard: false }),
  ]);
  await expect
    .element(dashboard.screen.getByRole('dialog').getByText('Sending', { exact: true }))
    .toBeVisible();
  await expect.element(dashboard.screen.getByRole('button', { name: 'Discard' })).not.toBeInTheDocument();
});

test('the row of an edit that needs somebody leads to the list', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake, table } = dashboard;
  fake.pending.set([conflict(dashboard)]);
  await table.getByRole('button', { name: /^Needs you/ }).click();
  await expect.element(screen.getByRole('button', { name: 'Keep mine' })).toBeVisible();
});

test('the figures say that edits are counted in', async () => {
  const dashboard = await renderDashboard();
  dashboard.fake.pending.set([makeEdit(dashboard, 1, {})]);
  const figures = dashboard.screen.getByRole('region', { name: 'Key figures' });
  await expect.element(figures).toMatchTextContent(/with 1 unsent edit/);
});

test('many conflicts are decided at once', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  const { screen, fake } = dashboard;
  fake.pending.set([conflict(dashboard)]);
  await expect.element(screen.getByRole('button', { name: 'Keep mine' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: 'Keep all mine' })).not.toBeInTheDocument();
  fake.pending.set([conflict(dashboard), { ...conflict(dashboard), id: 8 }]);
  await screen.getByRole('button', { name: 'Take all theirs' }).click();
  await eventually(() => fake.calls).toEqual(['takeTheirs 7', 'takeTheirs 8']);
});

test('a conflict says when, as far as it is known, and nothing of who', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  const { screen, fake } = dashboard;
  fake.pending.set([{ ...conflict(dashboard), theirsAt: '2025-03-04T10:00:00.000Z' }]);
  const item = screen.getByRole('listitem', { name: /^Edit of/ });
  await expect.element(item).toMatchTextContent(/You set it .*last changed in Airtable Mar 4, 2025/);
  fake.pending.set([conflict(dashboard)]);
  await expect.element(item).not.toMatchTextContent(/last changed/);
  await expect.element(item).toMatchTextContent(/Until you decide, theirs stays in Airtable/);
});

test('the details of an edit can be copied', async () => {
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text));
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  const edit = makeEdit(dashboard, 1, { attempts: 2, reason: 'The server did not answer.' });
  dashboard.fake.pending.set([edit]);
  await dashboard.screen.getByRole('button', { name: 'Copy details' }).click();
  await eventually(() => copied).toHaveLength(1);
  expect(copied[0]).toContain(`Order: ${edit.label}`);
  expect(copied[0]).toContain('status: Pending → Shipped');
  expect(copied[0]).toContain('Reason: The server did not answer.');
  vi.restoreAllMocks();
});

test('F-37: a stuck queue is said in the header and in the list, with what can be done', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake } = dashboard;
  fake.pending.set([makeEdit(dashboard, 1, {})]);
  fake.connection.set({ ...fake.connection.current(), isStuck: true });
  await expect.element(screen.getByRole('status').first()).toMatchTextContent(/^Online, sync is stuck/);
  await screen.getByRole('button', { name: '1 pending edit', exact: true }).click();
  await screen.getByRole('button', { name: 'Retry' }).click();
  expect(fake.calls).toEqual(['sendNow']);
  await screen.getByRole('button', { name: 'Details' }).click();
  await expect.element(screen.getByRole('dialog', { name: 'Diagnostics' })).toBeVisible();
});

test('F-13: who is signed out is told how many edits a sign-in would send, and comes back to the same place', async () => {
  const dashboard = await renderDashboard({ path: '/orders/ORD-000001?page=2' });
  const { screen, fake } = dashboard;
  fake.pending.set([makeEdit(dashboard, 1, {}), makeEdit(dashboard, 2, {})]);
  fake.connection.set({ ...fake.connection.current(), state: 'signed-out' });
  await expect
    .element(screen.getByRole('link', { name: 'Sign in to send 2 edits', exact: true }))
    .toHaveAttribute('href', '/auth/login?returnTo=%2Forders%2FORD-000001%3Fpage%3D2');
});

test('every figure that an edit changes says so, and the others do not', async () => {
  const dashboard = await renderDashboard();
  dashboard.fake.pending.set([makeEdit(dashboard, 1, {}), makeEdit(dashboard, 2, {})]);
  const tile = (title: string) => {
    const name = [...document.querySelectorAll('dt')].find(({ textContent }) => textContent === title);
    return name?.parentElement?.textContent ?? '';
  };
  await eventually(() => tile('Open')).toContain('with 2 unsent edits');
  expect(tile('Open, high priority')).toContain('with 2 unsent edits');
  const chart = dashboard.screen.getByRole('figure', { name: 'Orders by status' });
  await expect.element(chart).toMatchTextContent(/with 2 unsent edits/);
  for (const title of ['Total orders', 'Revenue', 'Last 7 days']) expect(tile(title)).not.toContain('unsent');
});

test('without a connection the figures say as of when they are, and with how many edits', async () => {
  const dashboard = await renderDashboard({ isOffline: true, asOf: NOW - 12_000 });
  dashboard.fake.pending.set([makeEdit(dashboard, 1, {})]);
  const figures = dashboard.screen.getByRole('region', { name: 'Key figures' });
  await expect
    .element(figures)
    .toMatchTextContent(/Counted on this device as of Mon, Nov 23, 2026, .*11:59.*, with 1 unsent edit\./);
});
