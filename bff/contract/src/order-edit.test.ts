import { describe, expect, it } from 'vitest';
import { bulkRequestSchema, bulkUpdateSchema, changedFields, orderPatchSchema } from './order-edit.ts';

describe('a patch', () => {
  it.each([{}, { status: 'Shipped' }, { status: null, priority: 'x'.repeat(200) }])('may be %j', (patch) => {
    expect(orderPatchSchema.parse(patch)).toEqual(patch);
  });

  it.each([{ status: '' }, { status: 1 }, { priority: ['High'] }, { customer: 'Me' }, [], null, 'Shipped'])(
    'may not be %j',
    (patch) => {
      expect(orderPatchSchema.safeParse(patch).success).toBe(false);
    },
  );

  it('changes the fields that it names and that are different', () => {
    const order = { status: 'Pending', priority: null };
    expect(changedFields(order, {})).toEqual([]);
    expect(changedFields(order, { status: 'Pending', priority: null })).toEqual([]);
    expect(changedFields(order, { status: 'Shipped', priority: null })).toEqual(['status']);
    expect(changedFields(order, { status: null, priority: 'High' })).toEqual(['status', 'priority']);
  });
});

describe('many patches', () => {
  it('are one to five hundred', () => {
    const many = (count: number) => bulkRequestSchema.safeParse({ updates: Array(count).fill({}) }).success;
    expect([many(0), many(1), many(500), many(501)]).toEqual([false, true, true, false]);
  });

  it('name their order, precondition and key as texts', () => {
    const update = { orderId: 'ORD-1', status: null, ifMatch: '"x"', idempotencyKey: 'k' };
    expect(bulkUpdateSchema.parse(update)).toEqual(update);
    for (const wrong of [
      { orderId: 7 },
      { orderId: '' },
      { recordId: null },
      { idempotencyKey: 'x'.repeat(256) },
    ]) {
      expect(bulkUpdateSchema.safeParse({ ...update, ...wrong }).success).toBe(false);
    }
  });
});
