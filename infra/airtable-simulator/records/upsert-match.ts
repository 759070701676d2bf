import { isJsonObject } from '../json.ts';
import type { FieldDefinition } from '../table/field-definition.ts';
import type { Row } from '../table/row.ts';
import type { Table } from '../table/table.ts';
import { badParameter, typedFailure } from '../wire/api-failure.ts';
import { findField } from './read-parameters.ts';
import type { WriteRequest } from './write-records.ts';

const mergeableTypes: readonly FieldDefinition['type'][] = [
  'singleLineText',
  'multilineText',
  'singleSelect',
  'number',
  'currency',
  'dateTime',
];

/** `performUpsert` → how to find the row that a record means. Several matches fail the whole request. */
export function readUpsert(table: Table, performUpsert: unknown): NonNullable<WriteRequest['match']> {
  const names = isJsonObject(performUpsert) ? performUpsert['fieldsToMergeOn'] : undefined;
  if (!Array.isArray(names) || names.length < 1 || names.length > 3) throw badParameter();
  const keys = names.map((name: unknown) => {
    if (typeof name !== 'string') throw badParameter();
    const field = findField(table, name);
    if (!mergeableTypes.includes(field.type)) throw badParameter();
    return field.id;
  });
  return (_record, cells) => {
    const values = keys.map((key) => cells.get(key));
    // A blank key never matches, not even another blank.
    if (values.includes(undefined)) return undefined;
    const matches = findRows(table, (row) => keys.every((key, index) => row.cells[key] === values[index]));
    if (matches.length > 1) {
      throw typedFailure(
        422,
        'INVALID_REQUEST_UNKNOWN',
        'Cannot upsert: more than one record matches the fields to merge on.',
      );
    }
    return matches[0];
  };
}

function findRows(table: Table, isMatch: (row: Row) => boolean): Row[] {
  const rows: Row[] = [];
  for (const row of table.rows()) if (isMatch(row)) rows.push(row);
  return rows;
}
