import type { Evaluate } from '../formula/compile-formula.ts';
import { jsonCell } from './cell-formats.ts';
import type { FieldDefinition, LookupField } from './field-definition.ts';
import type { Row } from './row.ts';
import type { Table } from './table.ts';

/** Reads the cells of a table. */
interface TableReader {
  reader(field: FieldDefinition): Evaluate<Row>;
}

/** A table and how the tables that it links to are read. */
export interface LinkSurroundings {
  readonly table: Table;
  readonly readerOf: (table: Table) => TableReader;
}

/** Reads a cell as JSON; `undefined` when it is blank. */
export type JsonReader = (row: Row, nowMs: number) => unknown;

/** Linked records come as their ids, looked-up values as a list, everything else as the formula language has it. */
export function createJsonReader(
  links: LinkSurroundings,
  reader: TableReader,
  field: FieldDefinition,
): JsonReader {
  if (field.type === 'multipleRecordLinks') {
    return (row) => nonEmpty(linkedIds(row, field.id));
  }
  if (field.type === 'multipleLookupValues') {
    const values = lookupValues(links, field);
    return (row, nowMs) => nonEmpty(values(row, nowMs));
  }
  const read = reader.reader(field);
  return (row, nowMs) => jsonCell(read, row, nowMs);
}

/** What a formula sees of linked records: the names of them, and never their ids. */
export function linkedText(links: LinkSurroundings, field: FieldDefinition): Evaluate<Row> {
  if (field.type === 'multipleLookupValues') {
    const values = lookupValues(links, field);
    return (row, nowMs) => values(row, nowMs).map(String).join(', ') || null;
  }
  if (field.type !== 'multipleRecordLinks') return () => null;
  const { linkedTableId } = field;
  const { table, readerOf } = links;
  return (row, nowMs) => {
    const linked = table.linkedTable(linkedTableId);
    const primary = linked?.field(linked.primaryFieldId);
    if (linked === undefined || primary === undefined) return null;
    const read = readerOf(linked).reader(primary);
    const names = linkedIds(row, field.id).flatMap((id) => {
      const found = linked.row(id);
      return found === undefined ? [] : [String(jsonCell(read, found, nowMs) ?? '')];
    });
    return names.join(', ') || null;
  };
}

export function linkedIds(row: Row, fieldId: string): string[] {
  return String(row.cells[fieldId] ?? '')
    .split(',')
    .filter((id) => id !== '');
}

function lookupValues(
  { table, readerOf }: LinkSurroundings,
  field: LookupField,
): (row: Row, nowMs: number) => unknown[] {
  const link = table.field(field.linkFieldId);
  if (link?.type !== 'multipleRecordLinks') return () => [];
  return (row, nowMs) => {
    const linked = table.linkedTable(link.linkedTableId);
    const target = linked?.field(field.lookedUpFieldId);
    if (linked === undefined || target === undefined) return [];
    const read = readerOf(linked).reader(target);
    return linkedIds(row, link.id).flatMap((id) => {
      const found = linked.row(id);
      return found === undefined ? [] : [jsonCell(read, found, nowMs)].filter((value) => value !== undefined);
    });
  };
}

function nonEmpty(values: readonly unknown[]): readonly unknown[] | undefined {
  return values.length === 0 ? undefined : values;
}
