import type { SeededRandom } from '../seeded-random.ts';
import type { Base, RowUpdate } from '../table/base.ts';
import { CellDraft } from '../table/cell-draft.ts';
import { type Cells, type CellValue, isComputed } from '../table/field-definition.ts';
import type { Row } from '../table/row.ts';
import type { Table } from '../table/table.ts';
import type { Caller } from '../wire/api-call.ts';
import { rowDoesNotExist } from '../wire/api-failure.ts';
import type { IncomingRecord } from './write-body.ts';

export interface WriteTarget {
  readonly base: Base;
  readonly table: Table;
  readonly caller: Caller;
  readonly random: SeededRandom;
}

export interface WriteRequest {
  readonly records: readonly IncomingRecord[];
  readonly typecast: boolean;
  /** PUT clears what is not named, PATCH leaves it. */
  readonly isReplacing: boolean;
  /** Finds the row that a record without an id means; `undefined` = make a new one. */
  readonly match?: (record: IncomingRecord, cells: DraftedCells) => Row | undefined;
}

export type DraftedCells = Map<string, CellValue | undefined>;

export interface WriteOutcome {
  /** In the order of the request. */
  readonly rows: readonly Row[];
  readonly createdIds: readonly string[];
  readonly updatedIds: readonly string[];
}

/** Checks every record, then writes them all in one transaction; one bad record leaves everything as it was. */
export function writeRecords(target: WriteTarget, request: WriteRequest): WriteOutcome {
  const { base, table, caller } = target;
  const draft = new CellDraft({
    table,
    typecast: request.typecast,
    mayAddChoices: caller.actor.person.permissionLevel === 'create',
    random: target.random,
  });
  const creates: Cells[] = [];
  const updates: RowUpdate[] = [];
  const order: ('create' | string)[] = [];
  for (const record of request.records) {
    const cells = draft.read(record.fields);
    const row = record.id === undefined ? request.match?.(record, cells) : expectRow(table, record.id);
    order.push(row?.id ?? 'create');
    if (row === undefined) creates.push(withoutBlanks(cells));
    else updates.push({ id: row.id, changes: request.isReplacing ? withClearedRest(table, cells) : cells });
  }
  draft.commitChoices();
  const made = [...base.edit(caller.actor, table, { creates, updates })];
  const createdIds = made.map((row) => row.id);
  const rows = order.flatMap((id) => (id === 'create' ? made.shift() : table.row(id)) ?? []);
  return { rows, createdIds, updatedIds: updates.map(({ id }) => id) };
}

export function expectRow(table: Table, id: string): Row {
  const row = table.row(id);
  if (row === undefined) throw rowDoesNotExist(id);
  return row;
}

function withoutBlanks(cells: DraftedCells): Cells {
  const filled: Cells = {};
  for (const [fieldId, value] of cells) if (value !== undefined) filled[fieldId] = value;
  return filled;
}

function withClearedRest(table: Table, cells: DraftedCells): DraftedCells {
  const all: DraftedCells = new Map();
  for (const field of table.fields) if (!isComputed(field)) all.set(field.id, cells.get(field.id));
  return all;
}
