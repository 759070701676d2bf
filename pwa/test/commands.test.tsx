import { beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { writeBindings } from '../src/app/commands/key-bindings.ts';
import { columnTexts, type Dashboard, eventually, renderDashboard } from './support/render-dashboard.tsx';

beforeEach(() => writeBindings({ hasSingleKeys: true, keys: {} }));

const PATH = '/?sort=orderId';
const palette = ({ screen }: Dashboard) => screen.getByRole('dialog', { name: 'Commands' });
const line = (dashboard: Dashboard) => palette(dashboard).getByRole('combobox');
const options = (dashboard: Dashboard) =>
  palette(dashboard)
    .getByRole('option')
    .elements()
    .map((option) => option.textContent);
const focused = () => document.activeElement?.textContent ?? '';

async function openPalette(dashboard: Dashboard): Promise<void> {
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(line(dashboard)).toHaveFocus();
}

describe('the palette', () => {
  test('opens an order by a part of its name', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    await openPalette(dashboard);
    await userEvent.keyboard('000042');
    await eventually(() => options(dashboard)[0]).toContain('ORD-000042');
    await userEvent.keyboard('{Enter}');
    await expect.element(palette(dashboard)).not.toBeInTheDocument();
    await expect.element(dashboard.screen.getByRole('dialog', { name: 'ORD-000042' })).toBeVisible();
  });

  test('shows all orders of a customer', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    const customer = dashboard.fake.orders.current().find((order) => order.customer !== null)?.customer ?? '';
    await openPalette(dashboard);
    await line(dashboard).fill(customer);
    await palette(dashboard)
      .getByRole('option', { name: `${customer} all orders` })
      .click();
    await expect
      .element(dashboard.screen.getByRole('button', { name: `Remove filter: Customer ${customer}` }))
      .toBeVisible();
  });

  test('does what it names: a filter, the theme, a sync', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    await openPalette(dashboard);
    await userEvent.keyboard('status shipped{Enter}');
    await eventually(() => [...new Set(columnTexts('status'))]).toEqual(['Shipped']);
    await openPalette(dashboard);
    await userEvent.keyboard('theme dark{Enter}');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    await openPalette(dashboard);
    await userEvent.keyboard('sync{Enter}');
    expect(dashboard.fake.calls).toContain('syncNow');
  });

  test('says so when nothing goes by that name, and closes with Escape, the focus where it was', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    const link = dashboard.table.getByRole('link', { name: 'ORD-000002' });
    (link.element() as HTMLElement).focus();
    await openPalette(dashboard);
    await userEvent.keyboard('no such thing');
    await expect.element(palette(dashboard).getByText('Nothing here goes by that name.')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(palette(dashboard)).not.toBeInTheDocument();
    await expect.element(link).toHaveFocus();
  });
});

describe('keys in the list of orders', () => {
  test('walk through the rows, select, and open', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    await expect.element(dashboard.table.getByRole('link', { name: 'ORD-000001' })).toBeVisible();
    await userEvent.keyboard('j');
    const first = focused();
    await userEvent.keyboard('jj');
    await userEvent.keyboard('k');
    const second = focused();
    expect(Number(second.slice(4)) - Number(first.slice(4))).toBe(1);
    await userEvent.keyboard('x');
    await expect.element(dashboard.screen.getByRole('checkbox', { name: `Select ${second}` })).toBeChecked();
    await userEvent.keyboard('j{Enter}');
    await eventually(() => dashboard.address.current().path).toMatch(/^\/orders\/ORD-/);
    await userEvent.keyboard('u');
    await eventually(() => dashboard.address.current().path).toBe('/');
  });

  test('bring the cursor to the status and the priority of the order at hand', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    (dashboard.table.getByRole('link', { name: 'ORD-000003' }).element() as HTMLElement).focus();
    await userEvent.keyboard('s');
    await expect
      .element(dashboard.screen.getByRole('combobox', { name: 'Status of ORD-000003' }))
      .toHaveFocus();
    await userEvent.keyboard('{Escape}');
    (dashboard.table.getByRole('link', { name: 'ORD-000003' }).element() as HTMLElement).focus();
    await userEvent.keyboard('p');
    await expect
      .element(dashboard.screen.getByRole('combobox', { name: 'Priority of ORD-000003' }))
      .toHaveFocus();
  });

  test('are letters to whoever types, and nothing while a dialog asks', async () => {
    const dashboard = await renderDashboard({ path: PATH });
    const search = dashboard.screen.getByRole('searchbox');
    await search.click();
    await userEvent.keyboard('jux?');
    await expect.element(search).toHaveValue('jux?');
    await search.fill('');
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('?');
    await expect.element(dashboard.screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await userEvent.keyboard('/');
    expect(document.activeElement?.getAttribute('type')).not.toBe('search');
  });
});

describe('the sheet of keys', () => {
  test('gives a shortcut another key', async () => {
    const dashboard = await renderDashboard({ path: `${PATH}&panel=keys` });
    const { screen } = dashboard;
    await screen.getByRole('button', { name: 'Search orders: /' }).click();
    await userEvent.keyboard('f');
    await expect.element(screen.getByRole('button', { name: 'Search orders: F' })).toBeVisible();
    await screen.getByRole('button', { name: 'Close', exact: true }).click();
    await eventually(() => dashboard.address.current().search).not.toContain('panel');
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('/');
    await expect.element(screen.getByRole('searchbox')).not.toHaveFocus();
    await userEvent.keyboard('f');
    await expect.element(screen.getByRole('searchbox')).toHaveFocus();
  });

  test('switches the keys without Ctrl off, and those alone', async () => {
    const dashboard = await renderDashboard({ path: `${PATH}&panel=keys` });
    await dashboard.screen.getByRole('checkbox', { name: 'Keys without Ctrl' }).click();
    await dashboard.screen.getByRole('button', { name: 'Close', exact: true }).click();
    await eventually(() => dashboard.address.current().search).not.toContain('panel');
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('/?j');
    await expect.element(dashboard.screen.getByRole('searchbox')).not.toHaveFocus();
    expect(dashboard.address.current().search).not.toContain('panel');
    await openPalette(dashboard);
  });
});
