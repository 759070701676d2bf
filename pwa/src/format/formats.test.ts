import { expect, test } from 'vitest';
import { createFormats } from './formats.ts';

const formats = createFormats({
  locale: 'en-US',
  currency: 'EUR',
  timeZone: 'Asia/Tokyo',
  nowMs: () => Date.parse('2026-11-23T12:00:00Z'),
});

test('an instant is written in the reporting zone, without the year while it is this year', () => {
  expect(formats.moment('2026-11-22T20:30:00.000Z')).toBe('Nov 23, 05:30 AM');
  expect(formats.moment('2025-12-31T10:00:00.000Z')).toBe('Dec 31, 2025');
});

test('the year turns in the reporting zone', () => {
  expect(formats.moment('2025-12-31T20:00:00.000Z')).toBe('Jan 1, 05:00 AM');
});

test('a civil date is written as it stands', () => {
  expect(formats.day('2026-11-23')).toBe('Mon, Nov 23');
  expect(formats.shortDay('2026-03-01')).toBe('Mar 1');
});

test('money has the currency of the installation, or none before it is known', () => {
  expect(formats.money(1234.5)).toBe('€1,234.50');
  const early = createFormats({ locale: 'en-US', currency: null, timeZone: 'UTC', nowMs: Date.now });
  expect(early.money(1234.5)).toBe('1,234.50');
});

test.each([
  [0, '0s ago'],
  [59_999, '59s ago'],
  [60_000, '1m ago'],
  [3_600_000 * 5, '5h ago'],
  [86_400_000 * 40, '40d ago'],
])('an age of %i ms is "%s"', (ms, text) => {
  expect(formats.age(ms)).toBe(text);
});

test('a clock that is behind gives no negative age', () => {
  expect(formats.age(-5000)).toBe('0s ago');
});
