import { afterEach, expect, test, vi } from 'vitest';
import { OutboxQueue } from '../src/db/outbox.ts';
import { OutboxDatabase } from '../src/db/outbox-database.ts';
import { ANONYMOUS } from '../src/sync/whose-session.ts';
import { A, editWindows, isSent, onPatch, shownIn, statesOf } from './support/edit-windows.ts';
import { fillDisk } from './support/full-disk.ts';
import { noConnection, problem } from './support/scripted-bff.ts';
import { until } from './support/until.ts';

const { openOver } = editWindows();

afterEach(() => vi.restoreAllMocks());

test('F-33: a repeated answer that is older than what others did since is not shown over that', async () => {
  let sent = 0;
  const { bff, window } = await openOver(
    onPatch(async (_, answer) => {
      sent += 1;
      const response = await answer();
      return sent === 1 ? noConnection() : response;
    }),
  );
  await window.outbox.edit(A, { status: 'Shipped' });
  await until(() => expect(bff.applied).toHaveLength(1));
  bff.change(A, { status: 'Cancelled' });
  await window.sync.syncNow();
  window.outbox.sendNow();
  await isSent(window);
  expect(bff.patches).toHaveLength(2);
  expect(shownIn(window, A)?.status).toBe('Cancelled');
});

test('F-08: edits saved before the device was full are sent all the same', async () => {
  let isFull = false;
  fillDisk(() => isFull);
  const { bff, window } = await openOver(noConnection);
  await window.outbox.edit(A, { status: 'Shipped' });
  isFull = true;
  const { deleteDatabase } = indexedDB;
  vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
    isFull = false;
    return deleteDatabase.call(indexedDB, name);
  });
  bff.script = () => undefined;
  window.outbox.sendNow();
  await isSent(window);
  expect(bff.applied).toHaveLength(1);
  expect(window.connection.current().storageProblem).toContain('out of space');
});

test('F-01: an edit whose window died before it could tell is sent by another one', async () => {
  const { bff, window } = await openOver();
  const order = bff.orders.get(A);
  if (order === undefined) throw new Error('There is no order A.');
  const db = new OutboxDatabase(ANONYMOUS);
  const queue = new OutboxQueue({ db, now: () => 1, newKey: () => crypto.randomUUID(), buildId: 'test' });
  await queue.enqueue({ order, patch: { status: 'Shipped' } });
  db.close();
  window.window.dispatchEvent(new Event('focus'));
  await until(() => expect(bff.applied).toHaveLength(1));
  await isSent(window);
});

test('"Send now" passes over this device’s own patience with a server in trouble', async () => {
  let isInTrouble = true;
  const { bff, window } = await openOver(onPatch(() => (isInTrouble ? problem(503) : undefined)));
  await window.outbox.edit(A, { status: 'Shipped' });
  for (let time = 0; time < 6; time += 1) {
    await until(() => {
      window.clock.advance(300_000);
      expect(window.outbox.pending.current()[0]?.attempts).toBeGreaterThan(time);
    });
  }
  isInTrouble = false;
  await until(() => expect(statesOf(window)).toEqual(['waiting']));
  window.outbox.sendNow();
  await isSent(window);
  expect(bff.applied).toHaveLength(1);
});
