import { describe, expect, it } from 'vitest';
import { parsePayloadPage } from './webhook-payload.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 10, 0, second)).toISOString();
const changes = (second: number, tableId: string, sections: object) => ({
  timestamp: at(second),
  changedTablesById: { [tableId]: sections },
});
const page = (payloads: object[], more = false) => ({ payloads, cursor: 9, mightHaveMore: more });

describe('parsePayloadPage', () => {
  it('says of each record what happened to it last', () => {
    const parsed = parsePayloadPage(
      page([
        changes(1, 'tblOurs', {
          createdRecordsById: { recA: {} },
          changedRecordsById: { recB: {}, recC: {} },
        }),
        changes(2, 'tblOurs', { destroyedRecordIds: ['recA', 'recB'] }),
        changes(3, 'tblOurs', { createdRecordsById: { recB: {} } }),
      ]),
      'tblOurs',
    );
    expect(parsed).toEqual({
      kind: 'changes',
      changed: new Map([
        ['recC', Date.parse(at(1))],
        ['recB', Date.parse(at(3))],
      ]),
      created: new Set(['recB']),
      destroyed: new Set(['recA']),
      next: 9,
      hasMore: false,
      lastAtMs: Date.parse(at(3)),
    });
  });

  it('takes no notice of other tables', () => {
    const parsed = parsePayloadPage(
      page([changes(1, 'tblOther', { destroyedRecordIds: ['recA'] })]),
      'tblOurs',
    );
    expect(parsed).toMatchObject({ destroyed: new Set(), changed: new Map() });
  });

  it('finds a broken webhook by its last words', () => {
    const broken = { ...changes(1, 'tblOurs', {}), error: true, code: 'INVALID_HOOK' };
    expect(parsePayloadPage(page([broken]), 'tblOurs')).toEqual({ kind: 'broken' });
    expect(parsePayloadPage(page([{ destroyedTableIds: ['tblOurs'] }]), 'tblOurs')).toEqual({
      kind: 'broken',
    });
  });

  it.each([[{}], [{ payloads: {}, cursor: 1, mightHaveMore: false }], [page([{ changedTablesById: [] }])]])(
    'takes %j for no page',
    (body) => {
      expect(parsePayloadPage(body, 'tblOurs')).toBeNull();
    },
  );
});
