import { afterEach, expect, it } from 'vitest';
import { startForTest, type TestSimulator } from './support/call-api.ts';

let api: TestSimulator;
afterEach(() => api[Symbol.asyncDispose]());

const metadata = async () => (await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables`)).body;

it('describes the table as a base owner set it up', async () => {
  api = await startForTest();
  const { tables } = await metadata();
  const [orders] = tables;
  expect(orders).toMatchObject({
    id: api.simulator.tableId,
    name: 'Orders',
    primaryFieldId: orders.fields[0].id,
  });
  expect(orders.fields.map(({ name, type }: { name: string; type: string }) => [name, type])).toEqual([
    ['Order ID', 'singleLineText'],
    ['Customer', 'singleLineText'],
    ['Status', 'singleSelect'],
    ['Order Total', 'currency'],
    ['Created At', 'dateTime'],
    ['Updated At', 'lastModifiedTime'],
    ['Priority', 'singleSelect'],
    ['Notes', 'multilineText'],
    ['Total with tax', 'formula'],
  ]);
  const options = Object.fromEntries(
    orders.fields.map((field: { name: string; options: object }) => [field.name, field.options]),
  );
  expect(options['Status'].choices[0]).toEqual({
    id: expect.stringMatching(/^sel[A-Za-z0-9]{14}$/),
    name: 'Pending',
    color: 'blueLight2',
  });
  expect(options['Status'].choices.map(({ name }: { name: string }) => name)).toEqual([
    'Pending',
    'Processing',
    'Shipped',
    'Delivered',
    'Cancelled',
  ]);
  expect(options['Order Total']).toEqual({ precision: 2, symbol: '$' });
  expect(options['Updated At']).toMatchObject({
    isValid: true,
    referencedFieldIds: [],
    result: { type: 'dateTime' },
  });
  expect(options['Total with tax']).toMatchObject({
    isValid: true,
    referencedFieldIds: [orders.fields[3].id],
  });
  expect(orders.fields[0]).not.toHaveProperty('options');
  expect(orders.views.map(({ name }: { name: string }) => name)).toEqual(['Grid view', 'Open orders']);
  const wide = await api.call(`/v0/meta/bases/${api.simulator.baseId}/tables?include=visibleFieldIds`);
  expect(wide.body.tables[0].views[0].visibleFieldIds).toHaveLength(9);
});

it('has ids of the right shape that stay the same from run to run', async () => {
  api = await startForTest();
  const first = await metadata();
  await using again = await startForTest({ seed: 'another' });
  const second = await again.call(`/v0/meta/bases/${again.simulator.baseId}/tables`);
  expect(second.body.tables[0]).toEqual(first.tables[0]);
  expect(api.simulator.baseId).toMatch(/^app[A-Za-z0-9]{14}$/);
  expect(api.simulator.tableId).toMatch(/^tbl[A-Za-z0-9]{14}$/);
  expect(api.simulator.token).toMatch(/^pat[A-Za-z0-9]{14}\.[0-9a-f]{64}$/);
});

it('takes other names, ids and options', async () => {
  api = await startForTest({
    orders: 60,
    fieldNames: { status: 'Stand', orderTotal: 'Summe' },
    fieldIds: { status: 'fldStatusOfOrder0' },
    statuses: ['Offen', 'In Arbeit', 'Versandt', 'Zugestellt', 'Storniert'],
    tableName: 'Bestellungen',
  });
  const { tables } = await metadata();
  expect(tables[0]).toMatchObject({ name: 'Bestellungen' });
  expect(tables[0].fields[2]).toMatchObject({ name: 'Stand', id: 'fldStatusOfOrder0' });
  const records = api.simulator.people.all();
  expect(records.some(({ fields }) => fields['Stand'] === 'Zugestellt')).toBe(true);
  expect(records.some(({ fields }) => typeof fields['Summe'] === 'number')).toBe(true);
});

it('says who the token belongs to, and their address only with its scope', async () => {
  api = await startForTest();
  const me = await api.call('/v0/meta/whoami');
  expect(me.body).toEqual({ id: expect.stringMatching(/^usr/), email: expect.stringContaining('@') });
  await using shy = await startForTest({ scopes: ['data.records:read'] });
  expect(Object.keys((await shy.call('/v0/meta/whoami')).body)).toEqual(['id']);
  expect((await shy.call(`/v0/meta/bases/${shy.simulator.baseId}/tables`)).status).toBe(403);
});

it('lists the base with the rights in it', async () => {
  api = await startForTest({ permissionLevel: 'edit' });
  expect((await api.call('/v0/meta/bases')).body).toEqual({
    bases: [{ id: api.simulator.baseId, name: expect.any(String), permissionLevel: 'edit' }],
  });
});
