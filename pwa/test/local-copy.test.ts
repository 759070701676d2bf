import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noConnection, ScriptedBff } from './support/scripted-bff.ts';
import { clearDatabases, openWindow, type TestWindow } from './support/start-services.ts';

const windows: TestWindow[] = [];
const open = async (...options: Parameters<typeof openWindow>) => {
  const opened = await openWindow(...options);
  windows.push(opened);
  return opened;
};

beforeEach(clearDatabases);
afterEach(async () => {
  await Promise.all(windows.splice(0).map((opened) => opened.stop()));
});

test('the first visit brings every order, and a start without a connection has them all', async () => {
  const bff = new ScriptedBff(Array.from({ length: 2_500 }, (_, index) => makeOrder(index)));
  const first = await open({ bff });
  await vi.waitFor(() => expect(first.orders.current()).toMatchObject({ phase: 'ready', count: 2_500 }));
  const figures = first.orders.current().summary?.figures;
  await first.stop();

  bff.script = noConnection;
  const second = await open({ bff, environment: { isBrowserOnline: false } });
  expect(second.orders.current()).toMatchObject({
    phase: 'ready',
    count: 2_500,
    isComplete: true,
    asOf: bff.asOf,
  });
  expect(second.orders.current().summary?.figures).toEqual(figures);
  expect(second.config.current()?.currency).toBe('USD');
  expect(second.orders.current().find(recordIdOf(7))?.orderId).toBe('ORD-000007');
});
