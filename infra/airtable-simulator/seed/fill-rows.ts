import { randomId } from '../airtable-id.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { InitialRow } from '../simulator-options.ts';
import { CellDraft } from '../table/cell-draft.ts';
import type { Cells } from '../table/field-definition.ts';
import type { Table } from '../table/table.ts';

/** Puts exactly these rows into the table. Throws for a field that it does not have. */
export function fillRows(
  table: Table,
  rows: readonly InitialRow[],
  startedMs: number,
  random: SeededRandom,
): void {
  for (const row of rows) {
    const draft = new CellDraft({ table, random, typecast: true, mayAddChoices: true });
    const cells: Cells = {};
    for (const [fieldId, value] of draft.read(row.fields)) if (value !== undefined) cells[fieldId] = value;
    draft.commitChoices();
    const createdMs = wholeSecond(row.createdTime === undefined ? startedMs : Date.parse(row.createdTime));
    const { lastModifiedTime } = row;
    const modifiedMs =
      lastModifiedTime === null
        ? null
        : wholeSecond(lastModifiedTime === undefined ? createdMs : Date.parse(lastModifiedTime));
    const id = row.id ?? randomId('rec', random);
    table.insert({ id, createdMs, number: table.nextNumber(), modifiedMs, cells, cellStamps: null });
  }
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
