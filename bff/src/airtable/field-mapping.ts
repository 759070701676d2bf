import type { OrderFields } from '@orders/contract';

/** The fields of an order that come out of cells. */
export type OrderField = Exclude<keyof OrderFields, 'recordId'>;

/** All of them, in the order in which they are asked for. */
export const ORDER_FIELDS: readonly OrderField[] = [
  'orderId',
  'customer',
  'status',
  'orderTotal',
  'createdAt',
  'updatedAt',
  'priority',
];

/**
 * Which Airtable field, by its name or its id, each field of an order is read from; `null` where the table has none.
 * Without a field for it `createdAt` is the time at which Airtable created the record.
 */
export type FieldMapping = Readonly<Record<OrderField, string | null>>;

/** What the table is asked for, in a fixed order. */
export function mappedFields(mapping: FieldMapping): string[] {
  return ORDER_FIELDS.map((field) => mapping[field]).filter((key) => key !== null);
}

/** Whether a text can only be meant as the id of a field; ids go on when a field is renamed. */
export const isFieldId = (text: string): boolean => /^fld[A-Za-z0-9]{14}$/.test(text);
