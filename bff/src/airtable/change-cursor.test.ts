import { describe, expect, it } from 'vitest';
import { type ChangeCursor, coveredUntil, formatCursor, parseCursor } from './change-cursor.ts';

const time = '2026-11-01T10:00:00.000Z';

describe('a cursor', () => {
  it.each<[ChangeCursor]>([
    [{ time, hook: null }],
    [{ time, hook: { id: 'achA', tableId: 'tblA', next: 7, isBehind: false, swept: null, expected: [] } }],
    [
      {
        time,
        hook: {
          id: 'achA',
          tableId: 'tblA',
          next: 7,
          isBehind: true,
          swept: { from: time, until: time },
          expected: ['recA'],
        },
      },
    ],
  ])('reads back as it was written: %j', (cursor) => {
    expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
  });

  it.each([['', 'nonsense', '{}', 'null', '{"v":2,"time":"2026-11-01T10:00:00.000Z","hook":null}']])(
    'that is none of ours is refused',
    (...texts) => {
      expect(texts.map(parseCursor)).toEqual(texts.map(() => null));
    },
  );

  it('leaves a few seconds in doubt before the answer that it comes from', () => {
    expect(Date.parse(time) - Date.parse(coveredUntil(Date.parse(time)))).toBeGreaterThanOrEqual(3_000);
  });
});
