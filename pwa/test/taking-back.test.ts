import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EditOutcome } from '../src/store/edits.ts';
import { A, editWindows, isSent, shownIn } from './support/edit-windows.ts';
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
});
