import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { type Dashboard, eventually, renderDashboard } from './support/render-dashboard.tsx';

const newest = ({ fake }: Dashboard) => fake.orders.current().at(-1)?.orderId ?? '';

test('an edit shows at once, is marked as saved here and counted', async () => {
  const dashboard = await renderDashboard({ isOffline: true });
  const { screen, table } = dashboard;
  const control = screen.getByRole('combobox', { name: `Status of ${newest(dashboard)}` });
  await control.selectOptions('Shipped');
  await expect.element(control).toHaveValue('Shipped');
  await expect.element(table.getByText('Saved on this device, not sent yet')).toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: '1 pending edit', exact: true })).toBeVisible();
  expect(document.title).toBe('(1) Orders');
});

test('an edit can be taken back by its message', async () => {
  const dashboard = await renderDashboard();
  const { screen } = dashboard;
  const control = screen.getByRole('combobox', { name: `Priority of ${newest(dashboard)}` });
  const before = (control.element() as HTMLSelectElement).value;
  await control.selectOptions('High');
  await screen.getByRole('button', { name: 'Undo' }).click();
  await expect.element(control).toHaveValue(before);
  await expect.element(screen.getByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
  expect(document.title).toBe('Orders');
});

test('Ctrl+Z takes back the last edit, but not inside a text field', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake } = dashboard;
  const control = screen.getByRole('combobox', { name: `Status of ${newest(dashboard)}` });
  const before = (control.element() as HTMLSelectElement).value;
  await control.selectOptions('Delivered');
  await screen.getByRole('searchbox').click();
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(fake.pending.current()).toHaveLength(1);
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(control).toHaveValue(before);
});

test('a field can be blanked', async () => {
  const dashboard = await renderDashboard();
  const control = dashboard.screen.getByRole('combobox', { name: `Priority of ${newest(dashboard)}` });
  await control.selectOptions('—');
  await expect.element(control).toHaveValue('');
  expect(dashboard.fake.pending.current()[0]?.changes[0]?.to).toBeNull();
});

test('a change that the device could not keep is said, and the old value stays', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake } = dashboard;
  fake.failStorage('This device is out of space.');
  const control = screen.getByRole('combobox', { name: `Status of ${newest(dashboard)}` });
  const before = (control.element() as HTMLSelectElement).value;
  await control.selectOptions('Cancelled');
  await expect.element(screen.getByText(/was not saved/)).toBeVisible();
  await expect.element(screen.getByText(/This device is out of space/)).toBeVisible();
  await expect.element(control).toHaveValue(before);
});

test('a value that is no option any more is kept and can be changed', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake } = dashboard;
  fake.changeElsewhere(fake.orders.current().at(-1)?.recordId ?? '', { status: 'Lost at sea' });
  const control = screen.getByRole('combobox', { name: `Status of ${newest(dashboard)}` });
  await expect.element(control).toHaveValue('Lost at sea');
  await control.selectOptions('Pending');
  await expect.element(control).toHaveValue('Pending');
});

test('the options are those of the base', async () => {
  const dashboard = await renderDashboard();
  const { screen, fake } = dashboard;
  fake.config.set({ ...fake.config.current(), statuses: ['New', 'Done'] } as NonNullable<
    ReturnType<typeof fake.config.current>
  >);
  const control = screen.getByRole('combobox', { name: `Status of ${newest(dashboard)}` });
  const names = () => [...(control.element() as HTMLSelectElement).options].map(({ label }) => label);
  await eventually(names).toEqual(['New', 'Done', expect.any(String), '—']);
});

test('a viewer reads values and finds nothing to change them with', async () => {
  const { screen, table } = await renderDashboard({ role: 'viewer' });
  await expect.element(table.getByText('Pending').first()).toBeVisible();
  await expect.element(screen.getByRole('combobox', { name: /^Status of/ })).not.toBeInTheDocument();
});

test('arrow keys open the list instead of changing the value', async () => {
  const dashboard = await renderDashboard();
  const control = dashboard.screen.getByRole('combobox', { name: `Status of ${newest(dashboard)}` });
  (control.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(dashboard.fake.pending.current()).toHaveLength(0);
});
