import { createReportingCalendar, type OrderFields } from '@orders/contract';
import { makeOrderFields } from '@orders/contract/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareInPieces, mergeCompared } from './compared-read.ts';
import { withEtag } from './order-etag.ts';
import { OrderRow } from './order-row.ts';
import { OrderTable } from './order-table.ts';
import { mergeRead, type SourceRead } from './read-merge.ts';

const calendar = createReportingCalendar('UTC');
const number = fc.integer({ min: 0, max: 11 });
const fields = (index: number, status: string): OrderFields => makeOrderFields(index, { status });
const order = fc.tuple(number, fc.constantFrom('Pending', 'Shipped', 'Delivered'));
const commit = fc.record({
  upserts: fc.array(order, { maxLength: 3 }),
  removed: fc.array(number, { maxLength: 2 }),
});

/** A table after some commits, and a way to commit more. */
function tableAfter(commits: readonly { upserts: [number, string][]; removed: number[] }[]) {
  const table = new OrderTable(calendar, { epoch: 'e', seq: 1 }, []);
  const apply = ({ upserts, removed }: (typeof commits)[number]) => {
    const orders = new Map(upserts.map(([index, status]) => [index, withEtag(fields(index, status))]));
    const gone = [...new Set(removed)]
      .filter((index) => !orders.has(index))
      .map((index) => fields(index, '').recordId);
    table.apply({
      version: { epoch: 'e', seq: table.version.seq + 1 },
      upserts: [...orders.values()],
      removed: gone.filter((recordId) => table.row(recordId) !== undefined),
    });
  };
  for (const each of commits) apply(each);
  return { table, apply };
}

test('says of a read what comparing all of it at the end would say, whatever is committed meanwhile', () => {
  fc.assert(
    fc.property(
      fc.array(commit, { maxLength: 4 }),
      fc.array(commit, { maxLength: 3 }),
      fc.array(commit, { maxLength: 3 }),
      fc.array(order, { maxLength: 12 }),
      (before, whileReading, whileComparing, found) => {
        const { table, apply } = tableAfter(before);
        const startedAtSeq = table.version.seq;
        for (const each of whileReading) apply(each);
        const read: SourceRead = {
          orders: found.map(([index, status]) => fields(index, status)),
          removed: [],
          isComplete: true,
          startedAtSeq,
        };
        const work = compareInPieces(table, read);
        let step = work.next();
        for (const each of whileComparing) apply(each);
        while (step.done !== true) step = work.next();
        const compared = mergeCompared(table, step.value);
        const whole = mergeRead(table, read);
        const sorted = ({ upserts, removed, contested }: typeof whole) => ({
          upserts: upserts.map(({ recordId, etag }) => `${recordId} ${etag}`).sort(),
          removed: [...removed].sort(),
          contested: [...contested].sort(),
        });
        expect(sorted(compared)).toEqual(sorted(whole));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a table of another history is compared anew', () => {
  const { table } = tableAfter([{ upserts: [[1, 'Pending']], removed: [] }]);
  const orders = [fields(1, 'Shipped')];
  const read = { orders, removed: [], isComplete: true, startedAtSeq: 9 };
  const work = compareInPieces(table, read);
  let step = work.next();
  while (step.done !== true) step = work.next();
  const row = new OrderRow(withEtag(fields(2, 'Pending')), 1);
  const other = new OrderTable(calendar, { epoch: 'other', seq: 5 }, [row]);
  expect(mergeCompared(other, step.value)).toEqual(mergeRead(other, read));
});
