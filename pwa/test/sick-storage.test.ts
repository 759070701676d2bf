import { Dexie } from 'dexie';
import { describe, expect, test, vi } from 'vitest';
import { A, B, editWindows, isSent, shownIn, statesOf } from './support/edit-windows.ts';
import { makeEntry } from './support/outbox-factory.ts';
import { noConnection } from './support/scripted-bff.ts';
import { OUTBOX_NAME } from './support/start-services.ts';
import { until } from './support/until.ts';

const { open, openOver } = editWindows();

describe('a connection to the database that the browser has closed', () => {
  test('F-19: is opened again, and the edit is saved', async () => {
    const { bff, window } = await openOver();
    const { indexedDB } = globalThis;
    const opened: IDBDatabase[] = [];
    const open = indexedDB.open.bind(indexedDB);
    vi.spyOn(indexedDB, 'open').mockImplementation((...request) => {
      const opening = open(...request);
      opening.addEventListener('success', () => opened.push(opening.result));
      return opening;
    });
    await window.stop();
    const later = await reopen(bff);
    await until(() => expect(later.orders.current().phase).toBe('ready'));
    for (const connection of opened) connection.close();
    expect(await later.outbox.edit(A, { status: 'Shipped' })).toEqual({ kind: 'saved' });
    await isSent(later);
    expect(bff.applied).toHaveLength(1);
    vi.restoreAllMocks();
  });

  const reopen = (bff: Awaited<ReturnType<typeof openOver>>['bff']) => open({ bff });
});

describe('a newer build in another window', () => {
  /** Brings the outbox to a schema that this build does not know, as an upgrade will. */
  async function upgrade(): Promise<Dexie> {
    const newer = new Dexie(OUTBOX_NAME);
    newer.version(1).stores({ outbox: '++seq, recordId', orderTags: 'recordId', parked: '++id', meta: 'k' });
    newer.version(2).stores({ notes: '++id' });
    await newer.open();
    return newer;
  }

  test('F-20: finds every waiting edit; the older window takes no more and says what to do', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.outbox.edit(B, { status: 'Shipped' });
    const newer = await upgrade();
    expect(await newer.table('outbox').count()).toBe(2);
    await until(() => expect(window.connection.current().storageProblem).toMatch(/newer version/));
    expect(await window.outbox.edit(A, { status: 'Delivered' })).toMatchObject({ kind: 'not-saved' });
    expect(shownIn(window, A)?.status).toBe('Shipped');
    newer.close();
    await window.stop();
    bff.script = () => undefined;
    await isSent(await open({ bff }));
    expect(bff.applied).toHaveLength(2);
  });

  test('F-20: the older window decides nothing and sends nothing any more', async () => {
    const { bff, window } = await openOver();
    bff.change(A, { status: 'Cancelled' });
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['conflict']));
    const newer = await upgrade();
    await until(() => expect(window.connection.current().storageProblem).toMatch(/newer version/));
    const [edit] = window.outbox.pending.current();
    for (const decide of ['keepMine', 'takeTheirs', 'discard'] as const)
      await window.outbox[decide](edit?.id ?? 0);
    expect(await newer.table('outbox').toArray()).toMatchObject([{ state: 'conflict' }]);
    await newer.table('outbox').toCollection().modify({ state: 'waiting' });
    window.outbox.sendNow();
    window.window.dispatchEvent(new Event('focus'));
    await until(() => expect(statesOf(window)).toEqual(['waiting']));
    expect(bff.applied).toEqual([]);
    newer.close();
  });

  test('an edit in a format still to come is shown, kept, exported and not sent; its order waits', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.stop();
    await withOutbox((outbox) =>
      outbox
        .table('outbox')
        .bulkAdd([
          { ...makeEntry(1, { recordId: A }), v: 2 },
          makeEntry(2, { recordId: A, patch: { priority: 'High' }, base: { priority: 'Medium' } }),
          makeEntry(3, { recordId: B }),
        ]),
    );
    bff.script = () => undefined;
    const later = await open({ bff });
    await until(() => expect(bff.applied.map(({ recordId }) => recordId)).toEqual([B]));
    await until(() =>
      expect(
        later.outbox.pending
          .current()
          .map(({ id }) => id)
          .sort(),
      ).toEqual([1, 2]),
    );
    expect(JSON.parse(await later.outbox.exportAll())).toMatchObject({ newer: [{ v: 2 }] });
    expect(await withOutbox((outbox) => outbox.table('outbox').count())).toBe(2);
  });

  test('a row that nobody can read is put aside, shown and exported, and holds nothing up', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.stop();
    await withOutbox((outbox) =>
      outbox
        .table('outbox')
        .bulkAdd([{ seq: 1, v: 1, recordId: A, junk: true }, makeEntry(2, { recordId: A })]),
    );
    bff.script = () => undefined;
    const later = await open({ bff });
    await until(() => expect(bff.applied).toHaveLength(1));
    await until(() =>
      expect(later.outbox.pending.current()).toMatchObject([{ id: -1, recordId: A, changes: [] }]),
    );
    expect(JSON.parse(await later.outbox.exportAll())).toMatchObject({ parked: [{ raw: { junk: true } }] });
    await later.outbox.discard(-1);
    expect(later.outbox.pending.current()).toEqual([]);
  });
});

/** Looks into the database from outside, as it is. */
async function withOutbox<T>(job: (outbox: Dexie) => PromiseLike<T>): Promise<T> {
  const outbox = new Dexie(OUTBOX_NAME);
  try {
    await outbox.open();
    return await job(outbox);
  } finally {
    outbox.close();
  }
}
