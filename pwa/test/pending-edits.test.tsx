import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PendingEdit } from '../src/store/visible-order.ts';
import { type Dashboard, eventually, renderDashboard } from './support/render-dashboard.tsx';

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

test('an edit that may have reached Airtable cannot be forgotten', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=edits' });
  dashboard.fake.pending.set([
    makeEdit(dashboard, 1, { attempts: 1 }),
    makeEdit(dashboard, 2, { state: 'sending' }),
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
