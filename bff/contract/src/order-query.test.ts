import { describe, expect, it } from 'vitest';
import { formatSort, orderQuerySchema, parseSort, SORT_FIELDS } from './order-query.ts';

describe('a sort', () => {
  it.each(SORT_FIELDS.flatMap((field) => [field, `-${field}`]))('%s is read and written alike', (text) => {
    const sort = parseSort(text);
    expect(sort).toEqual({ field: text.replace('-', ''), descending: text.startsWith('-') });
    expect(sort === null ? null : formatSort(sort)).toBe(text);
  });

  it.each(['', '-', '--createdAt', 'CreatedAt', '+createdAt', 'recordId', 'createdAt,status'])(
    '%j is none',
    (text) => {
      expect(parseSort(text)).toBeNull();
      expect(orderQuerySchema.safeParse({ sort: text }).success).toBe(false);
    },
  );
});

describe('the parameters of a list', () => {
  it.each([
    ['page', '1', 1],
    ['page', '999999999999', 999_999_999_999],
    ['pageSize', '500', 500],
    ['minTotal', '-12.5', -12.5],
    ['maxTotal', '0', 0],
    ['createdFrom', '2028-02-29', '2028-02-29'],
    ['status', 'Pending,Shipped', 'Pending,Shipped'],
    ['q', 'x', 'x'],
  ])('take %s=%s', (name, text, value) => {
    expect(orderQuerySchema.parse({ [name]: text })).toEqual({ [name]: value });
  });

  it.each([
    ['page', '0'],
    ['page', '01'],
    ['page', '1.5'],
    ['page', ' 1'],
    ['page', '1000000000000'],
    ['pageSize', '501'],
    ['minTotal', '1e3'],
    ['minTotal', '.5'],
    ['maxTotal', '12,5'],
    ['createdFrom', '2027-02-29'],
    ['createdTo', '2026-11-01T00:00'],
    ['q', 'x'.repeat(501)],
    ['status', 'x'.repeat(1001)],
    ['limit', '5'],
  ])('refuse %s=%s', (name, text) => {
    expect(orderQuerySchema.safeParse({ [name]: text }).success).toBe(false);
  });
});
