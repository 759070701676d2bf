import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderSource } from '../src/application/ports.ts';
import { type AirtableSourceTest, rowOf, startAirtableSource } from './support/airtable-source.ts';

const ORDERS = Array.from({ length: 50 }, (_, index) => makeOrderFields(index + 1));
const rows = ORDERS.map(rowOf);
const options = { callClass: 'background' } as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let shiftMs = 0;
let test: AirtableSourceTest;
beforeEach(async () => {
  shiftMs = 0;
  test = await startAirtableSource({
    simulator: { rows, now: () => Date.now() + shiftMs },
    source: { webhooks: 'auto' },
  });
});
afterEach(async () => {
  await test[Symbol.asyncDispose]();
});

async function cursorOf(source: OrderSource): Promise<string> {
  const { cursor } = await source.readAll({ ...options, onProgress: () => {} });
  return cursor ?? expect.fail('no cursor');
}

async function listHooks(): Promise<{ id: string; notificationUrl: string | null }[]> {
  const response = await fetch(`${test.simulator.url}/v0/bases/${test.simulator.baseId}/webhooks`, {
    headers: { authorization: `Bearer ${test.simulator.token}` },
  });
  return ((await response.json()) as { webhooks: { id: string; notificationUrl: string | null }[] }).webhooks;
}

const people = () => test.simulator.people;

describe('the webhook', () => {
  it('is created once, without an address, and found again by a later start', async () => {
    await cursorOf(test.source);
    await cursorOf(test.source);
    await cursorOf(test.another());
    const hooks = await listHooks();
    expect(hooks).toMatchObject([{ notificationUrl: null }]);
    expect(test.takeCalls()['createWebhook']).toBe(1);
  });

  it('lets another replica go on where the first one stopped', async () => {
    const cursor = await cursorOf(test.source);
    people().delete(recordIdOf(1));
    people().update(recordIdOf(2), { Status: 'Shipped' });
    const changes = await test.another().readChanges(cursor, options);
    expect(changes).toMatchObject({ removed: [recordIdOf(1)], orders: [{ recordId: recordIdOf(2) }] });
  });

  it('misses nothing that happens while everything is read', async () => {
    let edited = false;
    const { cursor } = await test.source.readAll({
      ...options,
      onProgress() {
        if (!edited) people().delete(recordIdOf(3));
        edited = true;
      },
    });
    expect(await test.source.readChanges(cursor ?? '', options)).toMatchObject({ removed: [recordIdOf(3)] });
  });

  it('is deleted at the end', async () => {
    await cursorOf(test.source);
    await test.source.close();
    expect(await listHooks()).toEqual([]);
  });

  it('is left alone by a source that never used it', async () => {
    await cursorOf(test.source);
    await test.another().close();
    expect(await listHooks()).toHaveLength(1);
  });

  it('is not one of somebody else', async () => {
    const foreign = { specification: { options: { filters: { dataTypes: ['tableData'] } } } };
    await fetch(`${test.simulator.url}/v0/bases/${test.simulator.baseId}/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${test.simulator.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(foreign),
    });
    await cursorOf(test.source);
    expect(await listHooks()).toHaveLength(2);
    await test.source.close();
    expect(await listHooks()).toHaveLength(1);
  });

  it('is made anew when everything must be read because it was deleted', async () => {
    const cursor = await cursorOf(test.source);
    await test.another().close();
    await test.source.close();
    const successor = test.another();
    expect(await successor.readChanges(cursor, options)).toBeNull();
    const next = await cursorOf(successor);
    people().delete(recordIdOf(4));
    expect(await successor.readChanges(next, options)).toMatchObject({ removed: [recordIdOf(4)] });
  });

  it('is made anew after a watched field was deleted', async () => {
    const cursor = await cursorOf(test.source);
    const trouble = test.simulator.faults.add({ kind: 'removeField', field: 'Priority' });
    test.simulator.faults.remove(trouble);
    expect(await test.source.readChanges(cursor, options)).toBeNull();
    const next = await cursorOf(test.source);
    people().delete(recordIdOf(5));
    expect(await test.source.readChanges(next, options)).toMatchObject({ removed: [recordIdOf(5)] });
    expect(await listHooks()).toHaveLength(1);
  });

  it('is not trusted when it was found broken by a later start', async () => {
    await cursorOf(test.source);
    const trouble = test.simulator.faults.add({ kind: 'removeField', field: 'Priority' });
    test.simulator.faults.remove(trouble);
    const successor = test.another();
    expect(await successor.readChanges(await cursorOf(successor), options)).toBeNull();
    people().delete(recordIdOf(6));
    const next = await cursorOf(successor);
    people().delete(recordIdOf(7));
    expect(await successor.readChanges(next, options)).toMatchObject({ removed: [recordIdOf(7)] });
  });

  it('is made anew when it expired, and what it missed is read', async () => {
    const cursor = await cursorOf(test.source);
    shiftMs = 8 * DAY_MS;
    people().delete(recordIdOf(8));
    expect(await test.source.readChanges(cursor, options)).toBeNull();
    const next = await cursorOf(test.source);
    people().delete(recordIdOf(9));
    expect(await test.source.readChanges(next, options)).toMatchObject({ removed: [recordIdOf(9)] });
    expect(await listHooks()).toHaveLength(1);
  });

  it('lives on as long as somebody reads', async () => {
    let cursor = await cursorOf(test.source);
    for (let day = 1; day <= 20; day += 5) {
      shiftMs = day * DAY_MS;
      people().update(recordIdOf(1), { Customer: `Day ${day}` });
      const changes = await test.source.readChanges(cursor, options);
      expect(changes?.orders).toMatchObject([{ customer: `Day ${day}` }]);
      cursor = changes?.cursor ?? '';
    }
  });

  it('is no reason to fail when its calls do', async () => {
    test.simulator.faults.add({ kind: 'error', status: 500, endpoint: ['listWebhooks', 'createWebhook'] });
    const cursor = await cursorOf(test.source);
    people().update(recordIdOf(1), { Status: 'Shipped' });
    const changes = await test.source.readChanges(cursor, options);
    expect(changes?.orders).toContainEqual(expect.objectContaining({ status: 'Shipped' }));
  });
});

describe('a webhook that cannot be had', () => {
  const refused = { rows, scopes: ['data.records:read', 'data.records:write', 'schema.bases:read'] };

  it('is asked for once an hour, and changes are found by their time', async () => {
    await using other = await startAirtableSource({ simulator: refused, source: { webhooks: 'auto' } });
    await cursorOf(other.source);
    const cursor = await cursorOf(other.source);
    expect(other.takeCalls()).toEqual({ listRecords: 2, listTables: 1, listWebhooks: 1 });
    other.simulator.people.update(recordIdOf(1), { Status: 'Shipped' });
    const changes = await other.source.readChanges(cursor, options);
    expect(changes?.orders).toContainEqual(expect.objectContaining({ status: 'Shipped' }));
    expect(other.log.messages('warn')).toEqual([]);
    other.clock.shift(HOUR_MS + 1);
    await cursorOf(other.source);
    expect(other.takeCalls()).toMatchObject({ listWebhooks: 1 });
  });

  it('is an error once when the settings ask for one', async () => {
    await using other = await startAirtableSource({ simulator: refused, source: { webhooks: 'on' } });
    await cursorOf(other.source);
    other.clock.shift(HOUR_MS + 1);
    await cursorOf(other.source);
    expect(other.log.messages('error')).toEqual([
      'no Airtable webhook can be had; changes are found by their time',
    ]);
  });

  it('is done without when the base has as many as it may', async () => {
    for (let count = 0; count < 10; count += 1) {
      await fetch(`${test.simulator.url}/v0/bases/${test.simulator.baseId}/webhooks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${test.simulator.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ specification: { options: { filters: { dataTypes: ['tableData'] } } } }),
      });
    }
    const cursor = await cursorOf(test.source);
    expect(await test.source.readChanges(cursor, options)).not.toBeNull();
    expect(test.takeCalls()).not.toHaveProperty('listPayloads');
  });

  it('is not asked for at all when it is off', async () => {
    await cursorOf(test.another({ webhooks: 'off' }));
    expect(test.takeCalls()).toEqual({ listRecords: 1 });
  });
});
