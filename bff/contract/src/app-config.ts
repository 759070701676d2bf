import * as z from 'zod/mini';

/** Answer to `GET /api/config`: what the app must know of the installation it belongs to. */
export const appConfigSchema = z.object({
  currency: z.string(),
  reportingTimeZone: z.string(),
  /** The options of the base, in its order; what may be written. */
  statuses: z.array(z.string()),
  priorities: z.array(z.string()),
  /** Airtable's colours of them, as `greenLight2`; options without one are left out. */
  statusColors: z._default(z.record(z.string(), z.string()), {}),
  priorityColors: z._default(z.record(z.string(), z.string()), {}),
  /** Fields of an order that the base does not have: what needs them is off. Answers of older servers have none. */
  missingFields: z._default(z.array(z.string()), []),
  /** Fields that can be read and not written. */
  readOnlyFields: z._default(z.array(z.string()), []),
  /** Whether the data is the bundled simulator's. */
  simulator: z.boolean(),
  /**
   * The table in Airtable's own app, to which a record id may be added; `null` = not known. What an earlier build has
   * kept does not say it.
   */
  airtableTableUrl: z._default(z.nullable(z.string()), null),
});
export type AppConfig = z.infer<typeof appConfigSchema>;
