import { makeOrder } from '@orders/contract/testing';
import { expect, test } from 'vitest';
import { OutboxDatabase } from '../src/db/outbox-database.ts';
import { ENTRY_FORMAT, type OutboxEntry } from '../src/db/outbox-entry.ts';
import { ANONYMOUS } from '../src/sync/whose-session.ts';
import format1 from './fixtures/outbox-format-1.json' with { type: 'json' };
import { statesOf } from './support/edit-windows.ts';
import { ScriptedBff } from './support/scripted-bff.ts';
import { openWindows } from './support/start-services.ts';
import { until } from './support/until.ts';

const open = openWindows();

/** Queues as released builds have written them; one is added with each new format and none is ever changed. */
const QUEUES: readonly (readonly unknown[])[] = [format1];

test('there is a queue of every format that an entry has ever had', () => {
  expect(QUEUES).toHaveLength(ENTRY_FORMAT);
});

test.each(QUEUES.map((queue, index) => [index + 1, queue] as const))(
  'F-20: a queue that was written in format %i is still sent, in order and under its keys',
  async (_format, queue) => {
    const db = new OutboxDatabase(ANONYMOUS);
    await db.outbox.bulkAdd(queue as OutboxEntry[]);
    db.close();
    const bff = new ScriptedBff([1, 2, 3].map((number) => makeOrder(number)));
    const window = await open({ bff });
    await until(() => expect(statesOf(window)).toEqual(['rejected']));
    expect(bff.applied.map(({ recordId, patch }) => [recordId, patch])).toEqual([
      ['rec00000000000001', { status: 'Shipped' }],
      ['rec00000000000002', { priority: null }],
      ['rec00000000000001', { priority: 'High' }],
    ]);
    const keys = (queue as OutboxEntry[]).map(({ key }) => `"${key}"`);
    expect(bff.applied.map(({ key }) => key)).toEqual([keys[0], keys[1], keys[2]]);
  },
);
