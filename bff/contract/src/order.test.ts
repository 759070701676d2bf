import { makeOrder } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { PATHS } from './endpoints.ts';
import { entityTagSchema, isRecordId, orderLabel, orderSchema } from './order.ts';

describe('an order', () => {
  it('may have every cell blank but its identity', () => {
    const blank = { orderId: null, customer: null, status: null, orderTotal: null, priority: null };
    const order = makeOrder(1, { ...blank, createdAt: null, updatedAt: null });
    expect(orderSchema.parse(order)).toEqual(order);
    expect(orderSchema.safeParse({ ...order, recordId: null }).success).toBe(false);
    expect(orderSchema.safeParse({ ...order, customer: undefined }).success).toBe(false);
  });

  it('is called by its Order ID, or by its record id where that is blank', () => {
    expect(orderLabel({ orderId: 'ORD-1', recordId: 'recX' })).toBe('ORD-1');
    expect(orderLabel({ orderId: null, recordId: 'recX' })).toBe('recX');
  });

  it('has a path, whatever its id looks like', () => {
    expect(PATHS.order('A/B ?#%é')).toBe('/api/orders/A%2FB%20%3F%23%25%C3%A9');
  });
});

it.each([
  ['rec00000000000001', true],
  ['recABCDEFGHIJKLMN', true],
  ['rec0000000000001', false],
  ['rec000000000000012', false],
  ['Rec00000000000001', false],
  ['rec0000000000000-', false],
  [' rec00000000000001', false],
])('whether %j looks like a record id is %s', (text, isOne) => {
  expect(isRecordId(text)).toBe(isOne);
});

it.each([
  ['"abc"', true],
  ['W/"abc"', true],
  ['""', true],
  ['abc', false],
  ['"a"b"', false],
  ['w/"abc"', false],
  ['"a b"', false],
])('whether %s is an entity tag is %s', (text, isOne) => {
  expect(entityTagSchema.safeParse(text).success).toBe(isOne);
});
