import { expect, test } from 'vitest';
import { OUTDATED } from '../src/app/storage-problem.ts';
import { renderDashboard } from './support/render-dashboard.tsx';

test('while the device is being read the place of everything is kept', async () => {
  const { screen, table, fake } = await renderDashboard({ phase: 'opening' });
  await expect.element(table).toHaveAttribute('aria-busy', 'true');
  const list = () => screen.getByRole('region', { name: 'All orders' }).element().getBoundingClientRect().top;
  const before = list();
  fake.setPhase('ready');
  await expect.element(screen.getByRole('figure', { name: 'Orders by status' })).toBeVisible();
  expect(list()).toBe(before);
});

test('without a copy and without a connection it says what to do', async () => {
  const { screen } = await renderDashboard({ phase: 'empty', isOffline: true });
  await expect.element(screen.getByRole('heading', { name: 'No orders on this device yet' })).toBeVisible();
  await expect.element(screen.getByText(/Connect once/)).toBeVisible();
});

test('the first fetch shows how far it has come', async () => {
  const { screen, fake } = await renderDashboard({ phase: 'empty' });
  fake.sync.set({
    isRunning: true,
    progress: { phase: 'reading', fetched: 1200, expected: 5000 },
    problem: null,
    finishedAt: null,
  });
  await expect.element(screen.getByText('1,200 of 5,000 read')).toBeVisible();
  await expect
    .element(screen.getByRole('progressbar', { name: 'Orders read' }))
    .toHaveAttribute('aria-valuenow', '1200');
});

test('who is signed out is led to the sign-in and back', async () => {
  const { screen, fake } = await renderDashboard({ path: '/orders/ORD-000001?page=2' });
  fake.connection.set({ ...fake.connection.current(), state: 'signed-out' });
  await expect
    .element(screen.getByRole('link', { name: 'Sign in' }))
    .toHaveAttribute('href', '/auth/login?returnTo=%2Forders%2FORD-000001%3Fpage%3D2');
});

test('F-32: where something else answers for the server it says so, and leads to whatever wants a login', async () => {
  const { screen, fake } = await renderDashboard({ path: '/?q=a' });
  fake.connection.set({ ...fake.connection.current(), state: 'offline', isIntercepted: true });
  await expect.element(screen.getByText(/stay on this device/)).toBeVisible();
  await expect
    .element(screen.getByRole('link', { name: 'Sign in to the network' }))
    .toHaveAttribute('href', '/auth/login?returnTo=%2F%3Fq%3Da');
});

test('a base without orders is not an error', async () => {
  const { screen } = await renderDashboard({ count: 0 });
  await expect.element(screen.getByRole('heading', { name: 'There are no orders yet' })).toBeVisible();
});

test('a sync shows its progress, and a second press does nothing', async () => {
  const { screen, fake } = await renderDashboard();
  const button = screen.getByRole('button', { name: 'Sync now' });
  await button.click();
  expect(fake.calls).toEqual(['syncNow']);
  fake.sync.set({
    isRunning: true,
    progress: { phase: 'reading', fetched: 2300, expected: 5000 },
    problem: null,
    finishedAt: null,
  });
  await expect
    .element(screen.getByRole('progressbar', { name: 'Sync' }))
    .toHaveAttribute('aria-valuenow', '2300');
  await expect.element(screen.getByText('reading 2,300 of 5,000')).toBeVisible();
  await button.click({ force: true });
  expect(fake.calls).toEqual(['syncNow']);
});

test('a sync that failed says what it means', async () => {
  const { screen, fake } = await renderDashboard();
  fake.sync.set({ ...fake.sync.current(), problem: 'Airtable did not answer.' });
  await expect.element(screen.getByText(/Airtable did not answer\..*last state that was read/)).toBeVisible();
});

test('a new version waits quietly until it is wanted', async () => {
  const { screen, fake } = await renderDashboard();
  let applied = 0;
  fake.update.set({ isWaiting: true, apply: () => applied++ });
  await screen.getByRole('button', { name: 'New version: reload' }).click();
  expect(applied).toBe(1);
});

test('a device that cannot keep data says so', async () => {
  const { screen, fake } = await renderDashboard();
  fake.connection.set({ ...fake.connection.current(), storageProblem: 'The browser forbids storage.' });
  await expect.element(screen.getByText(/The browser forbids storage\./)).toBeVisible();
});

test('an address that the app does not have says so and shows all orders', async () => {
  const { screen, table } = await renderDashboard({ path: '/some/where' });
  await expect.element(screen.getByText(/There is no such page/)).toBeVisible();
  await expect.element(table).toBeVisible();
});

test('how Airtable and the cache are is told on demand', async () => {
  const { screen } = await renderDashboard();
  await screen.getByRole('button', { name: 'Airtable and cache details' }).click();
  const details = screen.getByRole('dialog', { name: 'Airtable and cache' });
  await expect.element(details.getByText('12,480 of 100,000')).toBeVisible();
  await expect.element(details.getByText('closed: requests go through')).toBeVisible();
  await expect.element(details.getByText('memory, works')).toBeVisible();
});

test('the theme is chosen in the menu and remembered', async () => {
  const { screen } = await renderDashboard();
  await screen.getByRole('button', { name: 'Menu' }).click();
  await screen.getByRole('menuitemradio', { name: 'Dark' }).click();
  expect(document.documentElement.dataset['theme']).toBe('dark');
  expect(getComputedStyle(document.documentElement).colorScheme).toBe('dark');
  expect(localStorage.getItem('orders.theme')).toBe('dark');
});

test('the app can be installed from the menu when the browser offers it', async () => {
  const { screen, installPrompt } = await renderDashboard();
  let asked = 0;
  installPrompt.set(() => asked++);
  await screen.getByRole('button', { name: 'Menu' }).click();
  await screen.getByRole('menuitem', { name: 'Install as an app' }).click();
  expect(asked).toBe(1);
});

test.each([
  ['Offline saving is off on this device: no change can be made.', 'This device cannot keep data'],
  [OUTDATED, 'This window is out of date'],
])('F-19, F-21: a device that cannot store says so over everything: %s', async (storageProblem, title) => {
  const { screen, fake } = await renderDashboard();
  fake.connection.set({ ...fake.connection.current(), storageProblem });
  const notice = screen.getByRole('note').filter({ hasText: title });
  await expect.element(notice).toMatchTextContent(storageProblem);
});
