import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber, readText, readTime } from './cell-values.ts';

describe('readText', () => {
  it.each([
    [undefined, null],
    [null, null],
    ['', null],
    [' \t\u00a0', null],
    ['ORD-7', 'ORD-7'],
    [' padded ', ' padded '],
    [0, '0'],
    [42, '42'],
    [['Ada', 'Grace'], 'Ada, Grace'],
    [[], null],
    [['', 'Ada'], 'Ada'],
    [{ id: 'selA', name: 'Shipped', color: 'greenLight2' }, 'Shipped'],
    [[{ id: 'recA', name: 'Ada' }], 'Ada'],
  ])('reads %j as %j', (cell, value) => {
    expect(readText(cell)).toEqual({ value });
  });

  it.each([
    [{ specialValue: 'NaN' }, 'special-value'],
    [{ error: '#ERROR!' }, 'error-value'],
    [['fine', { error: '#ERROR!' }], 'error-value'],
    [true, 'wrong-type'],
    [{ url: 'https://example.com' }, 'wrong-type'],
    [[['nested']], 'wrong-type'],
  ])('finds %j unreadable: %s', (cell, problem) => {
    expect(readText(cell)).toEqual({ problem });
  });
});

describe('readNumber', () => {
  it.each([
    [undefined, null],
    ['', null],
    [12.34, 12.34],
    [0, 0],
    [-0, 0],
    ['12.50', 12.5],
    [[7], 7],
    [[], null],
  ])('reads %j as %j', (cell, value) => {
    expect(readNumber(cell)).toEqual({ value });
  });

  it.each([
    ['1,234.50', 'not-a-number'],
    ['0x10', 'not-a-number'],
    [1e300, 'out-of-range'],
    [[1, 2], 'wrong-type'],
    [true, 'wrong-type'],
    [{ specialValue: 'Infinity' }, 'special-value'],
  ])('finds %j unreadable: %s', (cell, problem) => {
    expect(readNumber(cell)).toEqual({ problem });
  });
});

describe('readTime', () => {
  it.each([
    ['2026-11-01T10:00:00.000Z', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01T10:00:00Z', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T10:00:00', '2026-11-01T10:00:00.000Z'],
    ['2026-11-01T12:30:00+02:00', '2026-11-01T10:30:00.000Z'],
    [['2026-11-01'], '2026-11-01T00:00:00.000Z'],
    ['', null],
  ])('reads %j as %j', (cell, value) => {
    expect(readTime(cell)).toEqual({ value });
  });

  it.each([
    ['yesterday', 'not-a-time'],
    ['11/1/2026', 'not-a-time'],
    ['2026-13-01', 'not-a-time'],
    ['0000-01-01T00:00:00+01:00', 'not-a-time'],
    [1_780_000_000_000, 'wrong-type'],
    [{ error: '#ERROR!' }, 'error-value'],
  ])('finds %j unreadable: %s', (cell, problem) => {
    expect(readTime(cell)).toEqual({ problem });
  });

  it('answers in the one form of the contract or not at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.date({ noInvalidDate: true }).map(String), fc.string(), fc.json()), (text) => {
        const reading = readTime(text);
        if ('value' in reading && reading.value !== null) {
          expect(reading.value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        }
      }),
    );
  });
});
