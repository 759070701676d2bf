import { makeOrder, recordIdOf } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { isSent, statesOf } from './support/edit-windows.ts';
import { html, noConnection, problem, ScriptedBff } from './support/scripted-bff.ts';
import { openWindows, type TestWindow } from './support/start-services.ts';
import { until } from './support/until.ts';

const open = openWindows();
const MANY = 120;

/** A window with so many edits of as many orders that wait, since there is no connection. */
async function waiting(count: number): Promise<{ bff: ScriptedBff; window: TestWindow }> {
  const bff = new ScriptedBff(Array.from({ length: count }, (_, index) => makeOrder(index + 1)));
  const window = await open({ bff });
  await until(() => expect(window.orders.current().phase).toBe('ready'));
  bff.script = noConnection;
  for (let number = 1; number <= count; number += 1)
    await window.outbox.edit(recordIdOf(number), { status: 'Shipped' });
  expect(window.outbox.pending.current()).toHaveLength(count);
  bff.patches.length = 0;
  return { bff, window };
}

test('F-11: a hundred and twenty edits drain in three requests, in order, once each', async () => {
  const { bff, window } = await waiting(MANY);
  bff.script = () => undefined;
  window.outbox.sendNow();
  await isSent(window);
  expect(bff.bulks).toBe(3);
  const numbers = Array.from({ length: MANY }, (_, index) => recordIdOf(index + 1));
  expect(bff.applied.map(({ recordId }) => recordId)).toEqual(numbers);
  expect(bff.patches).toHaveLength(MANY);
});

test('F-09: edits sent together whose answer was lost go again under their keys', async () => {
  const { bff, window } = await waiting(6);
  let lost = 0;
  bff.script = async ({ method }, answer) => {
    const response = await answer();
    return method === 'PATCH' && lost++ === 0 ? noConnection() : response;
  };
  window.outbox.sendNow();
  await until(() => {
    window.clock.advance(2_000);
    expect(window.outbox.pending.current()).toEqual([]);
  });
  expect(bff.applied).toHaveLength(6);
  expect(new Set(bff.patches.map(({ key }) => key)).size).toBe(6);
  expect(bff.patches.length).toBeGreaterThan(6);
});

test('F-12: of edits sent together each has an answer of its own', async () => {
  const { bff, window } = await waiting(6);
  bff.change(recordIdOf(2), { status: 'Cancelled' });
  bff.change(recordIdOf(3), { customer: 'Another' });
  bff.refuse = ({ recordId }) => (recordId === recordIdOf(4) ? problem(422) : undefined);
  bff.script = () => undefined;
  window.outbox.sendNow();
  await until(() => expect(statesOf(window).sort()).toEqual(['conflict', 'rejected']));
  const applied = bff.applied.map(({ recordId }) => recordId).sort();
  expect(applied).toEqual([1, 3, 5, 6].map(recordIdOf));
});

test('F-32: edits sent together that something else answers all stay', async () => {
  const { bff, window } = await waiting(6);
  bff.script = ({ method }) => (method === 'PATCH' ? html() : undefined);
  window.outbox.sendNow();
  await until(() => expect(bff.paths.filter((path) => path.startsWith('PATCH'))).not.toEqual([]));
  await until(() => expect(statesOf(window)).toEqual(Array(6).fill('waiting')));
  bff.script = () => undefined;
  window.outbox.sendNow();
  await isSent(window);
  expect(bff.applied).toHaveLength(6);
});

test('a server that does not take edits together gets them one by one', async () => {
  const { bff, window } = await waiting(6);
  bff.script = ({ method, url }) =>
    method === 'PATCH' && new URL(url).pathname === '/api/orders' ? problem(405) : undefined;
  window.outbox.sendNow();
  await isSent(window);
  expect([bff.bulks, bff.applied.length]).toEqual([0, 6]);
});

test('F-13: edits sent together when nobody is signed in any more all stay, untouched', async () => {
  const { bff, window } = await waiting(6);
  bff.script = ({ method }) => (method === 'PATCH' ? problem(401) : undefined);
  const attempts = () => window.outbox.pending.current().map((edit) => edit.attempts);
  const before = attempts();
  window.outbox.sendNow();
  await until(() => expect(window.connection.current().state).toBe('signed-out'));
  await until(() => expect(statesOf(window)).toEqual(Array(6).fill('waiting')));
  expect(attempts()).toEqual(before);
});
