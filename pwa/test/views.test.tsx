import { beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { readBindings, writeBindings } from '../src/app/commands/key-bindings.ts';
import { columnTexts, type Dashboard, eventually, renderDashboard } from './support/render-dashboard.tsx';

beforeEach(() => writeBindings({ hasSingleKeys: true, keys: {} }));

const control = ({ screen }: Dashboard) => screen.getByRole('button', { name: /^Views: / });
const panel = ({ screen }: Dashboard) => screen.getByRole('dialog', { name: 'Views' });
const searchOf = ({ address }: Dashboard) => address.current().search;

async function choose(dashboard: Dashboard, name: string): Promise<void> {
  await control(dashboard).click();
  await dashboard.screen.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
}

async function saveAs(dashboard: Dashboard, name: string): Promise<void> {
  await panel(dashboard).getByRole('textbox', { name: 'Name of the new view' }).fill(name);
  await userEvent.keyboard('{Enter}');
}

describe('the control of the views', () => {
  test('opens a view, says which one it is and whether it was changed, and brings it back', async () => {
    const dashboard = await renderDashboard();
    await expect.element(control(dashboard)).toMatchTextContent('All orders');
    await choose(dashboard, 'High priority open');
    await expect.element(control(dashboard)).toMatchTextContent(/^High priority open$/);
    expect(searchOf(dashboard)).toBe('?view=high-priority-open&status=Pending,Processing&priority=High');
    await eventually(() => [...new Set(columnTexts('priority'))]).toEqual(['High']);
    await dashboard.screen.getByRole('searchbox').fill('000');
    await expect.element(control(dashboard)).toMatchTextContent('High priority open · changed');
    await control(dashboard).click();
    await dashboard.screen.getByRole('menuitem', { name: 'Back to “High priority open” as it was' }).click();
    await expect.element(control(dashboard)).toMatchTextContent(/^High priority open$/);
    await expect.element(dashboard.screen.getByRole('searchbox')).toHaveValue('');
  });

  test('knows a view by what it shows, however one came there', async () => {
    const dashboard = await renderDashboard({ path: '/?priority=High&status=Pending,Processing&page=2' });
    await expect.element(control(dashboard)).toMatchTextContent('High priority open');
    await dashboard.screen.getByRole('button', { name: 'Clear filters' }).click();
    await expect.element(control(dashboard)).toMatchTextContent('All orders');
  });

  test('each view is a step back', async () => {
    const dashboard = await renderDashboard();
    await choose(dashboard, 'Needs action');
    await choose(dashboard, 'Today');
    dashboard.address.back();
    await expect.element(control(dashboard)).toMatchTextContent('Needs action');
    dashboard.address.back();
    await expect.element(control(dashboard)).toMatchTextContent('All orders');
  });

  test('leaves the order open that stands beside the list', async () => {
    const dashboard = await renderDashboard({ path: '/orders/ORD-000003' });
    await userEvent.keyboard('1');
    await eventually(() => dashboard.address.current().path).toBe('/orders/ORD-000003');
    await expect.element(control(dashboard)).toMatchTextContent('Needs action');
  });
});

test('"Today" is the day on which it is looked at, and stays so while other filters change', async () => {
  const dashboard = await renderDashboard({ count: 3000 });
  await choose(dashboard, 'Today');
  expect(searchOf(dashboard)).toBe('?view=today&created=today');
  await expect
    .element(dashboard.screen.getByRole('button', { name: 'Remove filter: Created today' }))
    .toBeVisible();
  const days = () =>
    [...document.querySelectorAll('td[data-column="createdAt"] time')].map((time) =>
      time.getAttribute('datetime')?.slice(0, 10),
    );
  await eventually(() => [...new Set(days())]).toEqual(['2026-11-23']);
  await dashboard.screen.getByRole('searchbox').fill('0');
  await eventually(() => searchOf(dashboard)).toBe('?view=today&q=0&created=today');
  await dashboard.screen.getByRole('button', { name: 'Remove filter: Created today' }).click();
  await eventually(() => searchOf(dashboard)).toBe('?view=today&q=0');
});

describe('a view of one’s own', () => {
  test('is saved by keyboard alone, opened by its key and by the palette', async () => {
    const dashboard = await renderDashboard({ path: '/?status=Shipped&sort=-orderTotal' });
    await expect.element(control(dashboard)).toMatchTextContent('Unnamed view');
    (control(dashboard).element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(dashboard.screen.getByRole('menu')).toBeVisible();
    await userEvent.keyboard('save{Enter}');
    await expect.element(panel(dashboard)).toBeVisible();
    await saveAs(dashboard, 'Large ones');
    await expect.element(panel(dashboard).getByText('It is “Large ones”.')).toBeVisible();
    await panel(dashboard).getByRole('button', { name: 'Key of Large ones: no key' }).click();
    await userEvent.keyboard('g');
    await expect
      .element(panel(dashboard).getByRole('button', { name: 'Key of Large ones: G' }))
      .toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(panel(dashboard)).not.toBeInTheDocument();
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('0');
    await expect.element(control(dashboard)).toMatchTextContent('All orders');
    await userEvent.keyboard('g');
    await expect.element(control(dashboard)).toMatchTextContent('Large ones');
    expect(searchOf(dashboard)).toMatch(/^\?view=[\w-]+&status=Shipped&sort=-orderTotal$/);
    await userEvent.keyboard('0{Control>}k{/Control}');
    await userEvent.keyboard('view large{Enter}');
    await expect.element(control(dashboard)).toMatchTextContent('Large ones');
  });

  test('takes over what was changed in it', async () => {
    const dashboard = await renderDashboard({ path: '/?panel=views&status=Shipped' });
    await saveAs(dashboard, 'Sent');
    await userEvent.keyboard('{Escape}');
    await dashboard.screen.getByRole('searchbox').fill('00');
    await control(dashboard).click();
    await dashboard.screen.getByRole('menuitem', { name: 'Save changes to “Sent”' }).click();
    await expect.element(control(dashboard)).toMatchTextContent(/^Sent$/);
    expect(dashboard.fake.services.views.current().views).toMatchObject([
      { name: 'Sent', query: 'q=00&status=Shipped' },
    ]);
  });

  test('is renamed, and needs a name that no other has', async () => {
    const dashboard = await renderDashboard({ path: '/?panel=views&status=Shipped' });
    await saveAs(dashboard, 'today');
    await expect.element(panel(dashboard).getByRole('alert')).toMatchTextContent('already');
    await saveAs(dashboard, ' ');
    await expect.element(panel(dashboard).getByRole('alert')).toMatchTextContent('A view needs a name.');
    await saveAs(dashboard, 'Sent');
    await panel(dashboard).getByRole('button', { name: 'Rename Sent' }).click();
    const field = panel(dashboard).getByRole('textbox', { name: 'New name of Sent' });
    await expect.element(field).toHaveFocus();
    await field.fill('Gone');
    await userEvent.keyboard('{Enter}');
    await expect.element(panel(dashboard).getByRole('button', { name: 'Rename Gone' })).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await userEvent.keyboard('x{Escape}');
    await expect.element(panel(dashboard).getByRole('button', { name: 'Rename Gone' })).toBeVisible();
  });

  test('is deleted together with its key, and Undo brings both back', async () => {
    const dashboard = await renderDashboard({ path: '/?panel=views&status=Shipped' });
    await saveAs(dashboard, 'Sent');
    await panel(dashboard).getByRole('button', { name: 'Key of Sent: no key' }).click();
    await userEvent.keyboard('g');
    await panel(dashboard).getByRole('button', { name: 'Delete Sent' }).click();
    await expect.element(panel(dashboard).getByText('None yet.', { exact: false })).toBeVisible();
    expect(readBindings().keys).toEqual({});
    await panel(dashboard).getByRole('button', { name: 'Undo' }).click();
    await expect.element(panel(dashboard).getByRole('button', { name: 'Key of Sent: G' })).toBeVisible();
  });

  test('that was deleted can be brought back when the panel is closed', async () => {
    const dashboard = await renderDashboard({ path: '/?panel=views&status=Shipped' });
    await saveAs(dashboard, 'Sent');
    await panel(dashboard).getByRole('button', { name: 'Delete Sent' }).click();
    await userEvent.keyboard('{Escape}');
    await expect.element(control(dashboard)).toMatchTextContent('Unnamed view');
    await dashboard.screen.getByRole('button', { name: 'Undo' }).click();
    await expect.element(control(dashboard)).toMatchTextContent('Sent');
  });

  test('of another version opens, and what is not understood is left out and said', async () => {
    const dashboard = await renderDashboard();
    dashboard.fake.services.views.save('From tomorrow', 'status=Shipped&lanes=2&sort=shoe');
    await choose(dashboard, 'From tomorrow');
    await eventually(() => [...new Set(columnTexts('status'))]).toEqual(['Shipped']);
    await expect
      .element(dashboard.screen.getByText('Left out:', { exact: false }))
      .toMatchTextContent(/sort=shoe, lanes=2/);
    await expect.element(control(dashboard)).toMatchTextContent(/^From tomorrow$/);
  });

  test('works where nothing can be stored, and that is said', async () => {
    const dashboard = await renderDashboard({ path: '/?panel=views&status=Shipped', storage: null });
    await expect
      .element(panel(dashboard).getByRole('note'))
      .toMatchTextContent('until this window is closed');
    await saveAs(dashboard, 'Sent');
    await expect.element(panel(dashboard).getByText('It is “Sent”.')).toBeVisible();
  });
});

test('a key may be taken from a view for something else', async () => {
  const dashboard = await renderDashboard({ path: '/?panel=keys' });
  const { screen } = dashboard;
  await screen.getByRole('button', { name: 'Search orders: /' }).click();
  await userEvent.keyboard('1');
  await expect.element(screen.getByRole('button', { name: 'Open Needs action: no key' })).toBeVisible();
  await screen.getByRole('button', { name: 'Open Today: 2' }).click();
  await userEvent.keyboard('/');
  await expect.element(screen.getByRole('button', { name: 'Open Today: /' })).toBeVisible();
});

test('the view that was open last is remembered, and what was made of it is not', async () => {
  const dashboard = await renderDashboard();
  await choose(dashboard, 'Needs action');
  const last = () => localStorage.getItem('orders:last-view:somebody');
  await eventually(last).toBe('?view=needs-action&status=Pending%2CProcessing&sort=createdAt');
  await dashboard.screen.getByRole('searchbox').fill('secret');
  await expect.element(control(dashboard)).toMatchTextContent('changed');
  expect(last()).not.toContain('secret');
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.keyboard('view all{Enter}');
  await eventually(last).toBeNull();
});
