import type { EditableField, OrderFields } from '@orders/contract';
import type { AirtableRecord } from './airtable-record.ts';
import {
  type CellProblem,
  type CellReading,
  normalizeTime,
  readNumber,
  readText,
  readTime,
} from './cell-values.ts';
import type { FieldMapping, OrderField } from './field-mapping.ts';

/** The names of the data model. */
export const defaultFieldMapping: FieldMapping = {
  orderId: 'Order ID',
  customer: 'Customer',
  status: 'Status',
  orderTotal: 'Order Total',
  createdAt: 'Created At',
  updatedAt: 'Updated At',
  priority: 'Priority',
};

/** Hears of each cell that could not be read. */
export type CellListener = (field: string, problem: CellProblem, recordId: string) => void;

/** A record as an order. Never throws: a cell that makes no sense is blank, and the listener hears of it. */
export function orderOfRecord(
  record: AirtableRecord,
  mapping: FieldMapping,
  onUnreadable: CellListener,
): OrderFields {
  function cell<T>(field: OrderField, read: (value: unknown) => CellReading<T>): T | null {
    const name = mapping[field];
    if (name === null || !Object.hasOwn(record.fields, name)) return null;
    const reading = read(record.fields[name]);
    if ('value' in reading) return reading.value;
    onUnreadable(name, reading.problem, record.id);
    return null;
  }

  return {
    recordId: record.id,
    orderId: cell('orderId', readText),
    customer: cell('customer', readText),
    status: cell('status', readText),
    orderTotal: cell('orderTotal', readNumber),
    createdAt: mapping.createdAt === null ? createdTimeOf(record) : cell('createdAt', readTime),
    updatedAt: cell('updatedAt', readTime),
    priority: cell('priority', readText),
  };
}

/** New values of an order as cells. A field that the table does not have is left out. */
export function cellsOfValues(
  values: Readonly<Partial<Record<EditableField, string | null>>>,
  mapping: FieldMapping,
): Record<string, string | null> {
  const cells: Record<string, string | null> = {};
  for (const field of ['status', 'priority'] as const) {
    const name = mapping[field];
    const value = values[field];
    if (name !== null && value !== undefined) cells[name] = value;
  }
  return cells;
}

function createdTimeOf(record: AirtableRecord): string | null {
  return record.createdTime === null ? null : normalizeTime(record.createdTime);
}
