import type { OrderFields } from '@orders/contract';
import type { Log } from '../application/ports.ts';
import { parseRecord } from './airtable-record.ts';
import type { AirtableTelemetry } from './airtable-telemetry.ts';
import { ORDER_FIELDS } from './field-mapping.ts';
import { orderOfRecord } from './order-mapping.ts';
import type { ResolvedFields } from './table-fields.ts';

export interface RecordReader {
  /** An order, or `null` for a record without an id. `fields` says how its cells are keyed. */
  read(value: unknown, fields: Pick<ResolvedFields, 'mapping' | 'labels'>): OrderFields | null;
}

export interface RecordReaderOptions {
  readonly log: Log;
  readonly telemetry: AirtableTelemetry;
}

/** Turns records into orders. What is wrong with them is counted each time and logged once a kind, not once a row. */
export function createRecordReader({ log, telemetry }: RecordReaderOptions): RecordReader {
  const logged = new Set<string>();

  function logOnce(key: string, fields: object, message: string): void {
    if (logged.has(key)) return;
    logged.add(key);
    log.warn(fields, message);
  }

  function noteUnreadable(field: string, problem: string, recordId: string): void {
    telemetry.cellUnreadable(field, problem);
    logOnce(
      `${problem} ${field}`,
      { field, problem, recordId },
      'a cell cannot be read and is shown as blank',
    );
  }

  return {
    read(value, { mapping, labels }) {
      const record = parseRecord(value);
      return record === null
        ? null
        : orderOfRecord(record, mapping, (key, problem, recordId) => {
            const field = ORDER_FIELDS.find((each) => mapping[each] === key);
            noteUnreadable((field && labels[field]) ?? key, problem, recordId);
          });
    },
  };
}
