import type { Order } from '@orders/contract';
import { describe, expect, test } from 'vitest';
import { A, B, editWindows, isSent, onPatch, shownIn, statesOf } from './support/edit-windows.ts';
import { noConnection, problem } from './support/scripted-bff.ts';
import { until } from './support/until.ts';

const { openOver } = editWindows();

describe('changes of others', () => {
  /** Edits an order that somebody else changes before the edit arrives. */
  async function meet(theirs: Partial<Order>, mine: { status?: string; priority?: string }) {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, mine);
    const changed = bff.change(A, theirs);
    bff.script = () => undefined;
    window.outbox.sendNow();
    return { bff, window, changed };
  }

  test.each([-86_400_000, 86_400_000])(
    'F-36: are told by the validator, whatever the device’s clock says (%i ms off)',
    async (skewMs) => {
      const { bff, window } = await openOver(noConnection);
      window.clock.jump(skewMs);
      await window.outbox.edit(A, { status: 'Shipped' });
      const updatedAt = new Date(window.clock.now() - Math.sign(skewMs) * 1_000).toISOString();
      bff.change(A, { status: 'Cancelled', updatedAt });
      bff.script = () => undefined;
      window.outbox.sendNow();
      await until(() => expect(statesOf(window)).toEqual(['conflict']));
      expect(bff.applied).toEqual([]);
    },
  );

  test('in another field stand beside mine, and nobody is asked', async () => {
    const { bff, window } = await meet({ priority: 'High', customer: 'Renamed' }, { status: 'Shipped' });
    await isSent(window);
    expect(bff.orders.get(A)).toMatchObject({ status: 'Shipped', priority: 'High', customer: 'Renamed' });
    expect(shownIn(window, A)).toMatchObject({
      status: 'Shipped',
      priority: 'High',
      customer: 'Renamed',
      editState: null,
    });
    const keys = bff.patches.map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });

  test('to the same value are no conflict and no second write', async () => {
    const { bff, window, changed } = await meet({ status: 'Shipped' }, { status: 'Shipped' });
    await isSent(window);
    expect(bff.orders.get(A)?.etag).toBe(changed.etag);
    expect(bff.applied).toEqual([]);
  });

  test('to another value wait for a person; theirs is in Airtable, mine is kept', async () => {
    const { bff, window } = await meet({ status: 'Cancelled' }, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['conflict']));
    expect(window.outbox.pending.current()).toMatchObject([
      { changes: [{ field: 'status', from: 'Pending', to: 'Shipped', theirs: 'Cancelled' }] },
    ]);
    expect(bff.orders.get(A)?.status).toBe('Cancelled');
    expect(shownIn(window, A)?.editState).toBe('conflict');
  });

  test('are overwritten when a person keeps mine', async () => {
    const { bff, window } = await meet({ status: 'Cancelled' }, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['conflict']));
    await window.outbox.keepMine(window.outbox.pending.current()[0]!.id);
    await isSent(window);
    expect(bff.orders.get(A)?.status).toBe('Shipped');
    expect(bff.applied).toHaveLength(1);
  });

  test('stay when a person takes theirs', async () => {
    const { bff, window } = await meet({ status: 'Cancelled' }, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['conflict']));
    await window.outbox.takeTheirs(window.outbox.pending.current()[0]!.id);
    expect(window.outbox.pending.current()).toEqual([]);
    expect(shownIn(window, A)).toMatchObject({ status: 'Cancelled', editState: null });
    expect(bff.applied).toEqual([]);
  });

  test('F-12: a conflict holds up its own order only', async () => {
    const { bff, window } = await meet({ status: 'Cancelled' }, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['conflict']));
    await window.outbox.edit(B, { status: 'Delivered' });
    await until(() => expect(bff.orders.get(B)?.status).toBe('Delivered'));
    await until(() => expect(statesOf(window)).toEqual(['conflict']));
  });

  test('a 412 that does not say how the order is has it asked for', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    bff.change(A, { priority: 'High' });
    bff.script = onPatch(({ headers }) =>
      headers.get('if-match') === '"etag-1"' ? problem(412) : undefined,
    );
    window.outbox.sendNow();
    await isSent(window);
    expect(bff.orders.get(A)).toMatchObject({ status: 'Shipped', priority: 'High' });
  });
});
