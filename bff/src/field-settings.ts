import * as z from 'zod';

/** Says on purpose that the table has no such field. */
const NONE = 'none';

/** Name or id of a field; Airtable takes names up to this long. */
const field = (name: string) => z.string().max(255).default(name);

/** Which fields and records of the table are orders. */
export const fieldSettings = {
  AIRTABLE_VIEW: z.string().max(255).optional(),
  AIRTABLE_FIELD_ORDER_ID: field('Order ID'),
  AIRTABLE_FIELD_CUSTOMER: field('Customer'),
  AIRTABLE_FIELD_STATUS: field('Status'),
  AIRTABLE_FIELD_ORDER_TOTAL: field('Order Total'),
  AIRTABLE_FIELD_CREATED_AT: field('Created At'),
  AIRTABLE_FIELD_UPDATED_AT: field('Updated At'),
  AIRTABLE_FIELD_PRIORITY: field('Priority'),
};

type FieldSettings = z.output<z.ZodObject<typeof fieldSettings>>;

/** The field of the table for each field of an order; `null` where the settings say there is none. */
export function toFieldMapping(settings: FieldSettings) {
  const known = (name: string) => (name === NONE ? null : name);
  return {
    orderId: known(settings.AIRTABLE_FIELD_ORDER_ID),
    customer: known(settings.AIRTABLE_FIELD_CUSTOMER),
    status: known(settings.AIRTABLE_FIELD_STATUS),
    orderTotal: known(settings.AIRTABLE_FIELD_ORDER_TOTAL),
    createdAt: known(settings.AIRTABLE_FIELD_CREATED_AT),
    updatedAt: known(settings.AIRTABLE_FIELD_UPDATED_AT),
    priority: known(settings.AIRTABLE_FIELD_PRIORITY),
  };
}
