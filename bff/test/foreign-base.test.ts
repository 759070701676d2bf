import { appConfigSchema, healthSchema, type Order } from '@orders/contract';
import type { SimulatorOptions } from '@orders/infra/airtable-simulator/simulator-options.ts';
import { describe, expect, it } from 'vitest';
import {
  COLORS,
  customerId,
  FIELD,
  FOREIGN,
  FOREIGN_SETTINGS,
  orderRecordId,
  STATUSES,
  URGENCIES,
  VIEW,
} from './support/foreign-base.ts';
import { type Bff, startBff } from './support/start-bff.ts';

const RECORD = orderRecordId(2);

function start(settings: Record<string, string> = FOREIGN_SETTINGS, simulator: SimulatorOptions = {}) {
  return startBff({ simulator: { ...FOREIGN, ...simulator }, settings });
}

async function orderNow(bff: Bff, recordId = RECORD): Promise<Order> {
  return (await bff.fetch(`/api/orders/${recordId}`)).json as Order;
}

async function configOf(bff: Bff) {
  return appConfigSchema.parse((await bff.fetch('/api/config')).json);
}

async function noticesOf(bff: Bff) {
  return healthSchema.parse((await bff.fetch('/health')).json).airtable?.notices ?? [];
}

const sync = (bff: Bff, mode = '') => bff.fetch(`/api/orders/sync${mode}`, { method: 'POST' });

/** All ways of naming the fields. */
const BY_ID = {
  AIRTABLE_FIELD_ORDER_ID: FIELD.number,
  AIRTABLE_FIELD_CUSTOMER: FIELD.customerName,
  AIRTABLE_FIELD_STATUS: FIELD.status,
  AIRTABLE_FIELD_ORDER_TOTAL: FIELD.amount,
  AIRTABLE_FIELD_CREATED_AT: FIELD.arrived,
  AIRTABLE_FIELD_UPDATED_AT: FIELD.changed,
  AIRTABLE_FIELD_PRIORITY: FIELD.urgency,
};

describe('orders of a base that names everything otherwise', () => {
  it.each([
    ['names and linked customers', FOREIGN_SETTINGS],
    ['ids and looked-up customers', BY_ID],
    ['both mixed', { ...FOREIGN_SETTINGS, AIRTABLE_FIELD_STATUS: FIELD.status }],
  ])('are read rightly by %s', async (_, settings) => {
    await using bff = await start(settings);
    expect(await orderNow(bff)).toMatchObject({
      orderId: '3',
      customer: 'Werft Nord',
      status: 'Versandt',
      orderTotal: 121.38,
      createdAt: '2026-11-20T08:00:00.000Z',
      updatedAt: '2026-11-20T08:00:00.000Z',
      priority: 'dringend',
    });
    expect((await bff.fetch('/api/orders')).json).toMatchObject({ total: 12 });
  });

  it('are written where they belong, and answered whole', async () => {
    await using bff = await start();
    const answer = await bff.fetch(`/api/orders/${RECORD}`, {
      method: 'PATCH',
      body: { status: 'Storniert', priority: 'normal' },
    });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      status: 'Storniert',
      priority: 'normal',
      customer: 'Werft Nord',
      orderTotal: 121.38,
    });
    expect(bff.simulator.people.find(RECORD)?.fields).toMatchObject({
      Bearbeitungsstand: 'Storniert',
      Dringlichkeit: 'normal',
    });
  });

  it('have the options of the base, in its order and colours', async () => {
    await using bff = await start();
    expect(await configOf(bff)).toMatchObject({
      statuses: STATUSES,
      priorities: URGENCIES,
      statusColors: Object.fromEntries(STATUSES.map((name, index) => [name, COLORS[index]])),
      missingFields: [],
      readOnlyFields: [],
    });
  });

  it('get names of linked records for one call a hundred, and none for those that are known', async () => {
    await using bff = await start();
    bff.takeCalls();
    await sync(bff);
    expect(bff.takeCalls()).toEqual({ listRecords: 1 });
    bff.simulator.people.update(RECORD, { Kunde: [customerId(0)] });
    await sync(bff);
    expect((await orderNow(bff)).customer).toBe('Müller & Söhne');
    expect(bff.takeCalls()).toEqual({ listRecords: 1 });
  });

  it('are narrowed by a view, which orders leave and enter', async () => {
    await using bff = await start({ ...FOREIGN_SETTINGS, AIRTABLE_VIEW: VIEW });
    const total = async () => ((await bff.fetch('/api/orders')).json as { total: number }).total;
    expect(await total()).toBe(6);
    bff.simulator.people.update(orderRecordId(0), { Bearbeitungsstand: 'Versandt' });
    await sync(bff, '?mode=changes');
    expect(await total()).toBe(5);
    bff.simulator.people.update(orderRecordId(0), { Bearbeitungsstand: 'Neu' });
    await sync(bff, '?mode=changes');
    expect(await total()).toBe(6);
  });
});

describe('a table that lacks fields', () => {
  const without = (...names: string[]): SimulatorOptions => ({
    table: {
      ...FOREIGN.table,
      fields: (FOREIGN.table?.fields ?? []).filter(({ name }) => !names.includes(name)),
      rows: [{ id: RECORD, fields: { Bearbeitungsstand: 'Neu', Netto: 1 } }],
    },
  });

  it.each([
    ['with metadata', {}],
    ['without', { scopes: ['data.records:read', 'data.records:write'] }],
  ])('is served all the same, says what is off, and takes no edits of it (%s)', async (_, more) => {
    await using bff = await start(FOREIGN_SETTINGS, {
      ...without('Auftragsnummer', 'Dringlichkeit', 'Kunde'),
      ...more,
    });
    expect(await orderNow(bff)).toMatchObject({
      orderId: null,
      customer: null,
      priority: null,
      status: 'Neu',
      orderTotal: 1.19,
    });
    expect((await configOf(bff)).missingFields.toSorted()).toEqual(['customer', 'orderId', 'priority']);
    expect((await noticesOf(bff)).map(({ kind, field }) => `${kind} ${field}`).toSorted()).toEqual([
      'missing customer',
      'missing orderId',
      'missing priority',
    ]);
    for (const priority of ['normal', null]) {
      const answer = await bff.fetch(`/api/orders/${RECORD}`, { method: 'PATCH', body: { priority } });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('no field for it');
    }
    expect(
      (await bff.fetch(`/api/orders/${RECORD}`, { method: 'PATCH', body: { status: 'Neu' } })).status,
    ).toBe(200);
  });

  it('is nothing to speak of where the settings say so', async () => {
    const settings = {
      ...FOREIGN_SETTINGS,
      AIRTABLE_FIELD_PRIORITY: 'none',
      AIRTABLE_FIELD_CREATED_AT: 'none',
    };
    await using bff = await start(settings);
    expect(await noticesOf(bff)).toEqual([]);
    expect((await configOf(bff)).missingFields).toEqual(['priority']);
    expect((await orderNow(bff)).createdAt).toBe('2026-11-20T08:00:00.000Z');
  });

  it('takes no edit of a field that is computed', async () => {
    await using bff = await start({ ...FOREIGN_SETTINGS, AIRTABLE_FIELD_PRIORITY: 'Gesamtbetrag' });
    expect((await configOf(bff)).readOnlyFields).toEqual(['priority']);
    const answer = await bff.fetch(`/api/orders/${RECORD}`, {
      method: 'PATCH',
      body: { priority: '121.38' },
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('computed');
  });
});

describe('a field that changes while people work', () => {
  it('is read and written under its new name, and said', async () => {
    await using bff = await start();
    bff.simulator.faults.add({ kind: 'renameField', field: 'Bearbeitungsstand', to: 'Stand' });
    bff.simulator.faults.add({ kind: 'renameField', field: 'Kunde', to: 'Auftraggeber' });
    const answer = await bff.fetch(`/api/orders/${RECORD}`, { method: 'PATCH', body: { status: 'Neu' } });
    expect(answer.json).toMatchObject({ status: 'Neu', customer: 'Werft Nord' });
    bff.clock.leap(11 * 60_000);
    await sync(bff);
    expect(await orderNow(bff)).toMatchObject({ status: 'Neu', customer: 'Werft Nord' });
    expect(await noticesOf(bff)).toMatchObject([
      { field: 'customer', kind: 'renamed' },
      {
        field: 'status',
        kind: 'renamed',
        message: expect.stringContaining(`AIRTABLE_FIELD_STATUS=${FIELD.status}`),
      },
    ]);
    expect(bff.log.join('')).toContain('"Bearbeitungsstand\\" is called \\"Stand\\"');
  });

  it.each([
    ['with metadata', {}],
    ['without', { scopes: ['data.records:read', 'data.records:write'] }],
  ])('is left out when it is gone, and taken back (%s)', async (_, more) => {
    await using bff = await start(FOREIGN_SETTINGS, more);
    const fault = bff.simulator.faults.add({ kind: 'removeField', field: 'Dringlichkeit' });
    expect((await sync(bff, '?mode=changes')).status).toBe(200);
    expect(await orderNow(bff)).toMatchObject({ priority: null, status: 'Versandt' });
    expect((await configOf(bff)).missingFields).toContain('priority');
    expect(await noticesOf(bff)).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ field: 'priority', kind: 'missing' })]),
    );
    bff.simulator.faults.remove(fault);
    bff.clock.leap(61 * 60_000);
    await sync(bff);
    await sync(bff, '?mode=changes');
    expect(await orderNow(bff)).toMatchObject({ priority: 'dringend' });
    expect((await noticesOf(bff)).filter(({ field }) => field === 'priority')).toEqual([]);
  });
});

describe('a token that loses a scope later', () => {
  it('leaves people with what was read, and says that Airtable refuses', async () => {
    await using bff = await start();
    bff.simulator.access.limit(bff.simulator.token, ['schema.bases:read']);
    expect((await sync(bff)).status).toBe(502);
    expect((await bff.fetch('/api/orders')).json).toMatchObject({ total: 12 });
    expect(healthSchema.parse((await bff.fetch('/health')).json)).toMatchObject({
      status: 'degraded',
      airtable: { state: 'refused' },
    });
    bff.simulator.access.limit(bff.simulator.token, ['data.records:read']);
    expect((await sync(bff)).status).toBe(200);
    const edit = () => bff.fetch(`/api/orders/${RECORD}`, { method: 'PATCH', body: { status: 'Neu' } });
    expect((await edit()).status).toBe(502);
    bff.simulator.access.limit(bff.simulator.token, ['data.records:read', 'data.records:write']);
    expect((await edit()).status).toBe(200);
    expect(await orderNow(bff)).toMatchObject({ status: 'Neu', customer: 'Werft Nord' });
  });
});
