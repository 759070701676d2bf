import { Dexie } from 'dexie';
import { afterEach, expect, test, vi } from 'vitest';
import { A, editWindows, isSent, shownIn } from './support/edit-windows.ts';
import { fillDisk } from './support/full-disk.ts';
import { noConnection } from './support/scripted-bff.ts';
import { until } from './support/until.ts';

const { openOver } = editWindows();

afterEach(() => vi.restoreAllMocks());

test('F-08: an edit that cannot be stored is not saved, says so, and is not shown', async () => {
  const { window } = await openOver(noConnection);
  fillDisk(() => true);
  expect(await window.outbox.edit(A, { status: 'Shipped' })).toEqual({
    kind: 'not-saved',
    reason: 'This device is out of space. Your change was not saved.',
  });
  expect(shownIn(window, A)?.status).toBe('Pending');
  expect(window.outbox.pending.current()).toEqual([]);
  expect(window.outbox.undoable.current()).toBeNull();
});

test('F-08: the copy of the table makes room for an edit, and the app goes on from memory', async () => {
  const { bff, window } = await openOver(noConnection);
  let isFull = true;
  const { deleteDatabase } = indexedDB;
  vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
    isFull = false;
    return deleteDatabase.call(indexedDB, name);
  });
  fillDisk(() => isFull);
  expect(await window.outbox.edit(A, { status: 'Shipped' })).toEqual({ kind: 'saved' });
  expect(shownIn(window, A)?.status).toBe('Shipped');
  expect(window.orders.current().count).toBe(3);
  expect(window.connection.current()).toMatchObject({ isReadyOffline: false });
  expect(window.connection.current().storageProblem).toMatch(/out of space/);
  bff.script = () => undefined;
  window.outbox.sendNow();
  await isSent(window);
  window.streams()[0]?.emit('change', { version: bff.version, cursor: 'next' });
  await until(() => expect(shownIn(window, A)?.etag).toBe(bff.orders.get(A)?.etag));
  expect(await packsStored()).toBe(0);
});

async function packsStored(): Promise<number> {
  const cache = new Dexie('orders-cache:anonymous');
  try {
    await cache.open();
    return await cache.table('packs').count();
  } finally {
    cache.close();
  }
}
