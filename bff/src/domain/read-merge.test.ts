import { createReportingCalendar } from '@orders/contract';
import { makeOrderFields, recordIdOf } from '@orders/contract/testing';
import { describe, expect, it } from 'vitest';
import { withEtag } from './order-etag.ts';
import { OrderRow } from './order-row.ts';
import { OrderTable } from './order-table.ts';
import { mergeRead, type SourceRead } from './read-merge.ts';

const EPOCH = 'test';
const fields = makeOrderFields;
const ids = (...numbers: number[]) => numbers.map(recordIdOf);

/** Orders 1 to 3 as of commit 5. */
function makeTable(): OrderTable {
  const rows = [1, 2, 3].map((number) => new OrderRow(withEtag(fields(number)), 5));
  return new OrderTable(createReportingCalendar('UTC'), { epoch: EPOCH, seq: 5 }, rows);
}
function read(orders: SourceRead['orders'], more: Partial<SourceRead> = {}): SourceRead {
  return { orders, removed: [], isComplete: true, startedAtSeq: 5, ...more };
}
const all = [1, 2, 3].map((number) => fields(number));
const upsertsOf = (table: OrderTable, what: SourceRead) =>
  mergeRead(table, what).upserts.map(({ recordId }) => recordId);

describe('a read', () => {
  it('that finds what is known changes nothing', () => {
    expect(mergeRead(makeTable(), read(all))).toEqual({ upserts: [], removed: [], contested: [] });
  });

  it('brings what is new and what is different, with validators', () => {
    const changed = fields(2, { customer: 'Changed' });
    const { upserts } = mergeRead(makeTable(), read([fields(1), changed, fields(3), fields(4)]));
    expect(upserts).toEqual([withEtag(changed), withEtag(fields(4))]);
  });

  it('of everything removes what it did not find', () => {
    expect(mergeRead(makeTable(), read([fields(1)])).removed).toEqual(ids(2, 3));
  });

  it('of changes removes only what it says is gone', () => {
    const what = read([], { isComplete: false, removed: ids(3, 99) });
    expect(mergeRead(makeTable(), what)).toMatchObject({ upserts: [], removed: ids(3) });
  });

  it('takes an order that comes twice once, as it came first', () => {
    const { upserts } = mergeRead(
      makeTable(),
      read([...all, fields(4, { customer: 'first' }), fields(4, { customer: 'second' })]),
    );
    expect(upserts.map(({ customer }) => customer)).toEqual(['first']);
  });
});

describe('what was committed after a read began', () => {
  it('is not undone by it, and looked at again', () => {
    const table = makeTable();
    const edited = withEtag(fields(2, { status: 'Shipped' }));
    table.apply({ version: { epoch: EPOCH, seq: 6 }, upserts: [edited], removed: [] });
    expect(mergeRead(table, read(all))).toEqual({ upserts: [], removed: [], contested: ids(2) });
    expect(mergeRead(table, read([fields(1), fields(3)])).removed).toEqual([]);
    const gone = read([], { isComplete: false, removed: ids(2) });
    expect(mergeRead(table, gone).removed).toEqual([]);
  });

  it('is not contested by a read that agrees', () => {
    const table = makeTable();
    const edited = withEtag(fields(2, { status: 'Shipped' }));
    table.apply({ version: { epoch: EPOCH, seq: 6 }, upserts: [edited], removed: [] });
    const agreeing = read([fields(1), fields(2, { status: 'Shipped' }), fields(3)]);
    expect(mergeRead(table, agreeing)).toEqual({ upserts: [], removed: [], contested: [] });
  });

  it('does not come back when it was a removal', () => {
    const table = makeTable();
    table.apply({ version: { epoch: EPOCH, seq: 6 }, upserts: [], removed: ids(2) });
    expect(upsertsOf(table, read(all))).toEqual([]);
    expect(upsertsOf(table, read(all, { startedAtSeq: 6 }))).toEqual(ids(2));
  });

  it('is open to the next read', () => {
    const table = makeTable();
    const edited = withEtag(fields(2, { status: 'Shipped' }));
    table.apply({ version: { epoch: EPOCH, seq: 6 }, upserts: [edited], removed: [] });
    expect(upsertsOf(table, read(all, { startedAtSeq: 6 }))).toEqual(ids(2));
  });
});
