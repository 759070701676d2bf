import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EditOutcome } from '../src/store/edits.ts';
import { A, B, editWindows, isSent, shownIn } from './support/edit-windows.ts';
import { noConnection } from './support/scripted-bff.ts';
import { until } from './support/until.ts';

const { openOver } = editWindows();

afterEach(() => vi.restoreAllMocks());

describe('taking back', () => {
  test('an edit that was not sent is gone without a trace', async () => {
    const { window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    expect(window.outbox.undoable.current()).toEqual({
      recordId: A,
      label: 'ORD-000001',
      field: 'status',
      from: 'Pending',
      to: 'Shipped',
      count: 1,
    });
    expect(await window.outbox.undo()).toEqual({ kind: 'saved' });
    expect(window.outbox.pending.current()).toEqual([]);
    expect(window.outbox.undoable.current()).toBeNull();
  });

  test('an edit that was sent is followed by its opposite', async () => {
    const { bff, window } = await openOver();
    await window.outbox.edit(A, { status: 'Shipped' });
    await isSent(window);
    await window.outbox.undo();
    await isSent(window);
    expect(bff.applied.map(({ patch }) => patch.status)).toEqual(['Shipped', 'Pending']);
  });

  test('an edit whose answer is being kept at this moment is followed by its opposite too', async () => {
    const { bff, window } = await openOver();
    const undone = Promise.withResolvers<EditOutcome>();
    const { delete: remove } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
      // The entry leaves the database in this transaction; the window has yet to hear of it.
      if (this.name === 'outbox') undone.resolve(window.outbox.undo());
      return remove.call(this, key);
    });
    await window.outbox.edit(A, { status: 'Shipped' });
    expect(await undone.promise).toEqual({ kind: 'saved' });
    await isSent(window);
    expect(bff.applied.map(({ patch }) => patch.status)).toEqual(['Shipped', 'Pending']);
    expect(shownIn(window, A)?.status).toBe('Pending');
  });

  test('an edit whose field has another value by now is passed over', async () => {
    const { bff, window } = await openOver();
    await window.outbox.edit(A, { status: 'Shipped' });
    await isSent(window);
    bff.change(A, { status: 'Delivered' });
    window.streams()[0]?.emit('change', { version: bff.version, cursor: 'next' });
    await until(() => expect(shownIn(window, A)?.status).toBe('Delivered'));
    expect(window.outbox.undoable.current()).toBeNull();
    expect(await window.outbox.undo()).toEqual({ kind: 'unchanged' });
  });

  test('what was changed together is taken back together, and done again', async () => {
    const { bff, window } = await openOver();
    await window.outbox.edit(B, { priority: 'High' });
    await isSent(window);
    await window.outbox.editMany([A, B], { status: 'Shipped' });
    await isSent(window);
    expect(window.outbox.undoable.current()).toMatchObject({ recordId: A, field: 'status', count: 2 });
    await window.outbox.undo();
    await isSent(window);
    expect([shownIn(window, A)?.status, shownIn(window, B)?.status]).toEqual(['Pending', 'Pending']);
    expect(window.outbox.undoable.current()).toMatchObject({ recordId: B, field: 'priority', count: 1 });
    expect(window.outbox.redoable.current()).toMatchObject({ field: 'status', count: 2 });
    await window.outbox.redo();
    await isSent(window);
    expect([shownIn(window, A)?.status, shownIn(window, B)?.status]).toEqual(['Shipped', 'Shipped']);
    expect(window.outbox.redoable.current()).toBeNull();
    expect(bff.applied).toHaveLength(7);
  });

  test('of what was changed together a later change of somebody else is left alone', async () => {
    const { bff, window } = await openOver();
    await window.outbox.editMany([A, B], { status: 'Shipped' });
    await isSent(window);
    bff.change(A, { status: 'Delivered' });
    window.streams()[0]?.emit('change', { version: bff.version, cursor: 'next' });
    await until(() => expect(shownIn(window, A)?.status).toBe('Delivered'));
    expect(window.outbox.undoable.current()).toMatchObject({ recordId: B, count: 1 });
    await window.outbox.undo();
    await isSent(window);
    expect([shownIn(window, A)?.status, shownIn(window, B)?.status]).toEqual(['Delivered', 'Pending']);
  });

  test('after a new edit nothing is left to be done again', async () => {
    const { window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.outbox.undo();
    expect(window.outbox.redoable.current()).toMatchObject({ recordId: A, to: 'Shipped' });
    await window.outbox.edit(B, { status: 'Cancelled' });
    expect(window.outbox.redoable.current()).toBeNull();
    expect(await window.outbox.redo()).toEqual({ kind: 'unchanged' });
  });

  test('where one of many cannot be stored none is, and nothing is taken for done', async () => {
    const { window } = await openOver(noConnection);
    const { add } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...row) {
      if (row[0].recordId === B) throw new DOMException('The disk is broken.', 'UnknownError');
      return add.apply(this, row);
    });
    expect(await window.outbox.editMany([A, B], { status: 'Shipped' })).toMatchObject({ kind: 'not-saved' });
    expect(window.outbox.pending.current()).toEqual([]);
    expect(shownIn(window, A)?.status).toBe('Pending');
    expect(window.outbox.undoable.current()).toBeNull();
  });
});
