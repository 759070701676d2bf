import { readXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { createXlsx } from './xlsx.ts';

async function written(rows: readonly (readonly (string | number | Date | null)[])[]) {
  const file = createXlsx(['Order', 'Total (EUR)', 'Created (UTC)'], ['text', 'amount', 'moment']);
  for (const row of rows) file.add(row);
  const blob = await file.finish();
  expect(blob.type).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  const { sheets } = await readXlsx(new Uint8Array(await blob.arrayBuffer()));
  return sheets[0]?.rows ?? [];
}

test('numbers and dates are such, and texts are texts whatever they begin with', async () => {
  const moment = new Date('2026-11-01T10:00:05.000Z');
  const [titles, ...rows] = await written([
    ['ORD-1', -12.5, moment],
    ['=HYPERLINK("http://x")', 0.1, null],
    ['00123', null, null],
    ['a\u0001<b>&\n', 1e9, 'no date'],
  ]);
  expect(titles).toEqual(['Order', 'Total (EUR)', 'Created (UTC)']);
  expect(rows).toEqual([
    ['ORD-1', -12.5, moment],
    ['=HYPERLINK("http://x")', 0.1, null],
    ['00123', null, null],
    ['a\u0001<b>&\n', 1e9, 'no date'],
  ]);
});

test('a text that is longer than Excel takes ends with three dots', async () => {
  const [, row] = await written([['x'.repeat(40_000), null, null]]);
  expect(row?.[0]).toBe(`${'x'.repeat(32_766)}…`);
});
