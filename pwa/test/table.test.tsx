import { makeOrder } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { columnTexts, eventually, NOW, renderDashboard } from './support/render-dashboard.tsx';

test('orders come newest first, and only the sorted header says so', async () => {
  const { table } = await renderDashboard();
  await expect
    .element(table.getByRole('columnheader', { name: 'Created' }))
    .toHaveAttribute('aria-sort', 'descending');
  const stamps = [...document.querySelectorAll('td[data-column="createdAt"] time')].map((time) =>
    time.getAttribute('datetime'),
  );
  expect(stamps).toHaveLength(50);
  expect(stamps).toEqual([...stamps].sort().reverse());
  expect(document.querySelectorAll('th[aria-sort]')).toHaveLength(1);
});

test('a header sorts by its column, and the other way at the next press', async () => {
  const { table, address } = await renderDashboard({ path: '/?page=3' });
  const header = table.getByRole('columnheader', { name: 'Customer' });
  await header.getByRole('button').click();
  await expect.element(header).toHaveAttribute('aria-sort', 'ascending');
  expect(address.text()).toBe('/?sort=customer');
  await header.getByRole('button').click();
  await expect.element(header).toHaveAttribute('aria-sort', 'descending');
  expect(address.text()).toBe('/?sort=-customer');
  expect(document.querySelectorAll('th[aria-sort]')).toHaveLength(1);
});

test('statuses sort in the order of the data model', async () => {
  const { table } = await renderDashboard({ path: '/?sort=status&pageSize=100' });
  await expect
    .element(table.getByRole('columnheader', { name: 'Status' }))
    .toHaveAttribute('aria-sort', 'ascending');
  const [first] = columnTexts('status');
  expect(first).toBe('Pending');
});

test('the search follows each letter, ignores accents and is kept in the address', async () => {
  const { screen, address } = await renderDashboard();
  await screen.getByRole('searchbox', { name: 'Search orders' }).fill('cafe zoe');
  await eventually(() => columnTexts('customer').every((name) => name.startsWith('Café Zoë'))).toBe(true);
  expect(columnTexts('customer').length).toBeGreaterThan(0);
  expect(address.text()).toBe('/?q=cafe+zoe');
});

test('what is typed is one step of the history', async () => {
  const { screen, address } = await renderDashboard();
  const box = screen.getByRole('searchbox', { name: 'Search orders' });
  await userEvent.type(box, 'fable');
  expect(address.text()).toBe('/?q=fable');
  address.back();
  expect(address.text()).toBe('/');
  await expect.element(box).toHaveValue('');
});

test('a slash goes to the search, but not while somebody types', async () => {
  const { screen } = await renderDashboard();
  const box = screen.getByRole('searchbox', { name: 'Search orders' });
  await userEvent.keyboard('/');
  await expect.element(box).toHaveFocus();
  await userEvent.keyboard('a/b');
  await expect.element(box).toHaveValue('a/b');
  await userEvent.keyboard('{Escape}');
  await expect.element(box).toHaveValue('');
});

test('filters take several values, show counts and can be cleared', async () => {
  const { screen, address } = await renderDashboard();
  await screen.getByRole('combobox', { name: 'Filter by status' }).click();
  const list = screen.getByRole('listbox', { name: 'Filter by status' });
  await list.getByRole('option', { name: 'Shipped', exact: true }).click();
  await list.getByRole('option', { name: 'Pending', exact: true }).click();
  await userEvent.keyboard('{Escape}');
  await eventually(() => new Set(columnTexts('status'))).toEqual(new Set(['Shipped', 'Pending']));
  expect(address.text()).toBe('/?status=Shipped,Pending');
  await screen.getByRole('button', { name: 'Clear filters' }).click();
  expect(address.text()).toBe('/');
});

test('a filter can ask for blank cells', async () => {
  const { fake, address } = await renderDashboard({ path: '/?priority=,' });
  const blanks = fake.orders.current().filter(({ priority }) => priority === null);
  await eventually(() => columnTexts('priority').length).toBe(blanks.length);
  expect(address.text()).toBe('/?priority=,');
});

test('pages lead on and back, and their size can be chosen', async () => {
  const { screen, address } = await renderDashboard();
  const pages = screen.getByRole('navigation', { name: 'Pages' });
  await expect.element(pages).toMatchTextContent(/1–50 of 300/);
  await screen.getByRole('button', { name: 'Next page' }).click();
  await expect.element(pages).toMatchTextContent(/51–100 of 300/);
  expect(address.text()).toBe('/?page=2');
  await screen.getByRole('button', { name: 'Previous page' }).click();
  await expect.element(pages).toMatchTextContent(/1–50 of 300/);
  await screen.getByRole('combobox', { name: 'Rows per page' }).selectOptions('25');
  await eventually(() => columnTexts('status').length).toBe(25);
  expect(address.text()).toBe('/?pageSize=25');
});

test('a page past the end shows the last one', async () => {
  const { screen } = await renderDashboard({ path: '/?page=99' });
  await expect
    .element(screen.getByRole('navigation', { name: 'Pages' }))
    .toMatchTextContent(/251–300 of 300/);
  await expect.element(screen.getByRole('button', { name: 'Next page' })).toBeDisabled();
});

test('of a long page only the rows near the window are drawn', async () => {
  const { table } = await renderDashboard({ path: '/?pageSize=500', count: 500 });
  await eventually(() => document.querySelectorAll('tbody tr[data-index]').length).toBeGreaterThan(10);
  expect(document.querySelectorAll('tbody tr[data-index]').length).toBeLessThan(120);
  await expect.element(table).toHaveAttribute('aria-rowcount', '501');
});

test('nonsense in the address is left out and said', async () => {
  const { screen } = await renderDashboard({ path: '/?page=-1&sort=shoe&status=Shipped' });
  await expect.element(screen.getByText(/Left out: .*sort=shoe/)).toBeVisible();
  await eventually(() => new Set(columnTexts('status'))).toEqual(new Set(['Shipped']));
  await screen.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(screen.getByText(/Left out/)).not.toBeInTheDocument();
});

test('a filter value that no order and no option has is left out and said', async () => {
  const { screen } = await renderDashboard({ path: '/?status=Nonsense,Shipped' });
  await expect.element(screen.getByText(/Left out: status=Nonsense/)).toBeVisible();
  await eventually(() => new Set(columnTexts('status'))).toEqual(new Set(['Shipped']));
});

test('when nothing matches, the way back is there', async () => {
  const { screen, address } = await renderDashboard({ path: '/?q=zzzz&sort=customer' });
  await expect.element(screen.getByRole('heading', { name: 'No orders match' })).toBeVisible();
  await screen.getByRole('button', { name: 'Show all orders' }).click();
  expect(address.text()).toBe('/?sort=customer');
});

test('changes of other people appear in place and leave the focus where it is', async () => {
  const { screen, fake } = await renderDashboard();
  const [other, focused] = fake.orders.current().slice(-2);
  const control = screen.getByRole('combobox', { name: `Status of ${focused?.orderId}` });
  (control.element() as HTMLElement).focus();
  fake.changeElsewhere(other?.recordId ?? '', { status: 'Delivered' });
  await expect
    .element(screen.getByRole('combobox', { name: `Status of ${other?.orderId}` }))
    .toHaveValue('Delivered');
  await expect.element(control).toHaveFocus();
});

test('on a narrow screen orders are cards, still in a table, and can be sorted', async () => {
  const { screen, table, address } = await renderDashboard({ width: 390 });
  await expect.element(table).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  await screen.getByRole('combobox', { name: 'Sort by' }).selectOptions('Total');
  expect(address.text()).toBe('/?sort=-orderTotal');
});

test('what other people add waits while a hand is on the rows, and comes in when it has gone', async () => {
  const { screen, fake, table } = await renderDashboard();
  await table.getByRole('cell').nth(1).hover();
  const before = columnTexts('orderId');
  fake.orders.set([
    ...fake.orders.current(),
    makeOrder(9001, { orderId: 'ORD-NEW', createdAt: new Date(NOW).toISOString() }),
  ]);
  await expect.element(screen.getByRole('button', { name: '1 new order' })).toBeVisible();
  expect(columnTexts('orderId')).toEqual(before);
  await screen.getByRole('heading', { level: 1 }).hover();
  await expect.element(table.getByRole('link', { name: 'ORD-NEW' })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: '1 new order' })).not.toBeInTheDocument();
});

test('whoever has the hand on a row lets new orders in by a button', async () => {
  const { screen, fake, table } = await renderDashboard();
  (table.getByRole('link').first().element() as HTMLElement).focus();
  const isNew = (number: number) =>
    makeOrder(number, { orderId: `ORD-N${number}`, createdAt: new Date(NOW).toISOString() });
  fake.orders.set([...fake.orders.current(), isNew(9001), isNew(9002)]);
  const button = screen.getByRole('button', { name: '2 new orders' });
  await expect.element(button).toBeVisible();
  // No pointer is moved, which would take the hand off the rows by itself.
  (button.element() as HTMLElement).click();
  await expect.element(table.getByRole('link', { name: 'ORD-N9001' })).toBeVisible();
  await expect.element(button).not.toBeInTheDocument();
});

test('what is searched for is marked where it was found', async () => {
  const { screen } = await renderDashboard({ path: '/?q=cafe+zoe' });
  const marks = () => [...document.querySelectorAll('td mark')].map((mark) => mark.textContent);
  await eventually(() => new Set(marks())).toEqual(new Set(['Café Zoë']));
  await screen.getByRole('searchbox', { name: 'Search orders' }).fill('ord-00001');
  await eventually(() => new Set(marks())).toEqual(new Set(['ORD-00001']));
  const [label = ''] = columnTexts('orderId');
  await expect.element(screen.getByRole('link', { name: label, exact: true })).toBeVisible();
});

test('an edited order stays under the hand although the filter no longer lets it through', async () => {
  const { screen, fake } = await renderDashboard({ path: '/?status=Shipped' });
  const control = screen.getByRole('combobox', { name: /^Status of/ }).first();
  const name = control.element().getAttribute('aria-label') ?? '';
  (control.element() as HTMLElement).focus();
  await control.selectOptions('Delivered');
  await expect.element(screen.getByRole('combobox', { name, exact: true })).toHaveValue('Delivered');
  (document.activeElement as HTMLElement).blur();
  await expect.element(screen.getByRole('combobox', { name, exact: true })).not.toBeInTheDocument();
  expect(fake.pending.current()).toHaveLength(1);
});
