import { makeOrder } from '@orders/contract/testing';
import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { A, editWindows, shownIn } from './support/edit-windows.ts';
import { noConnection, ScriptedBff } from './support/scripted-bff.ts';
import { memoryStorage, type TestWindow } from './support/start-services.ts';
import { until } from './support/until.ts';

const { open } = editWindows();
const ANN = { user: { id: 'ann', name: 'Ann Canary' }, role: 'editor', authMode: 'oidc' } as const;
const NOTE = 'orders:signed-out';

/** Windows of Ann over one device. The server ends a session with 204, as the real one does. */
async function annsWindows(count = 1) {
  const bff = new ScriptedBff([makeOrder(1), makeOrder(2), makeOrder(3)]);
  bff.session = ANN;
  const storage = memoryStorage({ 'orders:subject': 'ann' });
  const isOffline = { now: false };
  bff.script = ({ url }) => {
    if (isOffline.now) return noConnection();
    if (!url.endsWith('/auth/logout')) return undefined;
    bff.session = { user: null, role: 'viewer', authMode: 'oidc' };
    return new Response(null, { status: 204 });
  };
  const windows: TestWindow[] = [];
  for (let index = 0; index < count; index += 1) windows.push(await open({ bff, environment: { storage } }));
  for (const { orders } of windows) await until(() => expect(orders.current().phase).toBe('ready'));
  const [window] = windows;
  if (window === undefined) throw new Error('There is no window');
  return { bff, storage, windows, window, isOffline };
}

async function databases(): Promise<string[]> {
  return (await Dexie.getDatabaseNames()).filter((name) => name.startsWith('orders-')).sort();
}

test('F-23: after a sign-out no database of that person is left, the session is over, and the app starts anew', async () => {
  const { bff, storage, window } = await annsWindows();
  await window.outbox.edit(A, { status: 'Shipped' });
  await until(() => expect(bff.applied).toHaveLength(1));
  expect(await databases()).toEqual(['orders-cache:ann', 'orders-outbox:ann']);
  await window.account.signOut();
  expect(await databases()).toEqual([]);
  expect(bff.paths.filter((path) => path.startsWith('POST'))).toEqual(['POST /auth/logout']);
  expect([...storage.values.keys()]).toEqual([NOTE]);
  expect(storage.getItem(NOTE)).not.toContain('ann');
  expect(window.badges.at(-1)).toBe(0);
  expect(window.left).toEqual(['/']);
  expect(window.account.state.current()).toEqual({
    kind: 'out',
    authMode: 'oidc',
    isServerTold: true,
    isWiped: true,
  });
  expect(shownIn(window, A)).toBeNull();
});

test('F-23: the other windows forget everything too, and do not bring a database back', async () => {
  const { bff, windows } = await annsWindows(3);
  await windows[2]?.outbox.edit(A, { status: 'Shipped' });
  await windows[0]?.account.signOut();
  for (const { account, orders, left } of windows) {
    await until(() => expect(account.state.current()).toMatchObject({ kind: 'out' }));
    await until(() => expect(orders.current().count).toBe(0));
    await until(() => expect(left).toEqual(['/']));
  }
  expect(await databases()).toEqual([]);
  expect(bff.paths.filter((path) => path.startsWith('POST'))).toEqual(['POST /auth/logout']);
});

test('F-23: the other windows are told while the databases are still there, and go by that alone', async () => {
  const { bff, window } = await annsWindows();
  const heard: unknown[] = [];
  const line = new BroadcastChannel('orders:ann');
  line.onmessage = ({ data }) => heard.push(data);
  line.postMessage({ kind: 'signed-out' });
  await until(() => expect(window.account.state.current()).toMatchObject({ kind: 'out' }));
  expect(window.orders.current().count).toBe(0);
  const other = await open({
    bff,
    environment: { storage: memoryStorage({ 'orders:subject': 'ann' }) },
  });
  await other.account.signOut();
  await until(() => expect(heard).toContainEqual({ kind: 'signed-out' }));
  line.close();
});

test('F-23: a window that did not get the message learns it from the database', async () => {
  const { windows } = await annsWindows();
  const { bff } = await annsWindows();
  const deaf = await open({
    bff,
    environment: { storage: memoryStorage({ 'orders:subject': 'ann' }), BroadcastChannel: undefined },
  });
  await windows[0]?.account.signOut();
  await until(() => expect(deaf.account.state.current()).toMatchObject({ kind: 'out' }));
  expect(await databases()).toEqual([]);
});

test('F-23: without a connection everything is deleted all the same, and nothing is asked before the session is over', async () => {
  const { bff, storage, window, isOffline } = await annsWindows();
  isOffline.now = true;
  await window.outbox.edit(A, { status: 'Shipped' });
  await window.account.signOut();
  expect(await databases()).toEqual([]);
  expect(window.account.state.current()).toMatchObject({ kind: 'out', isServerTold: false, isWiped: true });
  await window.stop();

  bff.paths.length = 0;
  const later = await open({ bff, environment: { storage } });
  expect(later.account.state.current()).toMatchObject({ kind: 'out', isServerTold: false });
  expect(await later.account.signIn()).toMatch(/cannot be reached/);
  isOffline.now = false;
  later.window.dispatchEvent(new Event('online'));
  await until(() => expect(later.account.state.current()).toMatchObject({ isServerTold: true }));
  expect(new Set(bff.paths)).toEqual(new Set(['POST /auth/logout']));
  expect(bff.patches).toEqual([]);
  expect(await databases()).toEqual([]);
  expect(await later.account.signIn()).toBeNull();
  expect(later.left).toEqual(['/auth/login?returnTo=%2F']);
  expect(storage.getItem(NOTE)).toBeNull();
});

test('the server is told by itself once it is there again', async () => {
  const { window, isOffline } = await annsWindows();
  isOffline.now = true;
  await window.account.signOut();
  isOffline.now = false;
  await until(() => {
    window.clock.advance(15_000);
    expect(window.account.state.current()).toMatchObject({ isServerTold: true });
  });
});

test('where the provider has a logout of its own, the window goes there and nowhere else', async () => {
  const { bff, window } = await annsWindows();
  const logoutUrl = 'https://login.example/logout';
  bff.script = ({ url }) => (url.endsWith('/auth/logout') ? Response.json({ logoutUrl }) : undefined);
  await window.account.signOut();
  expect(window.left).toEqual([logoutUrl]);
});

test('a deletion that did not come to its end goes on at the next start', async () => {
  const { bff, storage, window } = await annsWindows();
  await window.stop();
  storage.removeItem('orders:subject');
  storage.setItem(NOTE, JSON.stringify({ authMode: 'oidc', isServerTold: true, leftOver: 'ann' }));
  expect(await databases()).not.toEqual([]);
  const later = await open({ bff, environment: { storage } });
  later.window.dispatchEvent(new Event('online'));
  await until(async () => expect(await databases()).toEqual([]));
  expect(storage.getItem(NOTE)).not.toContain('ann');
});

test('F-16: what another person has waiting here stays, unsent, and is counted without being read', async () => {
  const { bff, storage, window, isOffline } = await annsWindows();
  isOffline.now = true;
  await window.outbox.edit(A, { status: 'Shipped' });
  await window.stop();
  isOffline.now = false;
  bff.session = { ...ANN, user: { id: 'bob', name: 'Bob' } };
  storage.setItem('orders:subject', 'bob');
  const bob = await open({ bff, environment: { storage } });
  await until(() => expect(bob.account.othersEdits.current()).toBe(1));
  expect(bob.outbox.pending.current()).toEqual([]);
  await bob.account.signOut();
  expect(await databases()).toEqual(['orders-outbox:ann']);
  expect(bff.patches).toEqual([]);
});

test('nobody can be signed out where nobody signs in', async () => {
  const { bff, window } = await annsWindows();
  expect(window.account.canSignOut.current()).toBe(true);
  const anybody = new ScriptedBff([makeOrder(1)]);
  const other = await open({ bff: anybody });
  await until(() => expect(other.session.current()).not.toBeNull());
  expect(other.account.canSignOut.current()).toBe(false);
  bff.session = { user: null, role: 'viewer', authMode: 'oidc' };
  window.document.dispatchEvent(new Event('resume'));
  expect(window.account.canSignOut.current()).toBe(true);
});
