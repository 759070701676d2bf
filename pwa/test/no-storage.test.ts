import { makeOrder } from '@orders/contract/testing';
import { Dexie } from 'dexie';
import { afterEach, expect, test, vi } from 'vitest';
import { exportOutbox } from '../src/db/export-outbox.ts';
import { EMPTY_OUTBOX } from '../src/db/outbox-rows.ts';
import { A, editWindows, shownIn, statesOf } from './support/edit-windows.ts';
import { createHandClock } from './support/hand-clock.ts';
import { makeEntry } from './support/outbox-factory.ts';
import { noConnection, ScriptedBff } from './support/scripted-bff.ts';
import { OUTBOX_NAME } from './support/start-services.ts';
import { until } from './support/until.ts';

const { open, openOver } = editWindows();
const { dependencies } = Dexie;
const { indexedDB: present } = dependencies;

afterEach(() => {
  dependencies.indexedDB = present;
  vi.restoreAllMocks();
});

test('F-19: when storing fails over a new connection too, it is said for as long as it lasts', async () => {
  const { window } = await openOver(noConnection);
  const broken = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('Internal error', 'UnknownError');
  });
  expect(await window.outbox.edit(A, { status: 'Shipped' })).toMatchObject({ kind: 'not-saved' });
  expect(broken).toHaveBeenCalledTimes(2);
  expect(window.connection.current().storageProblem).toMatch(/Offline saving is off on this device/);
  expect(shownIn(window, A)?.status).toBe('Pending');
  broken.mockRestore();
  expect(await window.outbox.edit(A, { status: 'Shipped' })).toEqual({ kind: 'saved' });
  expect(window.connection.current().storageProblem).toBeNull();
});

test('F-21: a browser without IndexedDB shows the orders, takes no edit and says so', async () => {
  dependencies.indexedDB = undefined as unknown as IDBFactory;
  const window = await open({ bff: new ScriptedBff([makeOrder(1)]) });
  await until(() => expect(window.orders.current().phase).toBe('ready'));
  expect(window.connection.current().storageProblem).toMatch(/Offline saving is off on this device/);
  expect(await window.outbox.edit(A, { status: 'Shipped' })).toMatchObject({ kind: 'not-saved' });
  expect(statesOf(window)).toEqual([]);
  expect(shownIn(window, A)?.status).toBe('Pending');
});

test('F-21: a browser that refuses to open IndexedDB, as some private windows do, says so too', async () => {
  dependencies.indexedDB = {
    open() {
      throw new DOMException('Not allowed', 'InvalidStateError');
    },
  } as unknown as IDBFactory;
  const window = await open({ bff: new ScriptedBff([makeOrder(1)]) });
  await until(() => expect(window.orders.current().phase).toBe('ready'));
  expect(window.connection.current().storageProblem).toMatch(/Offline saving is off on this device/);
  expect(await window.outbox.edit(A, { status: 'Shipped' })).toMatchObject({ kind: 'not-saved' });
});

test('the export reads row by row when the database cannot be read as a whole, and leaves out only what is damaged', async () => {
  const { window } = await openOver(noConnection);
  const outbox = new Dexie(OUTBOX_NAME);
  await outbox.open();
  await outbox.table('outbox').bulkAdd([makeEntry(1), makeEntry(2), { ...makeEntry(3), v: 9 }]);
  outbox.close();
  vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
    throw new DOMException('Internal error', 'UnknownError');
  });
  const { get } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
    if (this.name === 'outbox' && key === 2) throw new DOMException('Internal error', 'UnknownError');
    return get.call(this, key);
  });
  const exported = JSON.parse(await window.outbox.exportAll());
  expect(exported).toMatchObject({ source: 'rows', isComplete: false, buildId: 'test' });
  expect(exported.entries.map(({ seq }: { seq: number }) => seq)).toEqual([1]);
  expect(exported.newer).toMatchObject([{ seq: 3, v: 9 }]);
});

test('the export gives what the window remembers when the database cannot be read at all', async () => {
  const { window } = await openOver(noConnection);
  await window.outbox.edit(A, { status: 'Shipped' });
  const fail = () => {
    throw new DOMException('Internal error', 'UnknownError');
  };
  const refusals = [
    vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(fail),
    vi.spyOn(IDBObjectStore.prototype, 'getAllKeys').mockImplementation(fail),
  ];
  const gone = JSON.parse(await window.outbox.exportAll());
  expect(gone).toMatchObject({ source: 'memory', isComplete: false });
  expect(gone.entries).toMatchObject([{ recordId: A, patch: { status: 'Shipped' } }]);
  for (const refusal of refusals) refusal.mockRestore();
});

test('the export does not wait for a database that neither answers nor fails', async () => {
  const clock = createHandClock();
  const remembered = { ...EMPTY_OUTBOX, entries: [makeEntry(1)] };
  const exported = exportOutbox({
    subject: 'nobody',
    read: () => new Promise(() => {}),
    remembered: () => remembered,
    after: (ms, run) => clock.after(ms, run),
  });
  clock.advance(5_000);
  expect(await exported).toMatchObject({ source: 'memory', entries: [{ seq: 1 }] });
  expect(await Dexie.getDatabaseNames()).not.toContain('orders-outbox:nobody');
});

test('the export works when nothing seems to wait', async () => {
  const { window } = await openOver();
  expect(JSON.parse(await window.outbox.exportAll())).toMatchObject({
    source: 'database',
    isComplete: true,
    entries: [],
    newer: [],
    parked: [],
  });
});
