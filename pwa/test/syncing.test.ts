import { describe, expect, test } from 'vitest';
import { A, B, editWindows, shownIn } from './support/edit-windows.ts';
import { noConnection, problem, type Script } from './support/scripted-bff.ts';
import { until } from './support/until.ts';

const { open, openOver } = editWindows();
const onSync =
  (script: Script): Script =>
  (request, answer) =>
    request.method === 'POST' ? script(request, answer) : undefined;

describe('a sync that a person asks for', () => {
  test('shows how far it is, and brings what it found', async () => {
    const gate = Promise.withResolvers<void>();
    const { bff, window } = await openOver(onSync(async (_, answer) => gate.promise.then(answer)));
    const done = window.sync.syncNow();
    expect(window.sync.current()).toMatchObject({ isRunning: true, progress: null, problem: null });
    window.streams()[0]?.emit('sync', { phase: 'reading', fetched: 200, expected: 5_000 });
    expect(window.sync.current().progress).toMatchObject({ fetched: 200, expected: 5_000 });
    bff.change(B, { status: 'Delivered' });
    gate.resolve();
    await done;
    expect(window.sync.current()).toMatchObject({
      isRunning: false,
      finishedAt: window.clock.now(),
      problem: null,
    });
    expect(shownIn(window, B)?.status).toBe('Delivered');
  });

  test('asked for twice is done once', async () => {
    const { bff, window } = await openOver();
    await Promise.all([window.sync.syncNow(), window.sync.syncNow()]);
    expect(bff.paths.filter((path) => path === 'POST /api/orders/sync')).toHaveLength(1);
  });

  test.each<[string, Script, RegExp]>([
    ['there is no connection', noConnection, /server cannot be reached/],
    ['it was synced too often', () => problem(429, {}, { 'retry-after': '12' }), /Try again in 12 s/],
    ['Airtable is away', () => problem(503), /not finished\. Refused with 503/],
  ])('says in words why not when %s', async (_, script, words) => {
    const { window } = await openOver(onSync(script));
    await window.sync.syncNow();
    expect(window.sync.current()).toMatchObject({ isRunning: false, finishedAt: null });
    expect(window.sync.current().problem).toMatch(words);
  });

  test('is given up when the server is lost, so that it does not run for ever', async () => {
    const { window } = await openOver();
    window.streams()[0]?.emit('sync', { phase: 'reading', fetched: 200, expected: null });
    expect(window.sync.current().isRunning).toBe(true);
    await window.stop();
    const { bff, window: other } = await openOver(noConnection);
    other.streams()[0]?.emit('sync', { phase: 'reading', fetched: 200, expected: null });
    other.window.dispatchEvent(new Event('offline'));
    await until(() => expect(other.sync.current().isRunning).toBe(false));
    expect(bff.paths.length).toBeGreaterThan(0);
  });
});

describe('what the app knows of its server', () => {
  test('F-31: a browser that believes itself offline sends all the same', async () => {
    const { bff, window } = await openOver();
    await window.stop();
    const doubtful = await open({ bff, environment: { isBrowserOnline: () => false } });
    expect(doubtful.connection.current().state).toBe('offline');
    await doubtful.outbox.edit(A, { status: 'Shipped' });
    await until(() => {
      doubtful.clock.advance(5_000);
      expect(bff.applied).toHaveLength(1);
    });
    expect(doubtful.connection.current().state).toBe('online');
  });

  test('F-31: a browser that believes itself online shows what is', async () => {
    const { window } = await openOver(noConnection);
    window.streams()[0]?.fail(0);
    await until(() => expect(window.connection.current().state).toBe('offline'));
  });

  test('Airtable in trouble is told apart from no connection, and edits wait', async () => {
    const { bff, window } = await openOver();
    const airtable = {
      state: 'unreachable' as const,
      breaker: 'open' as const,
      pausedUntil: '2026-11-20T12:00:30.000Z',
      callsThisMonth: 1,
      monthlyCalls: 2,
    };
    bff.health = { status: 'degraded', airtable };
    bff.script = ({ method }) => (method === 'PATCH' ? problem(503, {}, { 'retry-after': '30' }) : undefined);
    await window.outbox.edit(A, { status: 'Shipped' });
    await until(() =>
      expect(window.connection.current()).toMatchObject({
        state: 'airtable-unavailable',
        until: Date.parse('2026-11-20T12:00:30.000Z'),
      }),
    );
    await until(() =>
      expect(window.outbox.pending.current()).toMatchObject([{ state: 'waiting', attempts: 1 }]),
    );
    bff.health = {};
    bff.script = () => undefined;
    await until(() => {
      window.clock.advance(10_000);
      expect(window.outbox.pending.current()).toEqual([]);
    });
    await until(() => {
      window.clock.advance(10_000);
      expect(window.connection.current().state).toBe('online');
    });
  });

  test('the zone of the installation decides the days', async () => {
    const { bff, window } = await openOver();
    await window.stop();
    bff.config = { ...bff.config, reportingTimeZone: 'Pacific/Auckland' };
    const later = await open({ bff });
    await until(() => expect(later.orders.current().summary?.figures.perDay.at(-1)?.date).toBe('2026-11-21'));
  });
});

test('a window put aside by the browser lets go of everything, and goes on when it is taken out again', async () => {
  const { bff, window } = await openOver();
  window.window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  await until(async () => expect((await navigator.locks.query()).held).toEqual([]));
  expect(window.streams()).toEqual([]);
  bff.change(B, { status: 'Delivered' });
  window.window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  await until(() => expect(shownIn(window, B)?.status).toBe('Delivered'));
  expect(window.streams()).toHaveLength(1);
});
