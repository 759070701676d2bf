import type { OrderField } from './field-mapping.ts';
import type { FieldMetadata } from './table-metadata.ts';

const TEXTS = ['singleLineText', 'multilineText', 'richText', 'email', 'url', 'phoneNumber', 'barcode'];
const NUMBERS = ['number', 'currency', 'percent', 'autoNumber', 'count', 'rating', 'duration'];
const TIMES = ['date', 'dateTime', 'createdTime', 'lastModifiedTime'];
const PEOPLE = ['singleCollaborator', 'createdBy', 'lastModifiedBy'];
/** What they hold is somebody else's to say: only a value tells. */
const DERIVED = ['formula', 'rollup', 'multipleLookupValues', 'externalSyncSource', 'aiText'];

const READABLE: Readonly<Record<OrderField, readonly string[]>> = {
  orderId: [...TEXTS, ...NUMBERS, 'singleSelect'],
  customer: [...TEXTS, ...PEOPLE, 'singleSelect', 'multipleSelects', 'multipleRecordLinks', 'number'],
  status: [...TEXTS, 'singleSelect'],
  orderTotal: [...NUMBERS, 'singleLineText'],
  createdAt: [...TIMES, 'singleLineText'],
  updatedAt: [...TIMES, 'singleLineText'],
  priority: [...TEXTS, 'singleSelect', 'number', 'rating'],
};

/** Airtable takes a text for these; for all others an edit would be refused, or lose something. */
const WRITABLE_AS_TEXT = ['singleSelect', 'singleLineText', 'multilineText'];

/** Whether cells of this kind can hold what the field of an order is. */
export function suits(field: OrderField, metadata: FieldMetadata): boolean {
  if (DERIVED.includes(metadata.type)) return true;
  return READABLE[field].includes(metadata.type);
}

/** Whether people's edits of the field reach Airtable. */
export function isWritable(metadata: FieldMetadata): boolean {
  return WRITABLE_AS_TEXT.includes(metadata.type);
}
