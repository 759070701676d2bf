import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { columnTexts, type Dashboard, eventually, renderDashboard } from './support/render-dashboard.tsx';

const chip = ({ screen }: Dashboard, name: string) =>
  screen.getByRole('button', { name: `Remove filter: ${name}`, exact: true });

async function openPanel({ screen }: Dashboard) {
  await screen.getByRole('button', { name: 'Filters', exact: true }).click();
  const panel = screen.getByRole('dialog', { name: 'More filters' });
  await expect.element(panel.getByRole('button', { name: 'This month' })).toBeVisible();
  return panel;
}

const createdDays = () =>
  [...document.querySelectorAll('td[data-column="createdAt"] time')].map((time) =>
    time.getAttribute('datetime')?.slice(0, 10),
  );

test('a period is asked for by its name, is taken off by its chip, and dates take its place', async () => {
  const dashboard = await renderDashboard();
  const panel = await openPanel(dashboard);
  await panel.getByRole('button', { name: 'Last 7 days' }).click();
  expect(dashboard.address.text()).toBe('/?created=7days');
  await eventually(() => createdDays().length).toBeLessThan(50);
  expect(createdDays().length).toBeGreaterThan(5);
  expect(createdDays().every((day) => day !== undefined && day >= '2026-11-17')).toBe(true);
  await panel.getByLabelText('Created from').fill('2026-11-20');
  expect(dashboard.address.text()).toBe('/?createdFrom=2026-11-20&createdTo=2026-11-23');
  await userEvent.keyboard('{Escape}');
  await chip(dashboard, 'Created Nov 20 – Nov 23').click();
  expect(dashboard.address.text()).toBe('/');
});

test('limits that leave nothing between them are said and not asked for', async () => {
  const dashboard = await renderDashboard({ path: '/?minTotal=50' });
  const panel = await openPanel(dashboard);
  await panel.getByLabelText('Total to').fill('20');
  await expect.element(panel.getByRole('alert')).toMatchTextContent(/Nothing lies between these two/);
  expect(dashboard.address.text()).toBe('/?minTotal=50');
  await panel.getByLabelText('Total from').fill('10');
  await expect.element(panel.getByRole('alert')).not.toBeInTheDocument();
  expect(dashboard.address.text()).toBe('/?minTotal=10&maxTotal=20');
});

test('an amount that is typed is one step of the history', async () => {
  const dashboard = await renderDashboard();
  const panel = await openPanel(dashboard);
  await userEvent.type(panel.getByLabelText('Total from'), '120');
  expect(dashboard.address.text()).toBe('/?minTotal=120');
  dashboard.address.back();
  expect(dashboard.address.text()).toBe('/');
});

test('a customer is added by the whole name, and one that no order has is said', async () => {
  const dashboard = await renderDashboard();
  const name =
    dashboard.fake.orders.current().find(({ customer }) => customer?.includes(' '))?.customer ?? '';
  const panel = await openPanel(dashboard);
  const field = panel.getByRole('combobox', { name: 'Customer' });
  await field.fill(name.slice(0, -1));
  await userEvent.keyboard('{Enter}');
  await expect.element(panel.getByRole('alert')).toMatchTextContent(/No order has a customer of exactly/);
  await field.fill(name);
  await userEvent.keyboard('{Enter}');
  await eventually(() => new Set(columnTexts('customer'))).toEqual(new Set([name]));
  await userEvent.keyboard('{Escape}');
  await chip(dashboard, `Customer ${name}`).click();
  expect(dashboard.address.text()).toBe('/');
});

test('a cell narrows the list to its customer, by a press or by a key', async () => {
  const dashboard = await renderDashboard({ path: '/?page=2' });
  const [name = ''] = columnTexts('customer');
  await dashboard.table.getByRole('link').first().hover();
  await dashboard.table
    .getByRole('button', { name: `Only orders of ${name}` })
    .first()
    .click();
  await expect.element(chip(dashboard, `Customer ${name}`)).toBeVisible();
  expect(dashboard.address.current().path).toBe('/');
  dashboard.address.back();
  (dashboard.table.getByRole('link').first().element() as HTMLElement).focus();
  await userEvent.keyboard('c');
  await expect.element(chip(dashboard, `Customer ${name}`)).toBeVisible();
});

test('orders that were changed today, and those with waiting edits, can be asked for together', async () => {
  const dashboard = await renderDashboard({ isOffline: true });
  await dashboard.screen
    .getByRole('combobox', { name: /^Status of/ })
    .first()
    .selectOptions('Cancelled');
  const panel = await openPanel(dashboard);
  await panel.getByRole('checkbox', { name: 'With waiting edits' }).click();
  await eventually(() => columnTexts('orderId').length).toBe(1);
  await panel.getByRole('checkbox', { name: 'Changed today' }).click();
  expect(dashboard.address.text()).toBe('/?updated=today&edits=waiting');
  await userEvent.keyboard('{Escape}');
  await expect.element(chip(dashboard, 'Changed today')).toBeVisible();
  await dashboard.screen.getByRole('button', { name: 'Clear filters' }).click();
  expect(dashboard.address.text()).toBe('/');
});

test('nonsense in the address is said, and what is understood is asked for', async () => {
  const { screen } = await renderDashboard({ path: '/?updated=never&created=7days&minTotal=9&maxTotal=3' });
  await expect.element(screen.getByText(/Left out: minTotal=9, maxTotal=3, updated=never\./)).toBeVisible();
  await eventually(() => createdDays().length).toBeLessThan(50);
  expect(createdDays().every((day) => day !== undefined && day >= '2026-11-17')).toBe(true);
});

test('Shift adds a column to what is sorted by, with a number; only the first one says so to assistive technology', async () => {
  const { table, address } = await renderDashboard({ path: '/?sort=-priority' });
  const customer = table.getByRole('columnheader', { name: 'Customer' });
  await customer.getByRole('button').click({ modifiers: ['Shift'] });
  expect(address.text()).toBe('/?sort=-priority,customer');
  (customer.getByRole('button').element() as HTMLElement).focus();
  await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
  expect(address.text()).toBe('/?sort=-priority,-customer');
  expect(document.querySelectorAll('th[aria-sort]')).toHaveLength(1);
  await expect.element(table.getByRole('columnheader', { name: 'Priority' })).toHaveAttribute('aria-sort');
  await expect.element(customer.getByRole('button')).toMatchTextContent('Customer2');
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const priorities = columnTexts('priority');
  const urgent = columnTexts('customer').filter((_, index) => priorities[index] === 'High');
  expect(urgent.length).toBeGreaterThan(10);
  expect(urgent).toEqual([...urgent].sort((left, right) => collator.compare(right, left)));
});
