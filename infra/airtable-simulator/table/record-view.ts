import { type TextFormat, textCell } from './cell-formats.ts';
import type { CellReader } from './cell-reader.ts';
import type { FieldDefinition } from './field-definition.ts';
import type { Row } from './row.ts';

/** A record as the API answers it. */
export interface RecordJson {
  readonly id: string;
  readonly createdTime: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly commentCount?: number;
}

export interface RecordShape {
  readonly fields: readonly FieldDefinition[];
  readonly areKeysIds: boolean;
  /** Present for `cellFormat=string`. */
  readonly text?: TextFormat;
  readonly hasCommentCount?: boolean;
}

/** Rows → records, prepared once for all rows of one answer. */
export function createRecordWriter(
  reader: CellReader,
  shape: RecordShape,
  nowMs: number,
): (row: Row) => RecordJson {
  const { text } = shape;
  const columns = shape.fields.map((field) => {
    const read = reader.reader(field);
    const json = reader.jsonReader(field);
    const key = shape.areKeysIds ? field.id : field.name;
    const cell =
      text === undefined
        ? (row: Row) => json(row, nowMs)
        : (row: Row) => textCell(field, read, row, nowMs, text);
    return { key, cell };
  });
  return (row) => {
    const fields: Record<string, unknown> = {};
    for (const { key, cell } of columns) {
      const value = cell(row);
      if (value !== undefined) fields[key] = value;
    }
    const record = { id: row.id, createdTime: new Date(row.createdMs).toISOString(), fields };
    return shape.hasCommentCount === true ? { ...record, commentCount: 0 } : record;
  };
}
