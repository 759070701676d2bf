import { describe, expect, it } from 'vitest';
import { recordsPath, tablesPath, webhooksPath } from './table-address.ts';

const baseId = 'appOrdersSample00';

describe('paths', () => {
  it('encode the name of a table', () => {
    expect(recordsPath({ baseId, table: 'Orders / 2026 🚚' })).toBe(
      `${baseId}/Orders%20%2F%202026%20%F0%9F%9A%9A`,
    );
  });

  it.each(['', 'app', 'appOrdersSample0', 'appOrdersSample000', '../meta/whoami', 'appOrdersSample0/'])(
    'are not made for the base id %j',
    (wrong) => {
      const address = { baseId: wrong, table: 'Orders' };
      for (const make of [recordsPath, tablesPath, webhooksPath]) {
        expect(() => make(address)).toThrow(expect.objectContaining({ reason: 'base-or-table' }));
      }
    },
  );

  it.each(['', ' ', '.', '..'])('are not made for the table %j', (table) => {
    expect(() => recordsPath({ baseId, table })).toThrow(
      expect.objectContaining({ reason: 'base-or-table' }),
    );
  });
});
