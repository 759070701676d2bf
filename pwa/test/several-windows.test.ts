import { Dexie } from 'dexie';
import { describe, expect, onTestFinished, test } from 'vitest';
import { A, B, editWindows, isSent, onPatch, shownIn, statesOf } from './support/edit-windows.ts';
import { createHandClock } from './support/hand-clock.ts';
import { noAnswer, noConnection } from './support/scripted-bff.ts';
import { memoryStorage, OUTBOX_NAME } from './support/start-services.ts';
import { until } from './support/until.ts';

const { open, openOver } = editWindows();

/** Keeps the lock of the senders as a window does that the browser has frozen. */
function freezeSender() {
  const thaw = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const isLost = navigator.locks
    .request('orders-flush:anonymous', () => {
      held.resolve();
      return thaw.promise;
    })
    .then(() => false)
    .catch(() => true);
  return { held: held.promise, thaw: thaw.resolve, isLost };
}

/** Whether the windows have told one another something since. */
function heard(kind: string): () => boolean {
  const channel = new BroadcastChannel('orders:anonymous');
  let isHeard = false;
  channel.onmessage = ({ data }) => {
    isHeard ||= data.kind === kind;
  };
  onTestFinished(() => channel.close());
  return () => isHeard;
}

describe('several windows', () => {
  test('F-21: an edit in one shows in the others, and so does what becomes of it', async () => {
    const { bff, window } = await openOver(noConnection);
    const other = await open({ bff });
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(shownIn(other, A)).toMatchObject({ status: 'Shipped', editState: 'waiting' }));
    expect(other.outbox.pending.current()).toEqual(window.outbox.pending.current());
    bff.script = () => undefined;
    window.outbox.sendNow();
    await isSent(other);
    expect(shownIn(other, A)).toMatchObject({ status: 'Shipped', editState: null });
  });

  test('F-04: everything that makes them send, in all of them at once, sends each edit once', async () => {
    const { bff, window } = await openOver(noConnection);
    const all = [window, await open({ bff }), await open({ bff })];
    await window.outbox.edit(A, { status: 'Shipped' });
    await all[1]?.outbox.edit(B, { status: 'Delivered' });
    bff.script = () => undefined;
    for (const { window: page, document: screen, outbox } of all) {
      page.dispatchEvent(new Event('online'));
      page.dispatchEvent(new Event('focus'));
      screen.dispatchEvent(new Event('visibilitychange'));
      outbox.sendNow();
    }
    for (const one of all) await isSent(one);
    expect(bff.patches.map(({ recordId }) => recordId).sort()).toEqual([A, B]);
  });

  test('any of them may edit while another one sends', async () => {
    const gate = Promise.withResolvers<void>();
    const { bff, window } = await openOver(onPatch(async (_, answer) => gate.promise.then(answer)));
    const other = await open({ bff });
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['sending']));
    expect(await other.outbox.edit(B, { status: 'Delivered' })).toEqual({ kind: 'saved' });
    gate.resolve();
    await isSent(other);
    expect(bff.applied.map(({ recordId }) => recordId)).toEqual([A, B]);
  });

  test('F-35: when the one that sends is closed, another one goes on, under the same key', async () => {
    const { bff, window } = await openOver(onPatch(noAnswer));
    const other = await open({ bff });
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(bff.paths.at(-1)).toBe(`PATCH /api/orders/${A}`));
    bff.script = () => undefined;
    await window.stop();
    await isSent(other);
    expect(bff.applied).toHaveLength(1);
  });

  test('F-35: when the one that sends is frozen, another one takes over', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    const frozen = freezeSender();
    await frozen.held;
    bff.script = () => undefined;
    await until(() => {
      window.clock.advance(5_000);
      window.outbox.sendNow();
      expect(window.outbox.pending.current()).toEqual([]);
    });
    expect(await frozen.isLost).toBe(true);
    expect(bff.applied).toHaveLength(1);
  });

  test('F-35: one that is only slow is waited for', async () => {
    const gate = Promise.withResolvers<void>();
    const { bff, window } = await openOver(onPatch(async (_, answer) => gate.promise.then(answer)));
    const other = await open({ bff });
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(bff.paths.at(-1)).toBe(`PATCH /api/orders/${A}`));
    for (let time = 0; time < 5; time += 1) {
      other.outbox.sendNow();
      const asked = heard('alive?');
      const answered = heard('alive');
      await until(() => {
        if (!asked()) other.clock.advance(100);
        expect(asked()).toBe(true);
      });
      await until(() => expect(answered()).toBe(true));
    }
    gate.resolve();
    await isSent(other);
    expect(bff.patches).toHaveLength(1);
  });

  test('F-35: a window that the browser freezes lets go, and goes on when it is thawed', async () => {
    const { bff, window } = await openOver(onPatch(noAnswer));
    const other = await open({ bff });
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(bff.paths.at(-1)).toBe(`PATCH /api/orders/${A}`));
    bff.script = () => undefined;
    window.document.dispatchEvent(new Event('freeze'));
    await isSent(other);
    expect(bff.applied).toHaveLength(1);
    window.document.dispatchEvent(new Event('resume'));
    await window.outbox.edit(B, { status: 'Shipped' });
    await isSent(window);
    expect(bff.applied).toHaveLength(2);
  });

  test('without locks everybody sends, and the keys keep it to one write', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.stop();
    const environment = { locks: null };
    const all = [await open({ bff, environment }), await open({ bff, environment })];
    await all[0]?.outbox.edit(A, { status: 'Shipped' });
    bff.script = () => undefined;
    for (const { outbox } of all) outbox.sendNow();
    for (const one of all) await isSent(one);
    expect(bff.applied).toHaveLength(1);
  });
});

describe('a window that is gone without a word', () => {
  test('F-07, F-01: an edit on its way is on the disk as such, and is sent again under its key', async () => {
    const { bff, window } = await openOver(onPatch(noAnswer));
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(bff.paths.at(-1)).toBe(`PATCH /api/orders/${A}`));
    const [row] = await withOutbox((outbox) => outbox.table('outbox').toArray());
    expect(row).toMatchObject({ state: 'sending', recordId: A });

    // What a crash leaves behind: the row as it is, and no lock.
    await window.stop();
    await withOutbox((outbox) => outbox.table('outbox').put(row));
    bff.script = () => undefined;
    const later = await open({ bff });
    await isSent(later);
    expect(bff.applied.map(({ key }) => key)).toEqual([`"${row.key}"`]);
  });

  test('an edit that was on its way is shown as waiting after a start without a connection', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.stop();
    await withOutbox((outbox) => outbox.table('outbox').toCollection().modify({ state: 'sending' }));
    const later = await open({ bff, environment: { isBrowserOnline: () => false } });
    await until(() => expect(statesOf(later)).toEqual(['waiting']));
  });

  test('an acknowledged edit is shown, should the copy not have caught up before', async () => {
    const { bff, window } = await openOver(({ url }) =>
      url.includes('/changes') ? noConnection() : undefined,
    );
    await window.outbox.edit(A, { status: 'Shipped' });
    await isSent(window);
    await window.stop();
    bff.script = noConnection;
    const later = await open({ bff });
    expect(shownIn(later, A)).toMatchObject({ status: 'Shipped', editState: null });
    expect(later.outbox.pending.current()).toEqual([]);
  });

  test('what the server answered is forgotten once the copy holds it', async () => {
    const { bff, window } = await openOver();
    await window.outbox.edit(A, { status: 'Shipped' });
    await isSent(window);
    window.streams()[0]?.emit('change', { version: bff.version, cursor: 'next' });
    await until(async () => {
      expect(await withOutbox((outbox) => outbox.table('orderTags').count())).toBe(0);
    });
    expect(shownIn(window, A)?.status).toBe('Shipped');
  });
});

describe('whose edits they are', () => {
  const signedInAs = (id: string) => ({
    user: { id, name: id },
    role: 'editor' as const,
    authMode: 'oidc' as const,
  });

  test('F-16: another person’s are never sent, and wait for their own', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    bff.session = signedInAs('ann');
    bff.script = () => undefined;
    window.outbox.sendNow();
    await until(() => expect(window.reloads).toHaveLength(1));
    expect(bff.patches).toEqual([]);
    expect(window.storage.getItem('orders:subject')).toBe('ann');
    await window.stop();

    const ann = await open({ bff, environment: { storage: window.storage } });
    await until(() => expect(ann.orders.current().phase).toBe('ready'));
    expect(ann.outbox.pending.current()).toEqual([]);
    expect(shownIn(ann, A)?.status).toBe('Pending');
    expect(bff.patches).toEqual([]);
    expect(await withOutbox((outbox) => outbox.table('outbox').count())).toBe(1);
  });

  test('F-16: what the server said of another person is not remembered among one’s own', async () => {
    const { bff, window } = await openOver();
    await window.stop();
    const storage = memoryStorage({ 'orders:subject': 'ann' });
    bff.session = signedInAs('ann');
    const ann = await open({ bff, environment: { storage } });
    await until(() => expect(ann.session.current()?.user?.id).toBe('ann'));
    await ann.stop();
    bff.session = signedInAs('bob');
    const bobs = await open({ bff, environment: { storage } });
    await until(() => expect(bobs.reloads).toHaveLength(1));
    expect(storage.getItem('orders:subject')).toBe('bob');
    await bobs.stop();

    // Else the two would hand the device to one another for ever, without asking the server.
    storage.setItem('orders:subject', 'ann');
    bff.script = noConnection;
    const again = await open({ bff, environment: { storage } });
    await until(() => expect(again.orders.current().phase).toBe('ready'));
    expect(again.session.current()?.user?.id).toBe('ann');
    expect(again.reloads).toEqual([]);
    expect(storage.getItem('orders:subject')).toBe('ann');
  });

  test('F-15: a new session of the same person changes nothing', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.stop();
    bff.session = signedInAs('ann');
    const storage = memoryStorage({ 'orders:subject': 'ann' });
    const ann = await open({ bff, environment: { storage } });
    await ann.outbox.edit(A, { status: 'Shipped' });
    bff.session = { ...signedInAs('ann'), user: { id: 'ann', name: 'Ann, signed in anew' } };
    bff.script = () => undefined;
    ann.outbox.sendNow();
    await until(() => expect(ann.session.current()?.user?.name).toBe('Ann, signed in anew'));
    expect(ann.reloads).toEqual([]);
  });

  test('a session that only the clock could tell apart is not asked twice for one round', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.outbox.edit(B, { status: 'Shipped' });
    await window.stop();
    bff.script = () => undefined;
    const later = await open({ bff, clock: createHandClock() });
    await isSent(later);
    const first = bff.paths.findIndex((path) => path.startsWith('PATCH'));
    expect(bff.paths.slice(first).filter((path) => path.startsWith('PATCH'))).toHaveLength(2);
    expect(bff.paths.slice(0, first)).toContain('GET /api/session');
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
