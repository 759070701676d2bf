import { isIdOf } from '../airtable-id.ts';
import type { CellReader } from '../table/cell-reader.ts';
import { createRecordWriter } from '../table/record-view.ts';
import type { Row } from '../table/row.ts';
import type { Table } from '../table/table.ts';
import { typedFailure } from '../wire/api-failure.ts';
import { jsonReply, type Reply } from '../wire/reply.ts';
import type { CellParameters } from './read-parameters.ts';

export interface FoundRow {
  readonly table: Table;
  readonly row: Row;
}

export function getRecord(found: FoundRow, reader: CellReader, cells: CellParameters, nowMs: number): Reply {
  const write = createRecordWriter(reader, { ...cells, fields: found.table.fields }, nowMs);
  return jsonReply(write(found.row));
}

/** A path that names a table or field where a record belongs fails an assertion inside the service. */
export function expectRecordId(id: string): string {
  if (!isIdOf('rec', id)) throw typedFailure(422, 'FAILED_STATE_CHECK', 'Failed state check');
  return id;
}
