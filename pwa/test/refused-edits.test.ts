import { describe, expect, test } from 'vitest';
import { A, B, editWindows, isSent, onPatch, shownIn, statesOf } from './support/edit-windows.ts';
import { createHandClock } from './support/hand-clock.ts';
import { noConnection, problem } from './support/scripted-bff.ts';
import { until } from './support/until.ts';

const { open, openOver } = editWindows();

describe('refusals', () => {
  test.each([404, 410, 422, 400])(
    'F-12: %i parks that order and nothing else, with the reason',
    async (status) => {
      const refuse = onPatch(({ url }) => (url.endsWith(A) ? problem(status) : undefined));
      const { bff, window } = await openOver(noConnection);
      await window.outbox.edit(A, { status: 'Shipped' });
      await window.outbox.edit(B, { status: 'Delivered' });
      bff.script = refuse;
      window.outbox.sendNow();
      await until(() => expect(bff.orders.get(B)?.status).toBe('Delivered'));
      await until(() =>
        expect(window.outbox.pending.current()).toMatchObject([{ recordId: A, state: 'rejected' }]),
      );
      expect(window.outbox.pending.current()[0]?.reason).not.toBeNull();
      expect(shownIn(window, A)).toMatchObject({ status: 'Pending', editState: 'rejected' });
      await window.outbox.edit(A, { priority: 'High' });
      expect(window.outbox.pending.current()).toMatchObject([
        { state: 'rejected' },
        { state: 'waiting', isBlocked: true },
      ]);
      bff.script = () => undefined;
      await window.outbox.discard(window.outbox.pending.current()[0]!.id);
      await isSent(window);
      expect(bff.orders.get(A)).toMatchObject({ status: 'Pending', priority: 'High' });
    },
  );

  test('a 403 is a refusal when the session is the same, and a pause when it is not', async () => {
    const { bff, window } = await openOver(onPatch(() => problem(403)));
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(statesOf(window)).toEqual(['rejected']));
    bff.session = { user: null, role: 'viewer', authMode: 'oidc' };
    await window.outbox.edit(B, { status: 'Shipped' });
    await until(() => expect(window.connection.current().state).toBe('signed-out'));
    await until(() => expect(statesOf(window)).toEqual(['rejected', 'waiting']));
  });

  test('F-13: a 401 pauses everything, keeps everything and counts as no attempt', async () => {
    const { bff, window } = await openOver((request, answer) =>
      request.url.endsWith('/health') ? answer() : problem(401),
    );
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.outbox.edit(B, { status: 'Shipped' });
    await until(() => expect(window.connection.current().state).toBe('signed-out'));
    await until(() => expect(statesOf(window)).toEqual(['waiting', 'waiting']));
    expect(window.outbox.pending.current().map(({ attempts }) => attempts)).toEqual([0, 0]);
    bff.script = () => undefined;
    window.window.dispatchEvent(new Event('focus'));
    await isSent(window);
    expect(bff.applied).toHaveLength(2);
  });
});

describe('a server in trouble', () => {
  test('F-11: the queue drains by itself once it is over', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    for (let passed = 0; passed < 120; passed += 2) window.clock.advance(2_000);
    await until(() => expect(window.connection.current().state).toBe('offline'));
    bff.script = () => undefined;
    await until(() => {
      window.clock.advance(2_000);
      expect(window.outbox.pending.current()).toEqual([]);
    });
    expect(bff.applied).toHaveLength(1);
  });

  test('a 429 holds back everything for as long as the server says, hurry or not', async () => {
    const { bff, window } = await openOver(onPatch(() => problem(429, {}, { 'retry-after': '30' })));
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() => expect(window.outbox.pending.current()[0]?.attempts).toBe(1));
    await window.outbox.edit(B, { status: 'Shipped' });
    bff.script = () => undefined;
    window.outbox.sendNow();
    window.clock.advance(29_000);
    window.window.dispatchEvent(new Event('focus'));
    await until(() => expect(bff.paths.at(-1)).toBe('GET /health'));
    expect(bff.patches).toEqual([]);
    await until(() => {
      window.clock.advance(1_000);
      expect(window.outbox.pending.current()).toEqual([]);
    });
    expect(bff.applied).toHaveLength(2);
  });

  test('one order that only fails does not hold up the others', async () => {
    const { bff, window } = await openOver(
      onPatch(({ url }) => (url.endsWith(A) ? problem(500) : undefined)),
    );
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.outbox.edit(B, { status: 'Delivered' });
    await until(() => expect(bff.orders.get(B)?.status).toBe('Delivered'));
    await until(() =>
      expect(window.outbox.pending.current()).toMatchObject([{ recordId: A, state: 'waiting' }]),
    );
  });

  test('F-03: thirty days and a new build later everything is still there and is sent', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    await window.stop();
    const clock = createHandClock(window.clock.now() + 30 * 86_400_000);
    const later = await open({ bff, clock, environment: { buildId: 'another build' } });
    expect(later.outbox.pending.current()).toHaveLength(1);
    bff.script = () => undefined;
    later.outbox.sendNow();
    await isSent(later);
    expect(bff.applied).toHaveLength(1);
  });

  test('F-06: a clock set back between two edits changes nothing', async () => {
    const { bff, window } = await openOver(noConnection);
    await window.outbox.edit(A, { status: 'Shipped' });
    window.clock.jump(-86_400_000);
    await window.outbox.edit(B, { status: 'Delivered' });
    bff.script = () => undefined;
    window.outbox.sendNow();
    await isSent(window);
    expect(bff.applied.map(({ recordId }) => recordId)).toEqual([A, B]);
  });
});
