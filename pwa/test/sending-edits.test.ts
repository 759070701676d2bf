import { HEADERS } from '@orders/contract';
import { makeOrder } from '@orders/contract/testing';
import { describe, expect, test } from 'vitest';
import { A, B, editWindows, isSent, onPatch, shownIn, statesOf } from './support/edit-windows.ts';
import { html, noConnection, problem } from './support/scripted-bff.ts';
import type { TestWindow } from './support/start-services.ts';
import { until } from './support/until.ts';

const { open, openOver } = editWindows();

describe('an edit', () => {
  test('shows at once, is in the database before it counts as saved, and is sent by itself', async () => {
    const gate = Promise.withResolvers<void>();
    const { bff, window } = await openOver(onPatch(async (_, answer) => gate.promise.then(answer)));
    expect(await window.outbox.edit(A, { status: 'Shipped' })).toEqual({ kind: 'saved' });
    expect(shownIn(window, A)).toMatchObject({ status: 'Shipped' });
    expect(window.outbox.pending.current()).toMatchObject([
      {
        recordId: A,
        label: 'ORD-000001',
        changes: [{ field: 'status', from: 'Pending', to: 'Shipped' }],
        isBlocked: false,
      },
    ]);
    await until(() => expect(shownIn(window, A)?.editState).toBe('sending'));
    gate.resolve();
    await isSent(window);
    expect(shownIn(window, A)).toMatchObject({ status: 'Shipped', editState: null });
    expect(bff.applied).toMatchObject([{ recordId: A, patch: { status: 'Shipped' }, ifMatch: '"etag-1"' }]);
    expect(window.badges).toEqual([0, 1, 0]);
  });

  test('that changes nothing is nothing', async () => {
    const { bff, window } = await openOver();
    expect(await window.outbox.edit(A, { status: 'Pending' })).toEqual({ kind: 'unchanged' });
    expect(bff.patches).toEqual([]);
  });

  test('of an order that is gone, or by a person who may only look, is not taken', async () => {
    const { bff, window } = await openOver();
    expect(await window.outbox.edit('recUnknown0000000', { status: 'Shipped' })).toMatchObject({
      kind: 'not-saved',
    });
    bff.session = { user: null, role: 'viewer', authMode: 'none' };
    await window.stop();
    const viewer = await open({ bff });
    await until(() => expect(viewer.session.current()?.role).toBe('viewer'));
    expect(await viewer.outbox.edit(A, { status: 'Shipped' })).toMatchObject({ kind: 'not-saved' });
  });

  test('F-02: stays until the server has named the order: nothing else is an acknowledgement', async () => {
    const answers = [
      () => problem(500),
      () => html(502),
      () => html(200),
      () => new Response(null, { status: 204 }),
      () => Response.json({ ok: true }),
      () => Response.json(makeOrder(2)),
      () => noConnection(),
    ];
    let next = 0;
    const { bff, window } = await openOver(onPatch(() => answers[next++]?.()));
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => {
      window.clock.advance(60_000);
      expect(next).toBeGreaterThan(answers.length);
    });
    await isSent(window);
    expect(new Set(bff.patches.map(({ key }) => key)).size).toBe(1);
    expect(bff.applied).toHaveLength(1);
  });

  test('F-09: whose answer was lost is sent again under the same key, and applied once', async () => {
    let sent = 0;
    const lost = onPatch(async (_, answer) => {
      sent += 1;
      const response = await answer();
      return sent === 1 ? noConnection() : response;
    });
    const { bff, window } = await openOver(lost);
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => {
      window.clock.advance(2_000);
      expect(bff.patches).toHaveLength(2);
    });
    await isSent(window);
    expect(bff.applied).toHaveLength(1);
  });
});

describe('a browser that repeats a request by itself when the connection breaks', () => {
  test('F-10, F-13: shows the last answer only, so an edit that was sent once is never changed under its key', async () => {
    let sent = 0;
    const { bff, window } = await openOver(
      onPatch(async (_, answer) => {
        sent += 1;
        if (sent > 1) return answer();
        await answer();
        return problem(401);
      }),
    );
    await window.outbox.edit(A, { priority: 'High' });
    await until(() => expect(window.connection.current().state).toBe('signed-out'));
    await until(() => expect(statesOf(window)).toEqual(['waiting']));
    expect(window.outbox.pending.current()).toMatchObject([{ attempts: 0, mayBeApplied: true }]);
    await window.outbox.edit(A, { priority: 'Low' });
    window.outbox.sendNow();
    await isSent(window);
    expect(bff.applied.map(({ patch }) => patch.priority)).toEqual(['High', 'Low']);
    expect(new Set(bff.applied.map(({ key }) => key)).size).toBe(2);
  });
});

describe('order', () => {
  test('F-17: edits made before the first was sent are one, with the last values', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.outbox.edit(A, { status: 'Cancelled' });
    await window.outbox.edit(A, { priority: 'High' });
    expect(window.outbox.pending.current()).toHaveLength(1);
    bff.script = () => undefined;
    window.outbox.sendNow();
    await isSent(window);
    expect(bff.applied.map(({ patch }) => patch)).toEqual([{ status: 'Cancelled', priority: 'High' }]);
  });

  test('F-10: an edit never overtakes an earlier one of its order, and goes on from its answer', async () => {
    const gate = Promise.withResolvers<void>();
    const { bff, window } = await openOver(onPatch(async (_, answer) => gate.promise.then(answer)));
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['sending']));
    await window.outbox.edit(A, { status: 'Delivered' });
    expect(shownIn(window, A)?.status).toBe('Delivered');
    gate.resolve();
    await isSent(window);
    expect(bff.applied.map(({ patch }) => patch.status)).toEqual(['Shipped', 'Delivered']);
    expect(bff.patches.map(({ ifMatch }) => ifMatch)).toEqual(['"etag-1"', '"v2"']);
  });

  test('F-05: an entry that fails thrice still goes before the later ones of its order', async () => {
    let failures = 3;
    const { bff, window } = await openOver(onPatch(() => (failures-- > 0 ? problem(500) : undefined)));
    await window.outbox.edit(A, { status: 'Processing' });
    await until(() => expect(window.outbox.pending.current()[0]?.attempts).toBe(1));
    for (const status of ['Shipped', 'Delivered']) await window.outbox.edit(A, { status });
    await until(() => {
      window.clock.advance(10_000);
      expect(window.outbox.pending.current()).toEqual([]);
    });
    expect(bff.applied.map(({ patch }) => patch.status)).toEqual(['Processing', 'Delivered']);
  });

  test('F-33: a fetch that answers during a slow edit never shows the old value again', async () => {
    const gate = Promise.withResolvers<void>();
    const { bff, window } = await openOver(onPatch(async (_, answer) => gate.promise.then(answer)));
    await window.outbox.edit(A, { status: 'Shipped' });
    const seen = statusesSeen(window);
    bff.change(B, { customer: 'New name' });
    window.streams()[0]?.emit('change', { version: bff.version, cursor: '2' });
    await until(() => expect(shownIn(window, B)?.customer).toBe('New name'));
    gate.resolve();
    await isSent(window);
    window.streams()[0]?.emit('change', { version: bff.version, cursor: '3' });
    await until(() => expect(bff.paths.at(-1)).toBe('GET /api/orders/changes'));
    await until(() => expect(shownIn(window, A)?.etag).toBe(bff.orders.get(A)?.etag));
    expect(seen()).toEqual(['Shipped']);
  });

  test('F-33: an answer of a replica that is behind does not undo an acknowledged edit on the screen', async () => {
    const { bff, window } = await openOver();
    const behind = { cursor: 'behind', reset: false, more: false, orders: [], removed: [] };
    bff.script = ({ url }) =>
      url.includes('/changes')
        ? Response.json(behind, { headers: { [HEADERS.version]: 'epoch.1' } })
        : undefined;
    await window.outbox.edit(A, { status: 'Shipped' });
    await isSent(window);
    const seen = statusesSeen(window);
    window.streams()[0]?.emit('change', { version: bff.version, cursor: 'next' });
    await until(() => expect(bff.paths.at(-1)).toBe('GET /api/orders/changes'));
    await window.sync.syncNow();
    expect(seen()).toEqual(['Shipped']);
  });

  test('F-33: a fetch that began before an edit was acknowledged does not undo it on the screen', async () => {
    const { bff, window } = await openOver();
    const old = Promise.withResolvers<void>();
    bff.script = async ({ url }, answer) => {
      if (!url.includes('/changes')) return answer();
      const response = await answer();
      await old.promise;
      return response;
    };
    bff.change(A, { customer: 'Meanwhile' });
    window.streams()[0]?.emit('change', { version: bff.version, cursor: '2' });
    await until(() => expect(bff.paths.at(-1)).toBe('GET /api/orders/changes'));
    await window.outbox.edit(A, { status: 'Shipped' });
    await isSent(window);
    old.resolve();
    await until(() => expect(shownIn(window, A)?.customer).toBe('Meanwhile'));
    expect(shownIn(window, A)).toMatchObject({ status: 'Shipped', etag: bff.orders.get(A)?.etag });
  });
});

/** Every status that the screen shows of order A from now on, each once. */
function statusesSeen(window: TestWindow): () => unknown[] {
  const seen = new Set<unknown>([shownIn(window, A)?.status]);
  window.orders.subscribe(() => seen.add(shownIn(window, A)?.status));
  return () => [...seen];
}
