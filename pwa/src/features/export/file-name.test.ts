import { expect, test } from 'vitest';
import { fileName } from './file-name.ts';

test.each([
  ['Needs action', 'Orders - Needs action - 2026-11-23.csv'],
  [null, 'Orders - 2026-11-23.csv'],
  ['a/b\\c: "d" <e>|f?*\u0000', 'Orders - a b c d e f - 2026-11-23.csv'],
  ['Größe 東', 'Orders - Größe 東 - 2026-11-23.csv'],
  ['..', 'Orders - .. - 2026-11-23.csv'],
  ['///', 'Orders - 2026-11-23.csv'],
])('the view %j goes to %s', (view, name) => {
  expect(fileName(view, '2026-11-23', 'csv')).toBe(name);
});
