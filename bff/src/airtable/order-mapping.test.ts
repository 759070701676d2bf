import { recordIdOf } from '@orders/contract/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quietTelemetry } from './airtable-telemetry.ts';
import { cellsOfValues, defaultFieldMapping, orderOfRecord } from './order-mapping.ts';
import { createRecordReader } from './record-reader.ts';

const id = recordIdOf(1);
const createdTime = '2026-11-01T10:00:00.000Z';
const quiet = () => {};

describe('orderOfRecord', () => {
  it('reads every field of the data model', () => {
    const fields = {
      'Order ID': 'ORD-000001',
      Customer: 'Ada',
      Status: 'Shipped',
      'Order Total': 12.34,
      'Created At': '2026-11-01T09:00:00.000Z',
      'Updated At': '2026-11-02T09:00:00.000Z',
      Priority: 'High',
      Notes: 'not asked for',
    };
    expect(orderOfRecord({ id, createdTime, fields }, defaultFieldMapping, quiet)).toEqual({
      recordId: id,
      orderId: 'ORD-000001',
      customer: 'Ada',
      status: 'Shipped',
      orderTotal: 12.34,
      createdAt: '2026-11-01T09:00:00.000Z',
      updatedAt: '2026-11-02T09:00:00.000Z',
      priority: 'High',
    });
  });

  it('shows absent cells as blank, the time of creation too', () => {
    const order = orderOfRecord({ id, createdTime, fields: {} }, defaultFieldMapping, quiet);
    expect(Object.entries(order).filter(([field, value]) => field !== 'recordId' && value !== null)).toEqual(
      [],
    );
  });

  it('falls back to the time of the record where the table has no field for it', () => {
    const mapping = { ...defaultFieldMapping, createdAt: null, updatedAt: null };
    const fields = { 'Created At': '2020-01-01', 'Updated At': '2020-01-01' };
    const order = orderOfRecord({ id, createdTime: '2026-11-01T10:00:00Z', fields }, mapping, quiet);
    expect(order).toMatchObject({ createdAt: createdTime, updatedAt: null });
  });

  it('is not taken in by names of object members', () => {
    const mapping = { ...defaultFieldMapping, customer: 'constructor' };
    const heard: string[] = [];
    const order = orderOfRecord({ id, createdTime, fields: {} }, mapping, (field) => void heard.push(field));
    expect([order.customer, heard]).toEqual([null, []]);
  });

  it('makes an order of whatever the cells hold', () => {
    const cells = fc.record(
      Object.fromEntries(Object.values(defaultFieldMapping).map((name) => [name ?? '', fc.anything()])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(cells, (fields) => {
        const order = orderOfRecord({ id, createdTime, fields }, defaultFieldMapping, quiet);
        expect(order.recordId).toBe(id);
        expect(order.orderTotal === null || Number.isFinite(order.orderTotal)).toBe(true);
      }),
    );
  });
});

describe('cellsOfValues', () => {
  it('names the fields that are written and clears with null', () => {
    expect(cellsOfValues({ status: 'Shipped', priority: null }, defaultFieldMapping)).toEqual({
      Status: 'Shipped',
      Priority: null,
    });
    expect(cellsOfValues({ priority: 'Low' }, defaultFieldMapping)).toEqual({ Priority: 'Low' });
  });
});

describe('createRecordReader', () => {
  const PLAIN = { mapping: defaultFieldMapping, labels: defaultFieldMapping };

  function createReader() {
    const lines: object[] = [];
    const counted: string[] = [];
    const log = {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (fields: object) => void lines.push(fields),
    };
    const telemetry = {
      ...quietTelemetry,
      cellUnreadable: (field: string, problem: string) => void counted.push(`${field}: ${problem}`),
    };
    return { reader: createRecordReader({ log, telemetry }), lines, counted };
  }

  it('counts every unreadable cell and logs each kind of them once', () => {
    const { reader, lines, counted } = createReader();
    for (const number of [1, 2, 3]) {
      const fields = { 'Order Total': { specialValue: 'NaN' }, Customer: true };
      expect(reader.read({ id: recordIdOf(number), createdTime, fields }, PLAIN)).toMatchObject({
        orderTotal: null,
        customer: null,
      });
    }
    expect(counted).toHaveLength(6);
    expect(lines).toEqual([
      { field: 'Customer', problem: 'wrong-type', recordId: recordIdOf(1) },
      { field: 'Order Total', problem: 'special-value', recordId: recordIdOf(1) },
    ]);
  });

  it.each([[{}], [{ id: 'nonsense', fields: {} }], [null], ['text'], [[]]])('finds no id in %j', (record) => {
    expect(createReader().reader.read(record, PLAIN)).toBeNull();
  });

  it('keeps a record whose cells or time are of the wrong shape', () => {
    const { reader } = createReader();
    expect(reader.read({ id, createdTime: 7, fields: 'none' }, PLAIN)).toMatchObject({
      recordId: id,
      customer: null,
    });
  });
});
