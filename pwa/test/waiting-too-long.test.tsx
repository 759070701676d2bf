import { expect, test } from 'vitest';
import type { PendingEdit } from '../src/store/visible-order.ts';
import { type Dashboard, renderDashboard } from './support/render-dashboard.tsx';

const HOUR_MS = 3_600_000;

function editOf({ fake }: Dashboard, ageMs: number, fields: Partial<PendingEdit> = {}): PendingEdit {
  const order = fake.orders.current()[0];
  return {
    id: 1,
    recordId: order?.recordId ?? '',
    label: order?.orderId ?? '',
    changes: [{ field: 'status', from: 'Pending', to: 'Shipped' }],
    state: 'waiting',
    createdAt: Date.now() - ageMs,
    attempts: 9,
    mayBeApplied: true,
    reason: 'The server cannot be reached.',
    isBlocked: false,
    canDiscard: true,
    theirsAt: null,
    ...fields,
  };
}

test('F-03: an edit that has waited for more than 72 hours is warned of, and stays', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake } = dashboard;
  fake.pending.set([editOf(dashboard, 71 * HOUR_MS), editOf(dashboard, 73 * HOUR_MS, { id: 2 })]);
  const notice = screen.getByRole('note').filter({ hasText: '1 edit has waited for more than 3 days' });
  await expect.element(notice).toMatchTextContent(/stays on this device until it is sent or you discard it/);
  await notice.getByRole('button', { name: 'Show' }).click();
  await expect.element(screen.getByRole('dialog', { name: 'Pending edits' })).toBeVisible();
  expect(fake.pending.current()).toHaveLength(2);
  expect(fake.calls).toEqual([]);
});

test('F-24: where the browser has refused to keep the data, a day of waiting is warned of', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake } = dashboard;
  fake.pending.set([editOf(dashboard, 25 * HOUR_MS)]);
  fake.storagePromise.set('granted');
  await expect.element(screen.getByRole('button', { name: '1 pending edit' })).toBeVisible();
  await expect.element(screen.getByText(/waited for more than a day/)).not.toBeInTheDocument();
  fake.storagePromise.set('refused');
  await expect.element(screen.getByText(/waited for more than a day/)).toBeVisible();
  fake.pending.set([editOf(dashboard, 23 * HOUR_MS)]);
  await expect.element(screen.getByText(/waited for more than a day/)).not.toBeInTheDocument();
});

test('an edit of unknown age is not called old', async () => {
  const dashboard = await renderDashboard();
  dashboard.fake.pending.set([editOf(dashboard, 0, { createdAt: 0 })]);
  await expect.element(dashboard.screen.getByRole('button', { name: '1 pending edit' })).toBeVisible();
  await expect.element(dashboard.screen.getByText(/has waited/)).not.toBeInTheDocument();
});

test('a copy of more than a day ago says as of when it is', async () => {
  const { screen } = await renderDashboard({ asOf: Date.now() - 25 * HOUR_MS });
  await expect.element(screen.getByText(/These orders are as of/)).toBeVisible();
});

test('a copy of today says nothing of the kind', async () => {
  const { screen } = await renderDashboard();
  await expect.element(screen.getByRole('figure', { name: 'Orders by status' })).toBeVisible();
  await expect.element(screen.getByText(/These orders are as of/)).not.toBeInTheDocument();
});

test('edits of another account are told by their number and nothing else', async () => {
  const { screen, fake } = await renderDashboard();
  fake.othersEdits.set(3);
  await expect.element(screen.getByText(/3 edits of another account wait on this device/)).toBeVisible();
  await screen.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(screen.getByText(/another account/)).not.toBeInTheDocument();
});
