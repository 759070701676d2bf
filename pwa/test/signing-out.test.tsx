import { expect, test } from 'vitest';
import { type Dashboard, eventually, renderDashboard } from './support/render-dashboard.tsx';

async function chooseSignOut({ screen }: Dashboard): Promise<void> {
  await screen.getByRole('button', { name: 'Menu' }).click();
  await screen.getByRole('menuitem', { name: 'Sign out' }).click();
}

async function withAnEdit(options: Parameters<typeof renderDashboard>[0] = {}): Promise<Dashboard> {
  const dashboard = await renderDashboard(options);
  dashboard.fake.canSignOut.set(true);
  await dashboard.screen
    .getByRole('combobox', { name: /^Status of/ })
    .first()
    .selectOptions('Cancelled');
  await expect.element(dashboard.screen.getByRole('button', { name: '1 pending edit' })).toBeVisible();
  return dashboard;
}

test('where nobody signs in there is nothing to sign out of', async () => {
  const { screen } = await renderDashboard();
  await screen.getByRole('button', { name: 'Menu' }).click();
  await expect.element(screen.getByRole('menuitem', { name: 'Diagnostics' })).toBeVisible();
  await expect.element(screen.getByRole('menuitem', { name: 'Sign out' })).not.toBeInTheDocument();
});

test('with nothing waiting it is done at once', async () => {
  const dashboard = await renderDashboard();
  dashboard.fake.canSignOut.set(true);
  await chooseSignOut(dashboard);
  await eventually(() => dashboard.fake.calls).toEqual(['signOut']);
});

test('with edits waiting it asks first, and nothing happens until it is answered', async () => {
  const dashboard = await withAnEdit();
  const { screen, fake } = dashboard;
  await chooseSignOut(dashboard);
  const question = screen.getByRole('alertdialog', { name: '1 edit has not been sent' });
  await expect.element(question).toBeVisible();
  await expect.element(question.getByRole('button', { name: 'Export' })).toBeVisible();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(question).not.toBeInTheDocument();
  expect(fake.calls).toEqual([]);
  await chooseSignOut(dashboard);
  await question.getByRole('button', { name: 'Sign out and delete it' }).click();
  await eventually(() => fake.calls).toEqual(['signOut']);
});

test('they can be sent from the question, which then is none any more', async () => {
  const dashboard = await withAnEdit();
  const { screen, fake } = dashboard;
  await chooseSignOut(dashboard);
  await screen.getByRole('button', { name: 'Send now' }).click();
  expect(fake.calls).toEqual(['sendNow']);
  fake.deliver();
  const settled = screen.getByRole('alertdialog', { name: 'Every edit has been sent' });
  await settled.getByRole('button', { name: 'Sign out' }).click();
  await eventually(() => fake.calls).toEqual(['sendNow', 'signOut']);
});

test('without a connection it does not offer to send', async () => {
  const dashboard = await withAnEdit({ isOffline: true });
  await chooseSignOut(dashboard);
  await expect.element(dashboard.screen.getByText(/only be exported as a file/)).toBeVisible();
  await expect.element(dashboard.screen.getByRole('button', { name: 'Send now' })).not.toBeInTheDocument();
});

test('F-23: from the moment of the sign-out nothing of the orders is on the page, nor in its title', async () => {
  const { screen, fake } = await withAnEdit();
  const customer = fake.orders.current().at(-1)?.customer ?? '';
  await eventually(() => document.title).toBe('(1) Orders');
  expect(document.body.textContent).toContain(customer);
  fake.account.set({ kind: 'leaving' });
  await expect.element(screen.getByText('Signing out')).toBeVisible();
  expect(document.body.innerHTML).not.toContain(customer);
  expect(document.body.innerHTML).not.toContain('ORD-');
  expect(document.title).toBe('Orders');
});

test.each([
  [{ isServerTold: true, isWiped: true, authMode: 'oidc' }, /no longer on this device/],
  [{ isServerTold: false, isWiped: true, authMode: 'oidc' }, /server cannot be reached just now/],
  [{ isServerTold: true, isWiped: false, authMode: 'oidc' }, /another window still uses it/],
  [{ isServerTold: true, isWiped: true, authMode: 'proxy' }, /sign-in of your company may still be open/],
] as const)('it says what is true of the sign-out: %o', async (state, text) => {
  const { screen, fake } = await renderDashboard();
  fake.account.set({ kind: 'out', ...state });
  await expect.element(screen.getByText(text)).toBeVisible();
  await screen.getByRole('button', { name: 'Sign in' }).click();
  await eventually(() => fake.calls).toEqual(['signIn']);
});
