import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { type Dashboard, renderDashboard } from './support/render-dashboard.tsx';

const box = ({ screen }: Dashboard, label: string) =>
  screen.getByRole('checkbox', { name: `Select ${label}`, exact: true });
const bar = ({ screen }: Dashboard) => screen.getByRole('region', { name: 'Selection' });
const statusOf = ({ fake }: Dashboard, label: string) =>
  fake.services.orders.current().find(label)?.status ?? null;

const PATH = '/?sort=orderId';

describe('choosing orders', () => {
  test('one by one, or with Shift all in between', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    await box(dashboard, 'ORD-000002').click();
    await expect.element(bar(dashboard).getByText('1 selected')).toBeVisible();
    await box(dashboard, 'ORD-000005').click({ modifiers: ['Shift'] });
    await expect.element(bar(dashboard).getByText('4 selected')).toBeVisible();
    await expect.element(box(dashboard, 'ORD-000003')).toBeChecked();
    await expect.element(box(dashboard, 'ORD-000006')).not.toBeChecked();
    await box(dashboard, 'ORD-000003').click();
    await expect.element(bar(dashboard).getByText('3 selected')).toBeVisible();
    await bar(dashboard).getByRole('button', { name: 'Clear selection' }).click();
    await expect.element(bar(dashboard)).not.toBeInTheDocument();
    await expect.element(box(dashboard, 'ORD-000002')).not.toBeChecked();
  });

  test('a press on the box does not open the order', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    await box(dashboard, 'ORD-000002').click();
    expect(dashboard.address.current().path).toBe('/');
  });

  test('the whole page at once, and out again', async () => {
    const dashboard = await renderDashboard({ path: `${PATH}&pageSize=10`, count: 25 });
    const all = dashboard.screen.getByRole('checkbox', { name: 'Select all on this page' });
    await box(dashboard, 'ORD-000004').click();
    expect((all.element() as HTMLInputElement).indeterminate).toBe(true);
    await all.click();
    await expect.element(bar(dashboard).getByText('10 selected')).toBeVisible();
    await all.click();
    await expect.element(bar(dashboard)).not.toBeInTheDocument();
  });

  test('a choice survives filters and pages, and says what is not on the screen', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    await box(dashboard, 'ORD-000002').click();
    await dashboard.screen.getByRole('searchbox').fill('ORD-000005');
    await expect.element(bar(dashboard).getByText('1 selected · 1 not on this page')).toBeVisible();
    await box(dashboard, 'ORD-000005').click();
    await expect.element(bar(dashboard).getByText('2 selected · 1 not on this page')).toBeVisible();
  });
});

describe('changing what is chosen', () => {
  test('each option says what it would change, and all of it is taken back at once', async () => {
    const dashboard = await renderDashboard({ path: PATH, isOffline: true });
    const { screen, fake } = dashboard;
    const labels = ['ORD-000001', 'ORD-000002', 'ORD-000003'];
    for (const label of labels) await box(dashboard, label).click();
    await screen.getByRole('combobox', { name: 'Status of ORD-000002' }).selectOptions('Shipped');
    const before = labels.map((label) => statusOf(dashboard, label));
    const changed = before.filter((status) => status !== 'Shipped').length;
    await bar(dashboard).getByRole('button', { name: 'Status of the selection' }).click();
    await screen.getByRole('menuitem', { name: `Shipped ${changed} of 3` }).click();
    await expect
      .poll(() => labels.map((label) => statusOf(dashboard, label)))
      .toEqual(['Shipped', 'Shipped', 'Shipped']);
    await expect.element(screen.getByText(`${changed} orders: status → Shipped`)).toBeVisible();
    await screen.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => labels.map((label) => statusOf(dashboard, label))).toEqual(before);
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await expect
      .poll(() => labels.map((label) => statusOf(dashboard, label)))
      .toEqual(['Shipped', 'Shipped', 'Shipped']);
    expect(fake.pending.current().length).toBeGreaterThanOrEqual(changed);
  });

  test('what all have already is not offered', async () => {
    const dashboard = await renderDashboard({ path: `${PATH}&status=Delivered` });
    await dashboard.screen.getByRole('checkbox', { name: 'Select all on this page' }).click();
    await bar(dashboard).getByRole('button', { name: 'Status of the selection' }).click();
    const item = dashboard.screen.getByRole('menuitem', { name: 'Delivered as it is' });
    await expect.element(item).toHaveAttribute('aria-disabled', 'true');
  });

  test('what the device could not keep is said, and nothing is changed', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    dashboard.fake.failStorage('This device is out of space.');
    await box(dashboard, 'ORD-000001').click();
    const before = statusOf(dashboard, 'ORD-000001');
    await bar(dashboard).getByRole('button', { name: 'Status of the selection' }).click();
    await dashboard.screen
      .getByRole('menuitem', { name: /1 of 1/ })
      .first()
      .click();
    await expect.element(dashboard.screen.getByText(/of the selection was not saved/)).toBeVisible();
    expect(statusOf(dashboard, 'ORD-000001')).toBe(before);
  });

  test('whoever may only look is offered no change', async () => {
    const dashboard = await renderDashboard({ path: PATH, role: 'viewer' });
    await box(dashboard, 'ORD-000001').click();
    await expect.element(bar(dashboard)).toBeVisible();
    expect(
      bar(dashboard)
        .getByRole('button', { name: /of the selection/ })
        .elements(),
    ).toEqual([]);
  });
});
