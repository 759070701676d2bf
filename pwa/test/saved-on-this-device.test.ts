import { afterEach, expect, test, vi } from 'vitest';
import { A, editWindows, shownIn, statesOf } from './support/edit-windows.ts';
import { noConnection } from './support/scripted-bff.ts';

const { openOver } = editWindows();

afterEach(() => vi.restoreAllMocks());

const isOutbox = (store: IDBObjectStore) => store.name === 'outbox';

test('F-18: an edit is shown, counted and called saved only when its transaction has ended well, not before', async () => {
  const { window } = await openOver(noConnection);
  const release = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let isHeld = true;
  void release.promise.then(() => {
    isHeld = false;
  });
  const { add } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...row) {
    const request = add.apply(this, row);
    if (isOutbox(this)) {
      reached.resolve();
      // The request has succeeded, the transaction goes on for as long as something is asked of it.
      const hold = () => {
        if (isHeld) this.get(0).onsuccess = hold;
      };
      hold();
    }
    return request;
  });
  let outcome: unknown = 'nothing said yet';
  const saving = window.outbox.edit(A, { status: 'Shipped' }).then((result) => {
    outcome = result;
  });
  await reached.promise;
  await nextTask();
  expect(outcome).toBe('nothing said yet');
  expect(shownIn(window, A)).toMatchObject({ status: 'Pending', editState: null });
  expect(statesOf(window)).toEqual([]);
  release.resolve();
  await saving;
  expect(outcome).toEqual({ kind: 'saved' });
  expect(shownIn(window, A)).toMatchObject({ status: 'Shipped', editState: 'waiting' });
});

test('F-18: an edit whose row was written but whose transaction was broken off is not saved, and is not shown', async () => {
  const { window } = await openOver(noConnection);
  const { add } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...row) {
    const request = add.apply(this, row);
    if (isOutbox(this)) request.addEventListener('success', () => this.transaction.abort());
    return request;
  });
  expect(await window.outbox.edit(A, { status: 'Shipped' })).toMatchObject({ kind: 'not-saved' });
  expect(shownIn(window, A)).toMatchObject({ status: 'Pending', editState: null });
  expect(statesOf(window)).toEqual([]);
  expect(window.outbox.undoable.current()).toBeNull();
});

/** Lets everything run that only waits for its turn. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}
