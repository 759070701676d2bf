import type { OrderFields } from '@orders/contract';

/** The fields of an order that come out of cells. */
export type OrderField = Exclude<keyof OrderFields, 'recordId'>;

/**
 * Which Airtable field, by its name, each field of an order is read from; `null` where the table has none. Without
 * a field for it `createdAt` is the time at which Airtable created the record.
 */
export type FieldMapping = Readonly<Record<OrderField, string | null>>;

/** The names of Airtable's fields that are asked for, in a fixed order. */
export function mappedFields(mapping: FieldMapping): string[] {
  return Object.values(mapping).filter((name) => name !== null);
}
